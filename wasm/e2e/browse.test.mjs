// Looking through the data set: part, class, answers, pages; and one picture as training shows it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, launch, legible, quiet, ready, serve, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve();
  page = await visit(browser, server.url);
  page.setDefaultTimeout(120_000);
  await ready(page);
  await configure(page, { perClass: 20, batch: 10, epochs: 1 });
  await page.getByRole("heading", { name: "Look through the pictures" }).click();
});
after(async () => {
  await browser.close();
  await server.close();
});

const card = () => page.locator("#browse");
const shown = () => page.locator("#browse-shots .shot:not([hidden]) button");

test("part, class and pages", async () => {
  await card().getByText("1 to 48 of 200").waitFor();
  assert.equal(await shown().count(), 48);
  await card().getByRole("radio", { name: "to learn from" }).check();
  await page.locator("#browse-class").selectOption("3");
  await card().getByText("20 pictures").waitFor();
  const labels = await shown().evaluateAll((all) => all.map((b) => b.getAttribute("aria-label").replace(/^Picture [\d,]+: /, "")));
  assert.equal(labels.length, 20);
  assert.deepEqual(new Set(labels), new Set([await page.locator("#browse-class option:checked").innerText()]));
  await page.waitForFunction(() => [...document.querySelectorAll("#browse-shots .shot:not([hidden]) canvas")].every((canvas) =>
    new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 32, 32).data.buffer)).size > 10));
});

test("a picture is answered and shown as training shows it", async () => {
  await shown().first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.locator("#browse-viewer").getByRole("heading", { name: /^Picture \d+: / }).waitFor();
  await card().getByText(/cut at random out of a border of 4 pixels/).waitFor();
  const views = () => page.locator("#views canvas").evaluateAll((all) => all.map((c) => c.toDataURL()));
  const some = await views();
  assert.equal(some.length, 8);
  assert.ok(new Set(some).size > 4, "the views are all the same");
  await card().getByRole("button", { name: "Show other views" }).click();
  await page.waitForFunction((old) => [...document.querySelectorAll("#views canvas")].some((c, i) => c.toDataURL() !== old[i]), some);
});

test("right and wrong answers are those of the test", async () => {
  await page.evaluate(() => fmlab.test());
  await page.locator("#browse-class").selectOption("-1");
  await card().getByRole("radio", { name: "to test" }).check();
  const { counts } = await page.evaluate(() => fmlab.confusion());
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  await page.locator("#browse-kinds").selectOption("wrong");
  await card().getByText(`1 to 48 of ${200 - right}`).waitFor();
  for (const label of await shown().evaluateAll((all) => all.map((b) => b.getAttribute("aria-label")))) assert.match(label, /, taken for /);
});

test("it can be read by everybody", async () => {
  await legible(page, "#browse");
  quiet(page);
});
