// A closed tab loses nothing: the run is kept in the browser and goes on to the bit, over http and file://.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, isolated, launch, quiet, ready, records, serve, state, until, visit } from "./lab.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve({ headers: isolated });
});
after(async () => {
  await browser.close();
  await server.close();
});

// another opens the page again in the same profile, as after a closed tab.
async function another(page, url) {
  const next = await page.context().newPage();
  next.setDefaultTimeout(90_000);
  next.complaints = [];
  next.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") next.complaints.push(m.text()); });
  next.on("pageerror", (e) => next.complaints.push(String(e)));
  await page.close();
  await next.goto(url, { timeout: 120_000 });
  await ready(next);
  return next;
}

// kept waits until the card lists a run at a step.
const kept = (page, step) => page.locator("#kept li", { hasText: `step ${step} of` }).first().waitFor();

for (const [where, url] of [["http", () => server.url], ["file://", () => indexFile]]) {
  test(`a run goes on after its tab was closed, over ${where}`, { timeout: 300_000 }, async () => {
    const page = await visit(browser, url());
    await ready(page);
    assert.equal(await page.locator("#toast").isHidden(), true, "a first visit is offered something");
    await configure(page, { perClass: 10, batch: 10, epochs: 2, seed: 5 });
    await page.evaluate(() => fmlab.step(13));
    await kept(page, 13);
    const before = await page.evaluate(() => fmlab.state());
    await page.evaluate(() => fmlab.train());
    await until(page, (s) => !s.running && s.step === 20);
    await page.locator("#epochs tr").nth(1).waitFor({ state: "attached" });
    const end = await page.locator("#fingerprint").innerText();

    // Once more, left in the middle of the second epoch.
    await page.evaluate(() => fmlab.reset());
    await page.evaluate(() => fmlab.step(13));
    await kept(page, 13);
    const again = await another(page, url());
    await again.getByText(/^Continue where you were: ResNet-8-FM on .*, step 13 of 20/).waitFor();
    await again.locator("#toast").getByRole("button", { name: "Continue" }).click();
    await until(again, (s) => s.step === 13 && s.loss !== null);
    const s = await state(again);
    assert.deepEqual([s.step, s.epoch, s.loss, s.trainAccuracy, s.testAccuracy], [13, before.epoch, before.loss, before.trainAccuracy, before.testAccuracy]);
    assert.equal(await again.locator("#epochs tr").count(), 1);
    await again.evaluate(() => fmlab.train());
    await until(again, (s) => !s.running && s.step === 20);
    await again.locator("#epochs tr").nth(1).waitFor({ state: "attached" });
    assert.equal(await again.locator("#fingerprint").innerText(), end);
    quiet(again);
    await again.context().close();
  });
}

test("pictures from a file are kept beside the run", { timeout: 300_000 }, async () => {
  const page = await visit(browser, server.url);
  await ready(page);
  await configure(page, { batch: 10, epochs: 2, perClass: 10 });
  await page.locator("#file").setInputFiles({ name: "data_batch_1.bin", mimeType: "", buffer: records(200) });
  await page.getByText(/^CIFAR-10.*, 10 classes, 100 to learn from/).waitFor();
  await page.evaluate(() => fmlab.step(3));
  await kept(page, 3);
  const again = await another(page, server.url);
  await again.locator("#kept").getByRole("button", { name: /^Continue/ }).click();
  await until(again, (s) => s.step === 3);
  await again.getByText(/^CIFAR-10.*, 10 classes, 100 to learn from/).waitFor();
  await again.evaluate(() => fmlab.step(1));
  await again.locator("#kept").getByRole("button", { name: /^Forget/ }).first().click();
  await again.waitForFunction(() => document.querySelectorAll("#kept li").length <= 1);
  quiet(again);
  await again.context().close();
});

test("a browser that refuses storage says so, and the run can be downloaded", { timeout: 300_000 }, async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("storage is off", "SecurityError"); } }));
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  await page.goto(server.url);
  await ready(page);
  await page.getByText(/^Nothing is kept in this browser: .*storage is off.*Download the run/).waitFor();
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  await page.evaluate(() => fmlab.step(1));
  assert.equal((await state(page)).step, 1);
  await context.close();
});

test("a full disk is told once, with a way out", { timeout: 300_000 }, async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("the disk is full", "QuotaExceededError"); };
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  await page.goto(server.url);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  await page.evaluate(() => fmlab.step(1));
  await page.getByText(/^This browser does not keep the run \(.*the disk is full.*\)/).waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the run" }).click()]);
  assert.equal(download.suggestedFilename(), "resnet8-fm-step1.safetensors");
  await context.close();
});
