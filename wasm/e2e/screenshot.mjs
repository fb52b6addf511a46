// Takes the two pictures of the README: the page and the window on the same state, a trained network with one filter
// pinned. `make build`, then `npm run screenshot`. The window needs Xvfb.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isolated, launch, ready, root, serve, visit } from "./lab.mjs";

const model = "resnet20-fm.safetensors";
const link = "model=resnet20&rule=sum&layer=layer2.1.conv1&slice=5&by=weight&pins=filter.15";
const pictures = { page: join(root, "assets/screenshot-page.png"), window: join(root, "assets/screenshot-window.png") };

// still waits until an element has looked the same for a while.
async function still(element) {
  let last = Buffer.alloc(0);
  for (let same = 0; same < 4; ) {
    const now = await element.screenshot();
    same = now.equals(last) ? same + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

// takePage takes the run bar and the microscope's picture below it, and returns how large that is.
async function takePage() {
  const browser = await launch();
  const server = await serve({ headers: isolated });
  const page = await visit(browser, `${server.url}?embed=1#${link}`, { viewport: { width: 1024, height: 1200 }, colorScheme: "light", locale: "en" });
  await ready(page);
  await page.waitForFunction(() => {
    const list = document.querySelector("#starter");
    const at = [...list.options].findIndex((o) => o.textContent.replace(/\W/g, "").startsWith("ResNet20FM"));
    if (at < 0) return false;
    list.selectedIndex = at;
    document.querySelector("#starter-open").click();
    return true;
  });
  await page.getByText(`Opened from ${model}`).waitFor({ state: "attached" });
  await still(page.locator("#scope"));
  const canvas = await page.locator("#scope .view > canvas").boundingBox();
  const size = { width: canvas.width, height: canvas.y + canvas.height };
  await page.screenshot({ path: pictures.page, clip: { x: canvas.x, y: 0, ...size } });
  await browser.close();
  await server.close();
  return size;
}

// display starts a virtual one.
async function display() {
  const server = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(server.stdout, "data");
  return { name: `:${String(number).trim()}`, close: () => server.kill() };
}

// takeWindow opens the same in the window.
async function takeWindow({ width, height }) {
  const screen = await display();
  const args = ["run", "-trimpath", "./ui/desktop", "-lang", "en", "-link", link, "-open", `assets/models/${model}`,
    "-size", `${width}x${height}`, "-shot", pictures.window];
  const program = spawn("go", args, { cwd: root, stdio: "inherit", env: { ...process.env, DISPLAY: screen.name, CGO_ENABLED: "0" } });
  const [code] = await once(program, "exit");
  screen.close();
  assert.equal(code, 0, `go ${args.join(" ")} ended with ${code}`);
}

await takeWindow(await takePage());
for (const file of Object.values(pictures)) console.log(`${file}: ${Math.round((await stat(file)).size / 1000)} kB`);
