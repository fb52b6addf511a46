// One file that has everything, wherever it is put; and the page in a frame of somebody's slides.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configure, indexFile, launch, quiet, ready, root, shared, state, until, visit } from "./lab.mjs";

let browser, folder;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "fmlab-"));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const limit = 12e6; // bytes that can still be mailed

test("the one file trains, wherever it lies", { timeout: 120_000 }, async () => {
  const built = join(root, "dist/filtermap-lab.html");
  const { size } = await stat(built);
  assert.ok(size < limit, `it has ${size} bytes`);
  const copy = join(folder, "my lab (copy).html");
  await copyFile(built, copy);
  const asked = [];
  const page = await visit(browser, "about:blank");
  page.on("request", (r) => { if (!/^(data|blob):/.test(r.url())) asked.push(r.url()); });
  await page.goto(`${pathToFileURL(copy).href}#seed=4`);
  await ready(page);
  assert.equal(asked.length, 1, `it asks for ${asked}`);
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgba(0, 0, 0, 0)");
  await page.waitForFunction(() => document.querySelector("[name=seed]").value === "4");
  const archive = shared("data/cifar10-subset.tar.gz");
  if (archive) {
    await configure(page, { perClass: 10, batch: 10, epochs: 1 });
    await page.locator("#file").setInputFiles(archive);
    await page.waitForFunction(() => fmlab.state().dataset === "CIFAR-10", null, { timeout: 60_000 });
  } else {
    await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  }
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await until(page, (s) => !s.running && s.epoch === 1);
  await page.getByText("Done: 1 epoch in").waitFor();
  assert.match(await page.locator("#fingerprint").innerText(), /after epoch 1: [0-9a-f]{16}/);
  // The trained networks are inside, too.
  await page.getByLabel("Trained network", { exact: true }).selectOption({ index: 1 });
  await page.locator("#starter-open").click();
  await until(page, (s) => s.network === "ResNet-20-FM");
  assert.equal(asked.length, 1, `it asks for ${asked}`);
  quiet(page);
  await page.context().close();
});

test("embed=1 shows the run and the microscope, and a way to the whole lab", { timeout: 120_000 }, async () => {
  const page = await visit(browser, `${indexFile}?embed=1#epochs=3`, { viewport: { width: 1000, height: 640 } });
  await ready(page);
  for (const seen of ["#go", "#scope", "#curves", "#open-lab"]) assert.ok(await page.locator(seen).isVisible(), `${seen} is not to be seen`);
  for (const gone of ["#setup", ".foot", ".tools", ".skip"]) assert.ok(!(await page.locator(gone).isVisible()), `${gone} is to be seen`);
  await page.waitForFunction(() => fmlab.state().step === 0 && document.querySelector("#where").innerText.startsWith("3 epochs"));
  await configure(page, { perClass: 10, batch: 10, seed: 8 });
  await page.evaluate(() => fmlab.step(1));
  const [lab] = await Promise.all([page.context().waitForEvent("page"), page.locator("#open-lab").click()]);
  assert.ok(!lab.url().includes("embed"), lab.url());
  await ready(lab);
  assert.ok(await lab.locator("#setup").isVisible());
  await lab.getByText("3 epochs, 30 steps").waitFor();
  assert.equal(await lab.locator("[name=seed]").inputValue(), "8");
  quiet(page);

  // The projector enlarges everything and remembers that it does.
  const before = await lab.locator("h2").first().evaluate((h) => parseFloat(getComputedStyle(h).fontSize));
  await lab.getByRole("button", { name: "Projector" }).click();
  assert.equal(await lab.locator("h2").first().evaluate((h) => parseFloat(getComputedStyle(h).fontSize)), 1.25 * before);
  assert.equal(await lab.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, "the page is wider than the window");
  await lab.reload();
  await ready(lab);
  assert.equal(await lab.locator("#projector").getAttribute("aria-pressed"), "true");
  await page.context().close();
});
