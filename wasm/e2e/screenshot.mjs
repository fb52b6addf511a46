// Takes the picture of the README: the page in the middle of a run. `make build`, then `npm run screenshot`.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { configure, isolated, launch, ready, root, serve, until, visit } from "./lab.mjs";

const file = join(root, "assets/screenshot.png");
const browser = await launch();
const server = await serve({ headers: isolated });
const page = await visit(browser, server.url, { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 0.8, colorScheme: "light" });
await ready(page);
await configure(page, { perClass: 200, batch: 16, epochs: 10, lr: 0.1 });
await page.evaluate(() => fmlab.train());
await until(page, (s) => s.epoch > 7.4, 600_000);
await page.screenshot({ path: file });
await browser.close();
await server.close();
console.log(`${file}: ${Math.round((await stat(file)).size / 1000)} kB`);
