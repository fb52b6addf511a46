// The folded card with histograms: it follows the training while it is open, and costs nothing while it is closed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, launch, legible, quiet, ready, serve, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve();
  page = await visit(browser, server.url);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 2 });
});
after(async () => {
  await browser.close();
  await server.close();
});

const paths = () => page.locator("#layers-rows .spread path").evaluateAll((all) => all.map((p) => p.getAttribute("d") ?? ""));

test("histograms of every layer follow the training", async () => {
  await page.getByRole("heading", { name: "Inside the layers" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#layers-rows tr").length > 5);
  // Before the first step there are weights and nothing else.
  await page.waitForFunction(() => document.querySelector("#layers-rows .spread path").getAttribute("d"));
  const rows = await page.locator("#layers-rows tr").count();
  let drawn = await paths();
  assert.equal(drawn.length, 6 * rows);
  assert.equal(drawn.filter((d, i) => i % 6 < 2 && d.length > 20).length, 2 * rows, "weights");
  assert.equal(drawn.filter((d, i) => i % 6 >= 2 && d !== "").length, 0, "gradients before the first step");
  await page.evaluate(() => fmlab.step(1));
  await page.waitForFunction(() => [...document.querySelectorAll("#layers-rows .spread path")].every((p) => (p.getAttribute("d") ?? "").length > 20));
  drawn = await paths();
  await page.evaluate(() => fmlab.step(3));
  await page.waitForFunction((old) => [...document.querySelectorAll("#layers-rows .spread path")].filter((p, i) => p.getAttribute("d") !== old[i]).length > 10, drawn);
  assert.match(await page.locator("#layers-rows td").first().innerText(), /±\S+\s+spread \S+/);
});

test("it can be read by everybody", async () => {
  await legible(page, "#layers");
});

test("closed it stays as it was", async () => {
  await page.getByRole("heading", { name: "Inside the layers" }).click();
  const before = await paths();
  await page.evaluate(() => fmlab.step(2));
  await page.evaluate(() => fmlab.pause()); // answered behind everything that the steps brought
  assert.deepEqual(await paths(), before);
  quiet(page);
});
