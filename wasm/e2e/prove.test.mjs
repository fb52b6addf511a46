// The checks that a sceptic asks for, run by the page's own device on a network that has learned a little.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, isolated, launch, legible, quiet, ready, serve, state, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve({ headers: isolated });
  page = await visit(browser, server.url);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 3 });
  await page.evaluate(() => fmlab.step(12));
});
after(async () => {
  await browser.close();
  await server.close();
});

test("all three hold, and the numbers are there", { timeout: 180_000 }, async () => {
  await page.getByRole("heading", { name: "Prove it" }).click();
  await page.getByRole("button", { name: "Run the checks" }).click();
  const card = page.locator("#prove");
  await card.getByText(/^Checked \S+ at step 12 on 8 pictures\.$/).waitFor({ timeout: 150_000 });
  assert.deepEqual(await card.locator(".verdict").allInnerTexts(), ["holds", "holds", "holds"]);
  assert.equal(await card.getByRole("region", { name: "Backward pass against finite differences" }).locator("tr").count(), 6);
  const [, direct, fast] = await card.getByRole("region", { name: "Fast convolution against direct" }).locator("tr").allInnerTexts();
  const number = (text) => Number(text.match(/[\d,]+$/)[0].replaceAll(",", ""));
  assert.ok(number(direct) > 2 * number(fast), `${direct}, ${fast}`);
  const quotient = Number((await card.getByRole("region", { name: "Sum rule against mean rule" }).locator("tr").last().innerText()).match(/[\d.]+$/)[0]);
  assert.ok(quotient >= 2 && Math.abs(quotient - Math.round(quotient)) < 0.01, `sum / mean is ${quotient}`);
  assert.equal((await state(page)).step, 12, "the checks trained the network");
});

test("a script is told the same, and a network without maps has a gradient only", { timeout: 180_000 }, async () => {
  const found = await page.evaluate(() => fmlab.prove());
  assert.equal(found.device, (await state(page)).device);
  assert.ok(found.gradient.holds && found.convolution.holds && found.rules.holds);
  assert.ok(found.gradient.worst <= found.gradient.limit);
  await configure(page, { variant: "plain" });
  const plain = await page.evaluate(() => fmlab.prove());
  assert.ok(plain.gradient.holds);
  assert.equal(plain.convolution.layer, "");
  assert.equal(plain.rules.holds, false);
});

test("it can be read by everybody", async () => {
  await legible(page, "#prove");
  quiet(page);
});
