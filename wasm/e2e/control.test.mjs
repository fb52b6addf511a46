// What can be changed, when, and what becomes of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, state, until, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile);
  await ready(page);
});
after(() => browser.close());

const small = { perClass: 10, batch: 10, epochs: 1, lr: 0.1, schedule: "constant", seed: 3 };
const fragment = () => page.evaluate(() => { document.querySelector("#share").click(); return location.hash; });
const fingerprint = async () => (await page.locator("#fingerprint").innerText()).match(/epoch 1: ([0-9a-f]{16})/)[1];
// slide moves the slider as the keyboard does, and lets go.
const slide = async (key, times) => { await page.locator("#rate").focus(); for (let i = 0; i < times; i++) await page.keyboard.press(key); };

test("the learning rate acts at once, and a link repeats that", { timeout: 180_000 }, async () => {
  await configure(page, small);
  await page.getByText("A change starts a new run.").waitFor();
  await page.evaluate(() => fmlab.step(5));
  assert.equal((await state(page)).step, 5);
  await page.getByText("The rate acts at once.").waitFor();
  assert.ok(await page.locator("[name=epochs]").isDisabled());
  await slide("ArrowRight", 2); // 0.1, 0.15, 0.2
  await page.getByText(/^Rate changed \d times?; links repeat it\.$/).waitFor();
  await page.locator("#rate-value", { hasText: "0.2" }).waitFor();
  assert.equal((await state(page)).step, 5, "the run goes on where it was");
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.epoch === 1);
  await page.getByText("Done: 1 epoch").waitFor();
  assert.ok(await page.locator("#rate").isDisabled());
  const byHand = await fingerprint();
  const hash = await fragment();
  assert.match(decodeURIComponent(hash), /lr=0\.1&.*rates=5:0\.2&/);

  // Reset forgets what was done by hand; then it is another run.
  await page.getByRole("button", { name: "Reset to change" }).click();
  await page.getByText("A change starts a new run.").waitFor();
  assert.equal(await page.locator("#rate-value").innerText(), "0.1");
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.epoch === 1);
  await page.waitForFunction(() => /epoch 1: /.test(document.querySelector("#fingerprint").innerText));
  assert.notEqual(await fingerprint(), byHand);

  // The link does it again.
  await page.evaluate(() => fmlab.reset());
  await page.evaluate((h) => { history.replaceState(null, "", "#"); location.hash = h; }, hash);
  await page.getByText(`The link's is ${byHand} after epoch 1.`).waitFor();
  await page.evaluate(() => fmlab.train());
  await page.getByText("That of epoch 1 is the link's: the same network to the bit.").waitFor();
  assert.equal(await fingerprint(), byHand);
  assert.equal(await page.locator("#rate-value").innerText(), "0.2");
  quiet(page);
});

test("a geometry that was tried on the picture can be trained", { timeout: 180_000 }, async () => {
  await configure(page, { ...small, rates: "" });
  const before = (await state(page)).params;
  await page.locator("#scope").locator("select[name=layer], [data-place=head] select").first().selectOption("layer1.0.conv1");
  await page.locator(".geometry > summary").click();
  const button = page.getByRole("button", { name: "Train with this geometry" });
  assert.ok(await button.isDisabled());
  const number = (name) => page.locator(".geometry").getByLabel(name, { exact: true });
  await number("S1").fill("5");
  await number("S1").press("Tab");
  await page.getByText("This layer's filters are 3 × 3 over 16 channels").waitFor();
  assert.ok(await button.isDisabled());
  await page.getByRole("button", { name: "The layer's own" }).click();
  await number("x").fill("1");
  await number("x").press("Tab");
  await page.waitForFunction(() => !document.querySelector("#geometry-train").disabled);
  await button.click();
  await page.getByText("1 layer trains with a map of its own: layer1.0.conv1=").waitFor();
  const after = (await state(page)).params;
  assert.equal(before - after, 256, "half of the 4 x 8 x 16 map is left");
  await page.evaluate(() => fmlab.step(1));
  assert.match(decodeURIComponent(await fragment()), /maps=layer1\.0\.conv1=2x4x2:1x2/);
  const refused = await page.evaluate(() => fmlab.configure({ maps: "conv9=1x1x1" }).catch((e) => e.message));
  assert.match(refused, /no layer "conv9" with a map; choose one of conv1, layer1\.0\.conv1/);
  quiet(page);
});
