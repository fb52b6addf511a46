// Everything can be done without a mouse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, state, until, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 50 });
});
after(() => browser.close());

const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.name || document.activeElement.className || document.activeElement.tagName);

test("space trains and pauses, the full stop steps", async () => {
  await page.keyboard.press(".");
  await until(page, (s) => s.step === 1 && !s.running);
  await page.keyboard.press("Space");
  await until(page, (s) => s.running && s.step > 2);
  await page.keyboard.press("Space");
  await until(page, (s) => !s.running);
});

test("a focused chart is read with the arrow keys", async () => {
  await page.evaluate(() => fmlab.step(10));
  const chart = page.getByRole("slider", { name: /^Loss/ });
  await chart.focus();
  const newest = await chart.getAttribute("aria-valuetext");
  assert.match(newest, /^epoch \d+\.\d: training \d\.\d\d/);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => document.querySelector("#plot-loss .canvas").getAttribute("aria-valuetext") !== old, newest);
  assert.equal(await page.locator(".cursor").count(), 2, "both charts share the crosshair");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector(".cursor"));
});

test("? lists the keys, Escape closes the list", async () => {
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
});

test("tab reaches every control in the order of the page, and never gets stuck", async () => {
  await page.evaluate(() => fmlab.reset());
  await page.locator(".more summary").click();
  if (await page.locator("#toast-close").isVisible()) await page.locator("#toast-close").click(); // it would go by itself meanwhile
  await page.locator("#toast").waitFor({ state: "hidden" });
  const names = await page.evaluate(() => {
    globalThis.controls = [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")].filter((e) =>
      e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled") &&
      !(e.type === "radio" && !e.checked)); // of a group only the chosen one is a stop
    return controls.map((e) => e.id || e.name || e.getAttribute("aria-label") || e.textContent.trim());
  });
  assert.ok(names.length > 30, `only ${names}`);
  await page.locator(".skip").focus();
  const visited = [];
  for (let i = 0; i < names.length; i++) {
    visited.push(names[await page.evaluate(() => controls.indexOf(document.activeElement))]);
    await page.keyboard.press("Tab");
  }
  assert.deepEqual(visited, names);
});

test("settings are changed from the keyboard, and a wrong one is taken back", async () => {
  await page.getByLabel("Epochs", { exact: true }).fill("4");
  await page.keyboard.press("Tab");
  await page.getByText("4 epochs, 40 steps").waitFor();
  await page.getByLabel("Epochs", { exact: true }).fill("0");
  await page.keyboard.press("Tab");
  await page.getByRole("alert").getByText("Epochs: want 1 to 10000, got 0.").waitFor();
  assert.equal(await page.getByLabel("Epochs", { exact: true }).inputValue(), "4");
  await page.locator("#note-close").press("Enter");
  await page.getByRole("alert").waitFor({ state: "hidden" });
  assert.equal(await focused(), "go");

  await page.getByRole("slider", { name: /Learning rate/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("#rate-value").getByText("0.07").waitFor();
  await page.locator("#setup input[name=variant][value=fm]").focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("#network-title", { hasText: "ResNet-8, 78,042 parameters" }).waitFor();
  assert.ok(await page.locator("#setup input[name=rule][value=sum]").isDisabled(), "a plain network has no rule");
  await page.getByLabel("Size of the network").selectOption("resnet14");
  await page.locator("#network-title", { hasText: "ResNet-14, 175,258 parameters" }).waitFor();
  quiet(page);
});

test("keys stay with the control that needs them", async () => {
  await page.getByLabel("Momentum", { exact: false }).first().focus();
  await page.keyboard.press("End");
  await page.keyboard.press(".");
  assert.equal((await state(page)).step, 0, "a decimal point trained a step");
});
