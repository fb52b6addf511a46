// The map microscope, used as a person would: mouse, keys, controls, a training network behind it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, settled, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 50 });
  await page.locator('[data-name="layer"]').waitFor();
});
after(() => browser.close());

const spoken = () => page.locator("#scope-say").textContent();
const says = (words) => page.waitForFunction((w) => document.getElementById("scope-say").textContent.includes(w), words, { timeout: 10_000 });
const part = (label) => page.getByLabel(new RegExp(`^${label}`));
const control = (name) => page.locator(`#scope [data-name="${name}"]`);
// What the canvas shows, as the text of a picture file.
const picture = () => page.evaluate(() => document.querySelector("#scope canvas").toDataURL());

test("it opens with a map that is seen", async () => {
  const colours = await page.evaluate(() => {
    const c = document.querySelector("#scope canvas"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    const seen = new Set();
    for (let i = 0; i < d.length; i += 4) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]);
    return seen.size;
  });
  assert.ok(colours > 200, `${colours} colours`);
  assert.equal(await control("layer").inputValue(), "layer1.0.conv1");
});

test("the first thing that is chosen is shown", async () => {
  await page.getByLabel("Extract", { exact: true }).check({ force: true });
  await control("play").waitFor();
  // A step back, by key and by button.
  const film = async (to, from) => {
    await page.waitForFunction(([to, from]) => Math.sign(document.querySelector('#scope [data-name="at"]').value - from) === to, [to, from]);
    return Number(await control("at").inputValue());
  };
  for (const back of [() => part("3D map").press("b"), () => control("back").click()]) {
    const from = Number(await control("at").inputValue());
    await control("step").click();
    const on = await film(1, from);
    await back();
    await film(-1, on);
  }
  await page.getByLabel("Explore", { exact: true }).check({ force: true });
  await control("play").waitFor({ state: "hidden" });
});

test("the keyboard walks through filters and cells, and says where it is", async () => {
  await part("Filters").focus();
  await page.keyboard.press("ArrowRight");
  await says("Filter 4");
  await page.keyboard.press("PageDown");
  await says("Filter 12");
  await page.keyboard.press("Enter");
  await part("One slice").focus();
  await page.keyboard.press("ArrowDown");
  await says("filter values share this one weight");
  await page.keyboard.press("Escape");
});

test("arrow keys turn the map, 0 brings it home", async () => {
  await part("3D map").focus();
  await settled(page);
  const before = await picture();
  await page.keyboard.press("ArrowLeft");
  await settled(page);
  assert.notEqual(await picture(), before, "nothing turned");
  await page.keyboard.press("0");
  await settled(page);
  assert.equal(await picture(), before, "home is another place");
});

test("a mouse turns the map by dragging, and pins by pressing", async () => {
  const box = await page.locator("#scope .view").boundingBox();
  const before = await picture();
  await page.mouse.move(box.x + 200, box.y + 400);
  await page.mouse.down();
  await page.mouse.move(box.x + 260, box.y + 420, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  assert.notEqual(await picture(), before);
  await control("home").click();
  const tiles = await part("Filters").boundingBox();
  await page.mouse.click(tiles.x + 20, tiles.y + tiles.height / 4);
  await says("Filter 0");
});

test("a geometry that cannot be says why and offers one that can", async () => {
  await page.locator("#scope .geometry summary").click();
  await control("K1").fill("3");
  await page.getByText("3 × 4 × 2 = 24, but this layer has 16 filters. Nearest that works: 2 × 4 × 2.").waitFor();
  assert.equal(await control("K1").getAttribute("aria-invalid"), "true");
  await control("nearest").click();
  await control("X").fill("1");
  await page.getByText("each stored weight serves 9 on average").waitFor();
  await control("own").click();
  await page.getByText("each stored weight serves 4.5 on average").waitFor();
});

test("one pixel and backward show the numbers of a step", async () => {
  await page.evaluate(() => fmlab.step(1));
  await page.getByLabel("One pixel", { exact: true }).check({ force: true });
  await says("the sum of 144 products");
  await page.getByLabel("Backward", { exact: true }).check({ force: true });
  await page.waitForTimeout(600);
  assert.match(await spoken(), /sum .* = .*mean .* ÷ 8 = /);
  await page.getByLabel("Explore", { exact: true }).check({ force: true });
});

test("every layer can be opened while it trains", async () => {
  await page.evaluate(() => fmlab.train());
  const layers = await control("layer").locator("option").evaluateAll((all) => all.map((o) => o.value));
  assert.ok(layers.length >= 9, layers.join());
  for (const layer of layers) {
    await control("layer").selectOption(layer);
    await page.waitForFunction((l) => document.querySelector('#scope [data-name="layer"]').value === l, layer, { timeout: 10_000 });
  }
  await page.evaluate(() => fmlab.pause());
});

test("the slice is a table, too", async () => {
  await control("layer").selectOption("layer1.0.conv1");
  const slice = page.locator("#scope details.table:not(.lengths)");
  await slice.locator("summary").click();
  await slice.locator("caption", { hasText: "layer1.0.conv1" }).waitFor();
  assert.equal(await slice.locator("tbody tr").count(), 4);
  assert.equal(await slice.locator("tbody tr").first().locator("td").count(), 8);
});

test("the lengths of every layer are charted and tabled", async () => {
  const lengths = page.locator("#scope details.lengths");
  await lengths.locator("summary").click();
  await lengths.locator("tbody tr").nth(8).waitFor();
  const cells = await lengths.locator("tbody tr").first().locator("td").allTextContents();
  assert.ok(cells.every((c) => Number(c) > 0), cells.join());
  const canvas = lengths.locator("canvas");
  const shown = () => canvas.evaluate((c) => c.toDataURL());
  const before = await shown();
  await canvas.hover({ position: { x: 120, y: 80 } });
  await settled(page);
  assert.notEqual(await shown(), before, "the cursor reads nothing");
});

test("a link opens the same run and the same view", async () => {
  await configure(page, { perClass: 10, batch: 10, epochs: 7, rule: "sum", seed: 99 });
  await control("layer").selectOption("layer2.0.conv1");
  await page.getByLabel("Backward", { exact: true }).check({ force: true });
  await control("slice").fill("3");
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = page.url();
  assert.match(link, /#.*epochs=7.*layer=layer2\.0\.conv1.*mode=backward.*rule=sum.*seed=99.*slice=3/);
  const other = await visit(browser, link);
  await ready(other);
  await other.waitForFunction(() => document.querySelector('#scope [data-name="layer"]')?.value === "layer2.0.conv1" &&
    document.querySelector('#scope [data-name="slice"]').value === "3" && document.querySelector('#scope [data-name="mode"][value="backward"]').checked);
  await other.waitForFunction(() => document.querySelector('#setup [name="epochs"]').value === "7" && document.querySelector('#setup [name="seed"]').value === "99");
  quiet(other);
  await other.context().close();
});

test("nobody complained", () => quiet(page));
