// What a test found, as a person looks at it: which class is taken for which, and the pictures behind every number.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, launch, legible, quiet, ready, serve, until, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve();
  page = await visit(browser, server.url);
  await ready(page);
  await configure(page, { perClass: 20, batch: 10, epochs: 2 });
});
after(async () => {
  await browser.close();
  await server.close();
});

const card = () => page.locator("#answers");
const confusion = () => page.evaluate(() => fmlab.confusion());
const inTable = () => page.evaluate(() => [...document.querySelectorAll("#matrix tbody tr")]
  .map((row) => [...row.querySelectorAll("button")].map((b) => Number(b.textContent))));

test("there is a table before the first test, and it stays where it is", async () => {
  assert.equal(await confusion(), null);
  await card().getByText("The first test comes after the first epoch.").waitFor();
  assert.equal(await page.locator("#matrix button").count(), 100);
  await legible(page, "#answers");
  const box = () => card().evaluate((e) => [e.offsetTop, e.offsetLeft, e.offsetWidth, e.offsetHeight]);
  const before = await box();
  await card().getByRole("button", { name: "Test now" }).click();
  await page.waitForFunction(() => fmlab.confusion());
  assert.deepEqual(await box(), before);
  assert.equal((await page.evaluate(() => fmlab.state())).step, 0, "a test is no step");
});

test("the table, the bars and the accuracy agree", async () => {
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.epoch === 2);
  await page.waitForFunction(() => fmlab.confusion().step === 40);
  const { counts, classes } = await confusion();
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  const all = counts.flat().reduce((a, b) => a + b);
  assert.equal(all, 200);
  assert.ok(Math.abs(right / all - (await page.evaluate(() => fmlab.state())).testAccuracy) < 1e-9);
  await card().getByText(`${right} of 200 right at step 40.`).waitFor();
  assert.deepEqual(await inTable(), counts);
  const bars = await page.locator("#class-bars li").allInnerTexts();
  classes.forEach((name, i) => {
    const share = Math.round((100 * counts[i][i]) / 20);
    assert.equal(bars[i].replace(/\s+/g, " "), `${name} ${share} %`);
  });
});

test("a number opens its pictures, by mouse and by keyboard", async () => {
  const { counts, classes } = await confusion();
  // The largest number that is a mistake.
  const cells = counts.flatMap((row, label) => row.map((n, answer) => ({ n, label, answer })));
  const most = cells.filter((c) => c.label !== c.answer).sort((a, b) => b.n - a.n)[0];
  const name = `${classes[most.label]}, taken for ${classes[most.answer]}: ${most.n}`;
  await page.getByRole("button", { name: new RegExp(`^${name} picture`) }).click();
  await card().getByRole("heading", { name }).waitFor();
  const shown = page.locator("#shots .shot:not([hidden]) button");
  await page.waitForFunction((n) => document.querySelectorAll("#shots .shot:not([hidden]) button").length === n, Math.min(most.n, 12));
  for (const label of await shown.evaluateAll((all) => all.map((b) => b.getAttribute("aria-label")))) {
    assert.match(label, new RegExp(`: ${classes[most.label]}, taken for ${classes[most.answer]} with \\d+ %$`));
  }
  // Every picture is painted: more than one colour in it.
  await page.waitForFunction(() => [...document.querySelectorAll("#shots .shot:not([hidden]) canvas")].every((canvas) => {
    const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 32, 32).data.buffer);
    return new Set(pixels).size > 10;
  }));

  await shown.first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const chosen = page.locator("#shots button[aria-pressed=true]");
  await chosen.waitFor(); // a picture of its own to draw
  assert.equal(await chosen.count(), 1);
  const [, number] = (await chosen.getAttribute("aria-label")).match(/^Picture (\d+)/);
  const viewer = page.locator("#answers-viewer");
  await viewer.getByRole("heading", { name: `Picture ${number}: ${classes[most.label]}` }).waitFor();
  const best = (await viewer.locator(".bars li").first().innerText()).replace(/\s+/g, " ");
  assert.ok(best.startsWith(`${classes[most.answer]} `), `the best answer is ${best}`);

  // The table is one tab stop; its diagonal is reached by arrows.
  await page.locator("#matrix button[tabindex='0']").focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await card().getByRole("heading", { name: `${classes[0]}, answered right: ${counts[0][0]}` }).waitFor();
  await page.keyboard.press("Escape");
  await card().getByRole("heading", { name: "Most confident mistakes" }).waitFor();
});

test("mistakes come the most confident first, page by page", async () => {
  const { counts } = await confusion();
  const wrong = 200 - counts.reduce((sum, row, i) => sum + row[i], 0);
  assert.ok(wrong > 12, `only ${wrong} mistakes`);
  const read = () => page.locator("#shots .shot:not([hidden]) button").evaluateAll((all) => all.map((b) => Number(b.getAttribute("aria-label").match(/with (\d+) %/)[1])));
  // Where the part before did not come to its end, the mistakes are shown again.
  if (await page.locator("#shots-back").isVisible()) await page.locator("#shots-back").click();
  await card().getByText(`1 to 12 of ${wrong}`).waitFor();
  const first = await read();
  await card().getByRole("button", { name: "More" }).click();
  await card().getByText(new RegExp(`^13 to \\d+ of ${wrong}$`)).waitFor();
  const confidences = first.concat(await read());
  assert.deepEqual(confidences, confidences.toSorted((a, b) => b - a));
  await legible(page, "#answers");
  quiet(page);
});
