// The page starts wherever it is put, and says so plainly where it cannot.

import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configure, indexFile, isolated, launch, quiet, ready, root, serve, state, visit } from "./lab.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// trains starts a tiny run and checks that it learns something at all.
async function trains(page) {
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  await page.evaluate(() => fmlab.step(2));
  const s = await state(page);
  assert.equal(s.step, 2);
  assert.equal(s.running, false);
  assert.ok(s.loss > 0.5 && s.loss < 10, `the loss is ${s.loss}`);
  assert.equal(s.network, "ResNet-8-FM");
  assert.equal(s.params, 14314);
  quiet(page);
  await page.context().close();
}

for (const [name, options, isIsolated] of [
  ["with isolation, as fmlab serve does", { headers: isolated }, true],
  ["from any static server", {}, false],
  ["below a path", { prefix: "/courses/vision/lab/" }, false],
  ["from a server that does not know .wasm", { wasmType: "application/octet-stream" }, false],
]) {
  test(`http ${name}`, async () => {
    const server = await serve(options);
    const page = await visit(browser, server.url);
    assert.equal(await page.evaluate(() => crossOriginIsolated), isIsolated);
    await trains(page);
    await server.close();
  });
}

test("file://", async () => {
  const page = await visit(browser, indexFile);
  await trains(page);
});

test("a clone that is not built says what to run", async () => {
  const clone = await mkdtemp(join(tmpdir(), "fmlab-"));
  await cp(join(root, "index.html"), join(clone, "index.html"));
  await cp(join(root, "assets"), join(clone, "assets"), { recursive: true });
  const page = await visit(browser, pathToFileURL(join(clone, "index.html")).href);
  await page.getByText("This copy is not built yet.").waitFor();
  assert.match(await page.locator(".unbuilt").innerText(), /make build/);
  await page.context().close();
  await rm(clone, { recursive: true });
});

test("a browser without WebAssembly is told so", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete globalThis.WebAssembly; });
  const page = await context.newPage();
  await page.goto(indexFile);
  await page.getByRole("alert").getByText("This browser cannot run WebAssembly").waitFor();
  const sentence = await page.evaluate(() => fmlab.ready.catch((e) => e.message));
  assert.match(sentence, /^This browser cannot run WebAssembly/);
  await context.close();
});

test("a trainer that dies is noticed and replaced", async () => {
  const page = await visit(browser, indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 2 });
  // The page's only Web Worker is taken away, as a browser short of memory does.
  await page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...args) {
      Worker.prototype.postMessage = post;
      this.onmessage({ data: { gone: "out of memory" } });
    };
  });
  const sentence = await page.evaluate(() => fmlab.train().catch((e) => e.message));
  assert.equal(sentence, "The trainer has ended unexpectedly: out of memory.");
  await page.getByRole("alert").getByText("out of memory").waitFor();
  assert.ok(await page.locator("#go").isDisabled());
  await page.getByRole("button", { name: "Start it again" }).click();
  await page.getByText("2 epochs, 20 steps").waitFor();
  await page.evaluate(() => fmlab.step(1));
  assert.equal((await state(page)).step, 1);
  await page.context().close();
});
