// The page can be read by everybody: contrast, names, sizes, both themes, every width.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { configure, isolated, launch, quiet, ready, serve, settled, until, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve({ headers: isolated });
  page = await visit(browser, server.url);
});
after(async () => {
  await browser.close();
  await server.close();
});

const widths = [320, 375, 600, 768, 1024, 1280, 1440, 1920];

// inspect runs axe on the page as it stands, or on what a state has changed of it. The theme decides nothing but
// colours, so each width is inspected whole in one theme, and for contrast in the other.
async function inspect(...parts) {
  for (const [width, whole, contrast] of [[375, "light", "dark"], [1440, "dark", "light"]]) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of parts.length === 0 ? [whole, contrast] : [whole]) {
      await page.emulateMedia({ colorScheme: theme });
      // Legacy mode spares a browser tab for each run; it differs only for pages with frames.
      const axe = parts.reduce((axe, part) => axe.include(part), new AxeBuilder({ page })).setLegacyMode(true).options({ preload: false });
      const { violations } = await (theme === whole ? axe : axe.withRules("color-contrast")).analyze();
      const found = violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target).join(", ")}`);
      assert.deepEqual(found, [], `${width} px, ${theme}`);
    }
  }
}

// unfold shows everything that the page has, also what only a hosted page shows.
const unfold = () => page.evaluate(() => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  for (const id of ["hosted", "room-view", "room-manage", "bench", "camera-parts", "origin", "starters"]) document.getElementById(id).hidden = false;
  if (document.querySelector("#fold").getAttribute("aria-expanded") === "false") document.querySelector("#fold").click();
});

test("axe finds nothing, in any state", { timeout: 800_000 }, async (t) => {
  await t.test("everything unfolded", async () => {
    await ready(page);
    await configure(page, { perClass: 10, batch: 10, epochs: 3 });
    await unfold();
    await inspect("body"); // in the other themes when there is more to see
  });
  await t.test("keys", async () => {
    await page.keyboard.press("?");
    await inspect("#keys");
    await page.keyboard.press("Escape");
  });
  await t.test("running", async () => {
    await configure(page, { epochs: 10000 });
    await page.evaluate(() => fmlab.train());
    await until(page, (s) => s.step > 2);
    await inspect("header", "#setup", "#curves");
  });
  await t.test("paused, with an error", async () => {
    await page.evaluate(() => fmlab.pause());
    await page.evaluate(() => fmlab.load(new File(["no pictures"], "letter.txt")).catch(() => {}));
    await page.getByRole("alert").waitFor();
    await inspect("header", "#note", "#setup");
  });
  await t.test("left, to be brought back", async () => {
    await page.evaluate(() => fmlab.reset());
    await page.locator("#toast").waitFor();
    await inspect("#toast");
  });
  await t.test("done", async () => {
    await configure(page, { epochs: 1 });
    await page.evaluate(() => fmlab.train());
    await page.getByText("Done: 1 epoch").waitFor();
    await unfold();
    await inspect();
  });
});

test("nothing is wider than the screen, in either language", async () => {
  await unfold();
  for (const [language, width] of [...widths.map((w) => ["en", w]), ["de", 320], ["de", 375], ["de", 1024], ["de", 1440], ["de", 1920], ["en", 1440]]) {
    if (await page.evaluate(() => document.documentElement.lang) !== language) await page.locator("#language").click();
    await page.setViewportSize({ width, height: 800 });
    await settled(page); // charts follow
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${width} px, ${language}: ${overflow} px too wide`);
    const cut = await page.evaluate(() => [...document.querySelectorAll(".part, .head, .status, .tile p, .more summary b, .takeaway section, .hosted-parts > *, .camera-parts > *")]
      .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map((e) => e.className || e.id || e.textContent));
    assert.deepEqual(cut, [], `${width} px, ${language}: what does not fit its box`);
  }
});

test("what is pressed is large enough", async () => {
  const least = 24; // WCAG 2.2, 2.5.8; on phones the run bar has 44
  for (const width of [375, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    const small = await page.evaluate((least) => [...document.querySelectorAll("button, select, summary, input:not([type=file])")]
      .filter((e) => e.checkVisibility() && !e.matches(".link"))
      .map((e) => [e.id || e.name || e.className || e.tagName, e.closest("label") ?? e])
      .map(([name, e]) => [name, e.getBoundingClientRect()])
      .filter(([, r]) => r.width > 0 && (r.width < least || r.height < least))
      .map(([name, r]) => `${name} ${Math.round(r.width)} x ${Math.round(r.height)}`), least);
    assert.deepEqual(small, [], `${width} px`);
  }
  await page.setViewportSize({ width: 375, height: 800 });
  for (const id of ["go", "step", "reset", "theme", "help"]) {
    const box = await page.locator(`#${id}`).boundingBox();
    assert.ok(box.height >= 44, `${id} is ${box.height} px high on a phone`);
  }
});

test("the run bar is in reach: at the bottom of a phone, in the header of a desk", async () => {
  await page.setViewportSize({ width: 375, height: 800 });
  let box = await page.getByRole("region", { name: "Run" }).boundingBox();
  assert.ok(Math.abs(box.y + box.height - 800) < 1);
  await page.setViewportSize({ width: 1440, height: 900 });
  box = await page.getByRole("region", { name: "Run" }).boundingBox();
  assert.ok(box.y < 20);
});

test("no state moves a box", async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await configure(page, { perClass: 10, batch: 10, epochs: 10000 });
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = false; }));
  const boxes = () => page.evaluate(() => [...document.querySelectorAll(".card, .run .button, .status, .plot, .tile, .part")]
    .map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height].map(Math.round).join(" "); }));
  await page.getByText("10,000 epochs, 100,000 steps").waitFor();
  const before = await boxes();
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => s.step > 12);
  assert.deepEqual(await boxes(), before, "running");
  await page.evaluate(() => fmlab.pause());
  assert.deepEqual(await boxes(), before, "paused");
});

test("the dark tokens are the same, chosen or by the system", async () => {
  const tokens = () => page.evaluate(() => {
    const names = [...document.styleSheets].flatMap((s) => [...s.cssRules])
      .flatMap((r) => r.style ? [...r.style] : []).filter((n) => n.startsWith("--"));
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map((n) => [n, style.getPropertyValue(n)]));
  });
  const painted = () => page.evaluate(() => ["body", ".card", ".button.primary", ".eyebrow", ".segments", ".tile .verdict"]
    .map((s) => { const c = getComputedStyle(document.querySelector(s)); return `${s} ${c.color} ${c.backgroundColor} ${c.borderColor} ${c.boxShadow}`; }));
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => { document.documentElement.dataset.theme = ""; });
  const system = [await tokens(), await painted()];
  await page.emulateMedia({ colorScheme: "light" });
  const light = await painted();
  await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
  assert.ok(Object.keys(system[0]).length > 50, "the tokens were not found");
  assert.deepEqual([await tokens(), await painted()], system);
  assert.notDeepEqual(light, system[1]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => { document.documentElement.dataset.theme = "light"; });
  assert.deepEqual(await painted(), light);
});

test("the theme that was chosen is kept", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => { document.documentElement.dataset.theme = ""; localStorage.clear(); });
  await page.reload();
  await ready(page);
  await page.getByRole("button", { name: "Switch to dark" }).click();
  await page.reload();
  await ready(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.getByRole("button", { name: "Switch to light" }).waitFor();
  quiet(page);
});
