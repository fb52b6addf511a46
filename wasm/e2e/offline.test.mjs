// Who has visited the page once has it: without a network, and in one build at a time.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configure, launch, quiet, ready, root, serve, state, visit } from "./lab.mjs";

let browser, folder;
before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "fmlab-"));
  await mkdir(join(folder, "dist"));
  for (const name of ["index.html", "sw.js", "assets", "dist/fmlab.js", "dist/fmlab.wasm"]) await cp(join(root, name), join(folder, name), { recursive: true });
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const installed = (page) => page.evaluate(() => navigator.serviceWorker.ready.then((r) => new Promise((done) => {
  if (r.active.state === "activated") done();
  else r.active.onstatechange = () => { if (r.active?.state === "activated") done(); };
})));
const caches_ = (page) => page.evaluate(() => caches.keys());

// rebuild changes the page as another build does, list and all. wrong leaves the old hash in the list.
async function rebuild(words, { wrong = false } = {}) {
  const index = join(folder, "index.html");
  const page = (await readFile(index, "utf8")).replace(/<title>.*<\/title>/, `<title>${words}</title>`);
  await writeFile(index, page);
  const hash = wrong ? createHash("sha256").update(words).digest("hex") : createHash("sha256").update(page).digest("hex");
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  await writeFile(join(folder, "sw.js"), worker.replace(/"index.html": "[0-9a-f]+"/, `"index.html": "${hash}"`).replace(/build = "[0-9a-f]+"/, `build = "${hash.slice(0, 12)}"`));
}

test("after one visit it trains without a network, on all cores, and takes a new build when it is told to", { timeout: 600_000 }, async () => {
  // A host that knows nothing of isolation, below a path.
  const options = { folder, prefix: "/lab/" };
  let server = await serve(options);
  const { port } = new URL(server.url);
  const page = await visit(browser, server.url);
  await ready(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), false);
  await installed(page);
  await server.close();

  await page.reload();
  await ready(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true, "the worker gives the page the headers that its host lacks");
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  await page.evaluate(() => fmlab.step(3));
  assert.equal((await state(page)).step, 3);
  quiet(page);

  // A new build waits: the run goes on, and reloading stays with the old one.
  await rebuild("The second build");
  server = await serve({ ...options, port: Number(port) });
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => {}));
  await page.getByText("A new version is ready.").waitFor({ timeout: 60_000 });
  await page.evaluate(() => fmlab.step(1));
  assert.equal((await state(page)).step, 4);
  assert.equal((await caches_(page)).length, 2);
  await page.reload();
  await ready(page);
  assert.equal(await page.title(), "FilterMap Lab");
  await page.getByRole("button", { name: "Load the new version" }).click({ timeout: 60_000 });
  await page.waitForFunction(() => document.title === "The second build");
  await ready(page);
  assert.equal((await caches_(page)).length, 1);

  // A build that is exchanged while it is fetched is not taken at all.
  await rebuild("Half of a third build", { wrong: true });
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => {}, () => {}));
  await page.waitForFunction(() => navigator.serviceWorker.getRegistration().then((r) => !r.installing && !r.waiting), null, { timeout: 60_000 });
  assert.equal((await caches_(page)).length, 1);
  await server.close();
  await page.reload();
  await ready(page);
  assert.equal(await page.title(), "The second build");
  await page.context().close();
});
