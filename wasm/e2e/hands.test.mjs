// Hands on the microscope: wheel, mouse and fingers as the browser delivers them, and every key. What came of it is read
// from the link that "Copy link" makes, which holds the camera, the pins and the controls.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, settled, visit } from "./lab.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function open(options) {
  const page = await visit(browser, indexFile, options);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 50 });
  await page.locator('[data-name="layer"]').waitFor();
  await page.evaluate(() => document.querySelector("#scope").scrollIntoView());
  return page;
}

const part = (page, label) => page.getByLabel(new RegExp(`^${label}`));
const scrolled = (page) => page.evaluate(() => Math.round(scrollY));

// shown is the state of the microscope.
async function shown(page) {
  await settled(page);
  await page.evaluate(() => document.querySelector("#share").click());
  const values = new URLSearchParams(new URL(page.url()).hash.slice(1));
  const [yaw, pitch, zoom, x, y] = values.get("cam").split(",").map(Number);
  return {
    yaw, pitch, zoom, x, y, pins: values.get("pins"), slice: Number(values.get("slice")), mode: values.get("mode"),
    fan: values.get("fan"), at: Number(values.get("at")),
  };
}

describe("a mouse", { timeout: 240_000 }, () => {
  let page, map;
  before(async () => {
    page = await open();
    map = await part(page, "3D map").boundingBox();
  });
  after(() => page.context().close());
  const middle = () => page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);

  test("the wheel scrolls the page, and zooms only with Ctrl", async () => {
    const before = await shown(page), y = await scrolled(page);
    await middle();
    await page.mouse.wheel(0, 120);
    await page.waitForFunction((y) => scrollY > y, y);
    assert.deepEqual(await shown(page), before, "the wheel alone changed the view");
    await page.evaluate((y) => scrollTo(0, y), y);

    const still = await scrolled(page);
    await middle();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -240);
    await page.keyboard.up("Control");
    await settled(page);
    const after = await shown(page);
    assert.ok(after.zoom > before.zoom * 1.3, `zoom ${before.zoom}, then ${after.zoom}`);
    assert.equal(await scrolled(page), still, "Ctrl and the wheel scrolled the page");
    assert.equal(await page.evaluate(() => devicePixelRatio), 1, "the browser zoomed the page");
    await page.locator('#scope [data-name="home"]').click();
  });

  test("dragging turns, with Shift it moves, and neither pins", async () => {
    const before = await shown(page);
    const drag = async (dx, dy) => {
      await middle();
      await page.mouse.down();
      await page.mouse.move(map.x + map.width / 2 + dx, map.y + map.height / 2 + dy, { steps: 4 });
      await page.mouse.up();
    };
    await drag(60, 30);
    const turned = await shown(page);
    assert.ok(turned.yaw > before.yaw + 0.2 && turned.pitch > before.pitch + 0.1, `${JSON.stringify(turned)}`);
    assert.equal(turned.pins, before.pins);
    await page.keyboard.down("Shift");
    await drag(40, 0);
    await page.keyboard.up("Shift");
    const moved = await shown(page);
    assert.ok(moved.x > 0.02 && moved.yaw === turned.yaw, `${JSON.stringify(moved)}`);
    await page.locator('#scope [data-name="home"]').click();
  });

  test("Shift and a click pin one more, the ground lets go", async () => {
    const tiles = await part(page, "Filters").boundingBox();
    await page.mouse.click(tiles.x + 20, tiles.y + tiles.height / 4);
    await page.keyboard.down("Shift");
    await page.mouse.click(tiles.x + 20, tiles.y + tiles.height * 0.65);
    await page.keyboard.up("Shift");
    assert.match((await shown(page)).pins, /^filter\.0;filter\.\d+$/);
    await page.mouse.click(map.x + 6, map.y + map.height - 8);
    assert.equal((await shown(page)).pins ?? "", "");
  });

  test("a button that is let go outside does not stick", async () => {
    await part(page, "One slice").scrollIntoViewIfNeeded();
    const slice = await part(page, "One slice").boundingBox();
    await page.mouse.move(slice.x + 30, slice.y + slice.height / 2);
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    await page.mouse.move(slice.x + 30, slice.y + slice.height / 2, { steps: 3 });
    await page.waitForFunction(() => document.getElementById("scope-say").textContent.startsWith("Cell M["), null, { timeout: 10_000 });
  });

  test("nobody complained", () => quiet(page));
});

describe("fingers", { timeout: 240_000 }, () => {
  let page, map, cdp;
  before(async () => {
    page = await open({ viewport: { width: 375, height: 800 }, hasTouch: true, isMobile: true });
    cdp = await page.context().newCDPSession(page);
    map = await part(page, "3D map").boundingBox();
  });
  after(() => page.context().close());

  // fingers moves one or two of them from one place to the other.
  async function fingers(from, to, steps = 8) {
    const touch = (type, points) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await touch("touchStart", from);
    for (let i = 1; i <= steps; i++) {
      await touch("touchMove", from.map(([x, y], k) => [x + (to[k][0] - x) * i / steps, y + (to[k][1] - y) * i / steps]));
    }
    await touch("touchEnd", []);
  }
  const at = (dx, dy) => [map.x + map.width / 2 + dx, map.y + map.height / 2 + dy];

  test("one finger scrolls the page and turns nothing", async () => {
    const before = await shown(page), y = await scrolled(page);
    await fingers([at(0, 60)], [at(0, -60)]);
    await page.waitForFunction((y) => scrollY > y + 20, y);
    assert.deepEqual(await shown(page), before);
    await page.evaluate((y) => scrollTo(0, y), y);
  });

  test("a tap pins, and the same again lets go", async () => {
    const tiles = await part(page, "Filters").boundingBox();
    const tap = () => page.touchscreen.tap(tiles.x + 18, tiles.y + 60);
    await tap();
    const pins = (await shown(page)).pins;
    assert.match(pins, /^filter\.\d+$/);
    await tap();
    assert.notEqual((await shown(page)).pins, pins);
  });

  test("two fingers zoom and turn, and the page stays", async () => {
    const before = await shown(page), y = await scrolled(page);
    await fingers([at(-30, 0), at(30, 0)], [at(-80, 0), at(80, 0)]);
    const zoomed = await shown(page);
    assert.ok(zoomed.zoom > before.zoom * 1.5, `zoom ${before.zoom}, then ${zoomed.zoom}`);
    await fingers([at(-40, 0), at(40, 0)], [at(10, 25), at(90, 25)]);
    const turned = await shown(page);
    assert.ok(turned.yaw > zoomed.yaw + 0.1 && turned.pitch > zoomed.pitch + 0.05, JSON.stringify(turned));
    assert.equal(await scrolled(page), y, "two fingers scrolled the page");
    assert.equal(await page.evaluate(() => visualViewport.scale), 1, "two fingers zoomed the page");
    assert.equal(turned.pins, before.pins, "two fingers pinned something");
  });

  test("nobody complained", () => quiet(page));
});

describe("keys", { timeout: 240_000 }, () => {
  let page;
  before(async () => { page = await open(); });
  after(() => page.context().close());

  // press gives keys to a part and tells what changed.
  async function press(label, ...keys) {
    await part(page, label).focus();
    for (const k of keys) await page.keyboard.press(k);
    return shown(page);
  }

  test("the map turns, zooms, changes its slice, fans out and goes home", async () => {
    const home = await press("3D map", "0");
    for (const [key, changed] of [
      ["ArrowLeft", (s) => s.yaw < home.yaw], ["ArrowRight", (s) => s.yaw > home.yaw],
      ["ArrowUp", (s) => s.pitch > home.pitch], ["ArrowDown", (s) => s.pitch < home.pitch],
      ["+", (s) => s.zoom > home.zoom], ["-", (s) => s.zoom < home.zoom],
      ["PageDown", (s) => s.slice === home.slice + 1], ["PageUp", (s) => s.slice === home.slice],
      ["f", (s) => s.fan === "1"],
    ]) {
      const s = await press("3D map", key);
      assert.ok(changed(s), `${key}: ${JSON.stringify(home)} became ${JSON.stringify(s)}`);
      await press("3D map", "0");
    }
  });

  test("Enter pins, Shift and Enter one more, Escape lets go", async () => {
    let s = await press("Filters", "ArrowRight", "Enter");
    assert.match(s.pins, /^filter\.\d+$/);
    s = await press("Filters", "ArrowDown", "Shift+Enter");
    assert.equal(s.pins.split(";").length, 2);
    s = await press("One slice", "ArrowRight", "Shift+Enter");
    assert.match(s.pins, /^filter\.\d+;filter\.\d+;cell\.[\d.]+$/);
    s = await press("One slice", "Escape");
    assert.equal(s.pins ?? "", "");
  });

  test("M goes through the modes, P plays, N takes one value", async () => {
    let s = await press("3D map", "m");
    assert.equal(s.mode, "extract");
    const at = s.at;
    s = await press("3D map", "n");
    assert.ok(s.at > at && s.at < at + 0.3, `from ${at} to ${s.at}`);
    await press("3D map", "p");
    await page.locator('#scope [data-name="play"][aria-pressed="true"]').waitFor();
    await page.waitForFunction(() => Number(document.querySelector('#scope [data-name="at"]').value) > 0.3);
    await press("3D map", "p");
    for (const mode of ["backward", "pixel", "explore"]) assert.equal((await press("3D map", "m")).mode, mode);
  });

  test("nobody complained", () => quiet(page));
});
