// The curves and the lengths of all layers: laid over earlier runs, read by pointer and keys, and taken away as CSV.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, settled, until, visit } from "./lab.mjs";

let browser, page, lengths;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 2 });
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => s.epoch === 2 && !s.running);
  await configure(page, { variant: "plain", epochs: 1 });
  await page.evaluate(() => fmlab.step(6));
  lengths = page.locator("#scope details.lengths");
  await lengths.locator("summary").click();
  await lengths.locator("tbody tr").nth(8).waitFor();
});
after(() => browser.close());

async function download(button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = await readFile(await file.path(), "utf8");
  const rows = text.trim().split("\n").map((l) => [...l.matchAll(/"([^"]*)"|([^,"]+)|(?<=,)(?=,)|(?<=,)$/g)].map((m) => m[1] ?? m[2] ?? ""));
  return { name: file.suggestedFilename(), head: rows[0], rows: rows.slice(1) };
}

test("the earlier run lies under the present one, in its own dash at 40 %", async () => {
  for (const chart of ["#plot-loss", "#plot-accuracy"]) {
    const old = page.locator(`${chart} path.line.old.fm`);
    await page.waitForFunction((c) => document.querySelectorAll(`${c} path.line.old.fm`).length === 2, chart);
    assert.equal(await old.last().evaluate((e) => getComputedStyle(e).strokeOpacity), "0.4");
    const [mine, earlier] = await page.evaluate((c) => [`${c} path.line.test:not(.old)`, `${c} path.line.test.old`]
      .map((s) => document.querySelector(s)).map((e) => e && getComputedStyle(e).strokeDasharray), chart);
    assert.notEqual(earlier, mine ?? "8px, 4px", "FM and plain look the same");
    const inside = await old.evaluateAll((all) => all.every((e) => {
      const line = e.getBBox(), grid = e.parentNode.querySelector(".gridline").getBBox();
      return line.x + line.width <= grid.x + grid.width + 1;
    }));
    assert.ok(inside, "a longer run leaves the plot");
  }
  await page.locator("#legend").getByText("before: ResNet-8-FM").waitFor();
});

test("the curves come as CSV, with every run", async () => {
  const table = page.locator("#curves details");
  if (!await table.evaluate((d) => d.open)) await table.locator("summary").click();
  const { name, head, rows } = await download(page.locator("#curves-csv"));
  assert.equal(name, "filtermap-curves.csv");
  assert.deepEqual(head, ["run", "network", "epoch", "training_loss", "training_accuracy_percent", "learning_rate", "test_loss", "test_accuracy_percent"]);
  assert.deepEqual([...new Set(rows.map((r) => r[1]))], ["ResNet-8-FM, mean", "ResNet-8, mean"]);
  assert.equal(rows.length, 20 + 6);
  assert.equal(rows.filter((r) => r[7] !== "").length, 2, "two epochs were tested");
  assert.ok(rows.every((r) => Number(r[3]) > 0 && Number(r[5]) > 0));
});

test("the lengths come as CSV, and the table reads what the charts read", async () => {
  const { head, rows } = await download(lengths.getByRole("button", { name: "Download as CSV" }));
  assert.deepEqual(head, ["run", "network", "epoch", "layer", "weights_length", "gradient_length"]);
  assert.ok(new Set(rows.map((r) => r[3])).size >= 9);
  assert.ok(rows.every((r) => Number(r[4]) > 0));
});

test("keys read the lengths, epoch by epoch and layer by layer", async () => {
  const chart = lengths.getByRole("slider");
  await chart.focus();
  const layer = async () => (await chart.getAttribute("aria-valuetext")).match(/; (\S+): weights [\d.]+, gradient [\d.]+$/)?.[1];
  await page.waitForFunction(() => /; \S+: weights/.test(document.querySelector(".lengths canvas").getAttribute("aria-valuetext") ?? ""));
  const first = await layer();
  assert.ok(first, await chart.getAttribute("aria-valuetext"));
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((l) => !document.querySelector(".lengths canvas").getAttribute("aria-valuetext").includes(`; ${l}:`), first);
  assert.ok(await layer());
  const newest = await chart.getAttribute("aria-valuetext");
  assert.match(newest, /^epoch 0\.6: learning rate 0\.\d+; /);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => document.querySelector(".lengths canvas").getAttribute("aria-valuetext") !== old, newest);
  await lengths.locator("caption", { hasText: "epoch 0.0" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector(".lengths caption").textContent.includes("epoch"));
});

test("the pointer reads the line next to it", async () => {
  const chart = lengths.locator("canvas");
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  const layers = new Set();
  for (let y = 40; y < 150; y += 10) { // down through the lines of the second chart
    await page.mouse.move(box.x + box.width * 0.45, box.y + y);
    await settled(page);
    layers.add((await chart.getAttribute("aria-valuetext")).match(/; (\S+):/)?.[1]);
  }
  layers.delete(undefined);
  assert.ok(layers.size >= 3, `only ${[...layers]}`);
  await page.mouse.move(2, 2);
});

test("earlier runs can be forgotten", async () => {
  await page.getByRole("button", { name: "Forget earlier runs" }).click();
  await page.waitForFunction(() => !document.querySelector(".line.old"));
  assert.ok(await page.getByRole("button", { name: "Forget earlier runs" }).isHidden());
  const { rows } = await download(page.locator("#curves-csv"));
  assert.equal(new Set(rows.map((r) => r[0])).size, 1);
});

test("nobody complained", () => quiet(page));
