// The guided lessons, walked through as a student would: predict, do what the part waits for, read, go on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, launch, quiet, ready, serve, violations, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser.close();
  await server.close();
});

const small = { perClass: 10, batch: 10, epochs: 2 };

async function open(fragment, options) {
  page = await visit(browser, server.url + fragment, { reducedMotion: "reduce", ...options });
  page.setDefaultTimeout(120_000); // a busy machine
  await ready(page);
  await configure(page, small);
  await page.waitForFunction(() => document.querySelector("#lesson").open);
}

const shown = (id) => page.locator(id).isVisible();
const text = (id) => page.locator(id).innerText();
const says = (pattern) => page.waitForFunction((p) => new RegExp(p).test(document.querySelector("#lesson-text").innerText), pattern.source);

// doTask does what lesson n, part m waits for, by the page's own controls.
async function doTask(n, m) {
  const write = (name, value) => page.locator(`[data-name="${name}"]`).fill(String(value));
  const link = (target) => page.locator(`#lesson [data-target="${target}"]`).last().click();
  switch (`${n}.${m}`) {
    case "1.1": case "4.1": case "4.3":
      if (await page.evaluate(() => fmlab.state().step === 0)) await page.locator("#step").click();
      if (n === 4 && m === 1) {
        await page.waitForFunction(() => document.querySelector("#lesson-todo [data-target='mode:backward']"));
        await link("mode:backward");
      }
      return;
    case "1.3": case "1.4":
      await page.locator("#go").click();
      return;
    case "5.1":
      await link("#race");
      await page.locator("#race-go").click();
      return;
    case "3.4":
      await link("mode:extract");
      return;
    case "6.1":
      await link("#geometry");
      await write("K1", 3);
      return;
    case "6.2":
      await page.locator('[data-name="own"]').click();
      await write("X", 4);
      return;
    case "6.3":
      await page.locator("#geometry-train").click();
      // A run may be under way, which the page asks about.
      await page.waitForFunction(() => fmlab.state().step === 0 || document.querySelector("#note-action").checkVisibility());
      if (await shown("#note-action")) await page.locator("#note-action").click();
      await page.waitForFunction(() => fmlab.state().step === 0);
      await page.waitForFunction(() => document.querySelector("#lesson-todo [data-target='#step']"));
      await page.locator("#step").click();
      return;
  }
  assert.fail(`lesson ${n}, part ${m} waits for something that nobody does`);
}

// walk goes through lesson n and returns what was answered.
async function walk(n, parts) {
  const answers = [];
  for (let m = 1; m <= parts; m++) {
    await page.waitForFunction((where) => document.querySelector("#lesson-where").textContent.includes(where), `${m} `);
    await page.waitForFunction(() => document.querySelector("#lesson-text").innerText.length > 40);
    if (await shown("#lesson-quiz")) {
      assert.equal(await text("#lesson-answer"), "", `${n}.${m} tells the answer before it is asked`);
      await page.locator("#lesson-choices button").first().click();
    }
    await page.waitForFunction(() => !document.querySelector("#lesson-todo").hidden || !document.querySelector("#lesson-next").disabled);
    if (await shown("#lesson-todo")) await doTask(n, m);
    await page.waitForFunction(() => !document.querySelector("#lesson-next").disabled, null, { timeout: 180_000 });
    if (await shown("#lesson-quiz")) {
      answers.push(await text("#lesson-answer"));
      assert.equal(await page.locator("#lesson-choices [aria-pressed=true]").count(), 1);
    }
    await page.locator("#lesson-next").click();
  }
  return answers;
}

test("every lesson, from the first part to the last", async () => {
  await open("#lesson=1&lang=en");
  const parts = [4, 3, 4, 4, 3, 4, 2];
  const answers = [];
  for (const [i, n] of parts.entries()) answers.push(await walk(i + 1, n));
  assert.match(answers[0][0], /144 products\. Here filter 7 makes −?-?\d+\.\d{3} of them at pixel 12, 14/);
  assert.match(answers[0][1], /After epoch 1 it answered \d+\.\d % right; guessing gives 10\.0 %/);
  assert.match(answers[0][2], /After \d+ steps? the change has \d+ % of that length/);
  assert.match(answers[1][0], /4 rows × 8 columns × 16 channels = 512 weights, 4\.5 times fewer/);
  assert.match(answers[1][1], /3 of 9/);
  assert.match(answers[1][2], /78,042: 5\.5 times as many/);
  assert.match(answers[2][1], /From row 0: row m is read at m mod 4/);
  assert.match(answers[3][0], /8: 4 in each of the 2 groups k3/);
  assert.match(answers[3][1], /÷ 8 =/);
  assert.match(answers[4][0], /Here it was ResNet-8.*\. .*ResNet-8-FM \d+\.\d %, .*ResNet-8 \d+\.\d %/);
  assert.match(answers[4][1], /Points for a thousand parameters: .*ResNet-8-FM \d+\.\d\d/);
  assert.match(answers[5][0], /3 × 4 × 2 = 24, but this layer has 16 filters/);
  assert.match(answers[5][1], /256 of 1,024 cells/);
  assert.match(answers[5][2], /gaps is 0, among the others \d/);
  assert.match(answers[6][0], /3: n goes from 0 to 4/); // of the map that lesson 6 has broken
  await page.waitForFunction(() => /part 1 of 4/.test(document.querySelector("#lesson-where").textContent)); // back at the first lesson
  assert.equal(await page.locator("#lesson-list option", { hasText: "✓" }).count(), parts.length);

  await page.reload();
  await ready(page);
  assert.equal(await page.locator("#lesson-list option", { hasText: "✓" }).count(), parts.length, "progress is remembered");
  quiet(page);
  await page.context().close();
});

test("a lesson in German, switched while it runs", async () => {
  await open("#lesson=3");
  await says(/The map has 4 rows/);
  const before = await page.evaluate(() => fmlab.state().step);
  await page.locator("#go").click();
  await page.locator("#language").click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  await says(/Die Karte hat 4 Zeilen/);
  await page.waitForFunction((n) => fmlab.state().step > n, before); // nothing has stopped
  const answers = await walk(3, 4);
  assert.match(answers[1], /Aus Zeile 0: Zeile m wird bei m mod 4 gelesen/);
  assert.match(answers[2], /In Scheibe \(8 \+ 15\) mod 16 = 7/);
  await says(/Das Training findet für jeden Filterwert einen Gradienten/);
  quiet(page);
  await page.context().close();
});

test("links point at live elements, by mouse and keyboard", async () => {
  await open("#lesson=1&lang=en");
  await page.locator('#lesson-text [data-target="#step"]').focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "step");
  assert.ok(await page.locator("#step.pointed").isVisible());
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => fmlab.state().step === 1);
  await page.waitForFunction(() => !document.querySelector("#lesson-next").disabled);
  await page.locator("#lesson-next").focus();
  await page.keyboard.press("Enter");
  await page.locator('#lesson-text [data-target="mode:pixel"]').click();
  assert.ok(await page.locator('[data-name="mode"][value="pixel"]').isChecked());
  assert.equal(await page.evaluate(() => document.activeElement.dataset.target), "mode:pixel", "the reader keeps the place");
  await page.locator("#lesson-list").selectOption("1");
  await page.locator('#lesson-text [data-target="filters:0,1"]').click();
  await page.waitForFunction(() => /Filter 1/.test(document.querySelector("#scope-say").textContent));
  quiet(page);
  await page.context().close();
});

test("the card is accessible and fits, at every width and in both themes", async () => {
  await open("#lesson=4&lang=de");
  for (const [width, height, colorScheme] of [[375, 800, "light"], [1024, 768, "dark"], [1440, 900, "light"], [1920, 1080, "dark"]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${width} px: the page is ${wide} px too wide`);
    const inside = await page.evaluate(() => {
      const card = document.querySelector("#lesson").getBoundingClientRect();
      return [...document.querySelectorAll("#lesson button, #lesson select, #lesson p")].every((e) => {
        const r = e.getBoundingClientRect();
        return r.width === 0 || r.left >= card.left - 1 && r.right <= card.right + 1;
      });
    });
    assert.ok(inside, `${width} px: something sticks out of the card`);
    assert.deepEqual(await violations(page, "#lesson"), [], `${width} px`);
  }
  quiet(page);
  await page.context().close();
});
