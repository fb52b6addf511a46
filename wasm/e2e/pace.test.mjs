// What the microscope costs: nothing while nothing moves, little in a frame that turns, and an answer to the pointer
// within 50 ms. Frames and paintings are counted from outside, by standing between the page and the browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    globalThis.seen = { asked: 0, frames: [], paintings: 0 };
    const ask = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (f) => {
      seen.asked++;
      return ask((now) => { const start = performance.now(); f(now); seen.frames.push(performance.now() - start); });
    };
    const save = CanvasRenderingContext2D.prototype.save; // every painting begins with one
    CanvasRenderingContext2D.prototype.save = function () { if (this.canvas.closest("#scope")) seen.paintings++; return save.call(this); };
  });
  page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  await page.goto(indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 50 });
  await page.evaluate(() => fmlab.step(1));
  await page.locator('[data-name="layer"]').waitFor();
  await page.evaluate(() => document.querySelector("#scope").scrollIntoView());
});
after(() => browser.close());

const median = (v) => v.toSorted((a, b) => a - b)[Math.floor(v.length / 2)];

test("idle costs nothing: no frame is asked for and nothing is painted", async () => {
  let last = -1;
  for (let now; (now = await page.evaluate(() => seen.asked)) !== last; last = now) await page.waitForTimeout(1000); // all has settled
  const before = await page.evaluate(() => ({ ...seen, frames: 0 }));
  await page.waitForTimeout(2500);
  const after = await page.evaluate(() => ({ ...seen, frames: 0 }));
  assert.deepEqual(after, before);
});

test("a pointer is answered within 50 ms", { todo: "not yet measured on a quiet machine" }, async (t) => {
  // From the time that the browser gives the event to the moment after the frame that shows the answer. The same is
  // measured where nothing answers, in turn: on a machine that is busy otherwise, an empty frame takes long, too.
  await page.evaluate(() => {
    globalThis.answers = [];
    globalThis.empty = [];
    document.querySelector("header").addEventListener("pointermove", (e) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => empty.push(performance.now() - e.timeStamp);
      channel.port2.postMessage(0);
    }));
    globalThis.waiting = 0;
    document.querySelector("#scope .view").addEventListener("pointermove", (e) => {
      const before = seen.paintings;
      waiting++;
      // A frame after the other, until one shows the answer. Some moves ask for nothing new and are given up.
      const look = () => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const ms = performance.now() - e.timeStamp;
          if (seen.paintings > before) answers.push(ms);
          if (seen.paintings > before || ms > 400) waiting--;
          else look();
        };
        channel.port2.postMessage(0);
      });
      look();
    });
  });
  const tiles = await page.getByLabel(/^Filters/).boundingBox();
  const header = await page.locator("header .brand").boundingBox();
  const frame = () => page.evaluate(() => new Promise((f) => {
    const look = () => waiting > 0 ? setTimeout(look, 5) : f();
    requestAnimationFrame(() => setTimeout(look));
  }));
  let over = Infinity;
  for (let round = 0; round < 4 && over > 0; round++) { // other programs may take the processor for a while
    await page.evaluate(() => { answers.length = empty.length = 0; });
    for (let i = 0; i < 28; i++) {
      await page.mouse.move(header.x + 10 + i, header.y + 10);
      await frame();
      await page.mouse.move(tiles.x + 10 + (i % 7) * tiles.width / 8, tiles.y + tiles.height * (i % 2 ? 0.25 : 0.75));
      await frame();
    }
    const { answers, empty } = await page.evaluate(() => ({ answers, empty }));
    assert.ok(answers.length >= 8 && empty.length >= 8, `${answers.length} and ${empty.length} of 28 moves were answered`);
    over = median(answers) - Math.max(50, median(empty) + 35);
    t.diagnostic(`median of ${answers.length} answers ${median(answers).toFixed(1)} ms, of ${empty.length} empty frames ${median(empty).toFixed(1)} ms`);
  }
  assert.ok(over <= 0, `${over.toFixed(1)} ms too late`);
});

test("turning a block of 2,048 cells fits into a frame of 60 a second", async (t) => {
  await page.locator('#scope [data-name="layer"]').selectOption("layer2.0.conv2");
  await page.waitForFunction(() => document.querySelector('#scope [data-name="layer"]').value === "layer2.0.conv2");
  await page.locator("#scope .geometry-sum", { hasText: "2,048 weights" }).waitFor();
  const map = await page.getByLabel(/^3D map/).boundingBox();
  await page.mouse.click(map.x + 8, map.y + map.height - 10); // let go: every voxel is drawn
  await page.mouse.move(map.x + 200, map.y + 200);
  await page.mouse.down();
  let best = Infinity;
  for (let round = 0; round < 4 && best > 1000 / 60; round++) {
    await page.evaluate(() => { seen.frames.length = 0; seen.paintings = 0; });
    for (let i = 0; i < 20; i++) {
      await page.mouse.move(map.x + 200 + 4 * (i % 2 ? i : -i), map.y + 200);
      await page.evaluate(() => new Promise((f) => setTimeout(f, 20)));
    }
    const { frames, paintings } = await page.evaluate(() => seen);
    assert.ok(paintings >= 10, `${paintings} paintings of 20 moves`);
    const painted = frames.toSorted((a, b) => b - a).slice(0, paintings);
    best = Math.min(best, median(painted));
    t.diagnostic(`median of ${painted.length} frames ${median(painted).toFixed(1)} ms of the page's thread`);
  }
  await page.mouse.up();
  assert.ok(best <= 1000 / 60, `${best.toFixed(1)} ms`);
});

test("nobody complained", () => quiet(page));
