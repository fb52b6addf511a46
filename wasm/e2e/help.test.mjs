// Every control says in a sentence what it does: to the mouse, to the keyboard and to a finger.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, quiet, ready, serve, state, violations, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
  page = await visit(browser, server.url);
  await ready(page);
});
after(async () => { await browser?.close(); await server?.close(); });

const bar = (pattern) => page.waitForFunction((p) => new RegExp(p, "s").test(document.querySelector("#help-bar").innerText), pattern.source);

test("no control is without its sentence", async () => {
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  for (const mode of ["extract", "backward", "pixel", "explore"]) {
    await page.locator(`#scope [value=${mode}]`).check({ force: true });
    const without = await page.evaluate(() => [...document.querySelectorAll("main, header, footer")].flatMap((part) =>
      [...part.querySelectorAll("button, input:not([type=file]), select, summary")]
        .filter((e) => !e.closest("[title]")?.title && !(e.labels?.[0]?.title) && !e.matches("#lesson [data-target], #lesson-choices button, #note-action, #toast-action"))
        .map((e) => `${e.tagName} ${e.id} ${e.name ?? ""} ${e.getAttribute("aria-label") ?? e.innerText}`)));
    assert.deepEqual(without, [], mode);
  }
});

test("pointed at, walked to or pressed, a control is explained and does nothing", async () => {
  await page.locator("#help").click();
  await bar(/Point at a control/);
  await page.locator("#go").click();
  await bar(/Train.*all epochs/);
  assert.deepEqual([(await state(page)).running, (await state(page)).step], [false, 0]);
  await page.locator("#step").focus();
  await bar(/One step/);
  await page.keyboard.press("Enter");
  assert.equal((await state(page)).step, 0);
  await page.locator("[name=variant][value=thin]").locator("..").click();
  await bar(/as many parameters as FM/);
  assert.ok(await page.locator("[name=variant][value=fm]").isChecked());
  await page.locator("[name=model]").hover();
  await bar(/Size of the network.*How many layers/);
  assert.deepEqual(await violations(page, "#help-bar"), []);
  await page.keyboard.press("Escape");
  await page.locator("#help-bar").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "help");
  await page.keyboard.press("h");
  await bar(/Point at a control/);
  await page.keyboard.press("h");
  await page.locator("#help-bar").waitFor({ state: "hidden" });
  await page.locator("#step").click();
  await page.waitForFunction(() => fmlab.state().step === 1);
  quiet(page);
});

test("by a finger, in German", async () => {
  page = await visit(browser, server.url + "?lang=de", { viewport: { width: 375, height: 780 }, hasTouch: true, isMobile: true });
  await ready(page);
  await page.locator("#help").tap();
  await bar(/Auf ein Bedienelement zeigen/);
  if (await page.locator("#fold").getAttribute("aria-expanded") === "false") {
    await page.locator("#fold").tap();
    await bar(/Zeigt oder verbirgt die Einstellungen/);
  }
  await page.locator("#go").tap();
  await bar(/Trainiert durch alle Epochen/);
  assert.equal((await state(page)).running, false);
  const rest = await page.evaluate(() => { // the bar covers neither what is explained nor the run's buttons
    const [a, b] = ["#help-bar", "#go"].map((s) => document.querySelector(s).getBoundingClientRect());
    return a.bottom <= b.top && a.left >= 0 && a.right <= innerWidth;
  });
  assert.ok(rest, "the bar lies over the run's buttons");
  await page.locator("#help").tap();
  await page.locator("#help-bar").waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  quiet(page);
});
