// The page in German: chosen by the browser, by a link and by hand, and with no English left anywhere.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configure, launch, quiet, ready, root, serve, until, visit } from "./lab.mjs";

let browser, server, table;
before(async () => {
  browser = await launch();
  server = await serve();
  table = {};
  const folder = join(root, "ui/words");
  for (const name of await readdir(folder)) {
    if (/^german.*\.json$/.test(name)) Object.assign(table, JSON.parse(await readFile(join(folder, name), "utf8")));
  }
});
after(async () => {
  await browser.close();
  await server.close();
});

// readable returns every text on the page that people read or hear.
const readable = (page) => page.evaluate(() => {
  const texts = new Set();
  const quiet = "script, style, noscript, code, title, template, [translate=no], [lang=en]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const text = n.data.trim().replace(/\s+/g, " ");
    if (text && !n.parentElement.closest(quiet)) texts.add(text);
  }
  for (const attr of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"]) {
    for (const e of document.querySelectorAll(`[${attr}]`)) if (!e.closest(quiet)) texts.add(e.getAttribute(attr).trim());
  }
  return [...texts];
});

// Words that English sentences have and German ones do not; they find what the table has never heard of.
const telling = /\b(the|and|of|with|from|this|that|is|are|no|not|has|have|by|to|it|its|each|one|your|for)\b/i;

// english returns the texts that the table has in English and would say otherwise, and English that it has not.
function english(texts) {
  const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = (format) => new RegExp(`^${escape(format.replace(/%\\?\[?\d*\]?[.\d]*[a-z]/g, "\u0001")).replace(/\u0001/g, "(.+)")}$`);
  const forms = Object.entries(table).flatMap(([key, said]) => {
    const [a, b] = [key.split("|"), said.split("|")];
    return a.map((form, i) => [form, b[i] ?? b[0]]);
  });
  const german = new Set(forms.map(([, said]) => said));
  const exact = new Set(forms.filter(([key, said]) => key !== said && !key.includes("%")).map(([key]) => key));
  // A format counts where it has words of its own, not only names and numbers.
  const formats = forms.filter(([key, said]) => key !== said && key.includes("%") && /[a-z]{4}/i.test(key.replace(/%[.\d]*[a-z]/g, " ")));
  const patterns = formats.map(([key, said]) => [pattern(key), pattern(said)]);
  const said = (t) => german.has(t) || patterns.some(([, de]) => de.test(t));
  return texts.filter((t) => !german.has(t) && (exact.has(t) || patterns.some(([en, de]) => en.test(t) && !de.test(t)) || (telling.test(t) && !said(t))));
}

test("the finder finds English", () => {
  assert.deepEqual(english(["Train", "Trainieren", "epoch 1 of 10", "Epoche 1 von 10", "FM", "Momentum", "nobody has heard of it"]),
    ["Train", "epoch 1 of 10", "nobody has heard of it"]);
});

test("no English is left in any state of the page", async () => {
  const page = await visit(browser, server.url, { locale: "de-AT", reducedMotion: "reduce" });
  page.setDefaultTimeout(120_000); // a busy machine
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 2 });
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  const clean = async (state) => {
    await page.waitForTimeout(300); // sentences for those who hear the page come a moment later
    assert.deepEqual(english(await readable(page)), [], state);
  };
  const open = (selector) => page.evaluate((s) => { for (const d of document.querySelectorAll(s)) d.open = true; }, selector);
  await open(".setup details, .scope details, .curves details, #lesson");
  await clean("at the start");

  await page.locator("#step").click();
  await until(page, (s) => s.step === 1);
  for (const mode of ["extract", "backward", "pixel", "explore"]) {
    await page.evaluate((m) => document.querySelector(`[data-name="mode"][value="${m}"]`).click(), mode);
    await clean(`the microscope, ${mode}`);
  }
  await page.evaluate(() => fmlab.reset());
  await page.locator('input[name="epochs"]').fill("0");
  await page.locator('input[name="epochs"]').press("Tab");
  await page.waitForFunction(() => !document.querySelector("#note").hidden);
  assert.match(await page.locator("#note-text").innerText(), /Epochen: 1 bis 10000, nicht 0\./);
  await clean("a setting was refused");
  await page.locator("#note-close").click();

  await page.locator("#go").click();
  await until(page, (s) => s.running);
  await clean("training");
  await page.waitForFunction(() => document.body.dataset.phase === "done", null, { timeout: 120_000 });
  await open("details"); // some of them compute
  await clean("done");
  assert.match(await page.locator("#where").innerText(), /2 Epochen in \d+ s/);

  await page.locator("#reset").click(); // offers to bring the run back
  await page.waitForFunction(() => !document.querySelector("#toast").hidden);
  await page.locator("#own-picture-file").setInputFiles({ name: "brief.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.locator("#own").getByText("brief.png ist nicht lesbar").waitFor();
  await page.locator("#file").setInputFiles({ name: "brief.bin", mimeType: "application/octet-stream", buffer: Buffer.from("no pictures") });
  await page.waitForFunction(() => !document.querySelector("#note").hidden);
  await clean("reset, a picture and a file that are none");
  await page.locator("#toast-action").click();
  await page.waitForFunction(() => fmlab.state().step > 1);

  await page.evaluate(() => fmlab.race({ entrants: ["fm", "plain"] }));
  await clean("a race");
  await page.waitForFunction(() => fmlab.race.state().phase === "done", null, { timeout: 120_000 });
  await clean("a race is over");
  for (const n of [2, 3, 4, 5, 6, 7]) {
    await page.locator("#lesson-list").selectOption(String(n - 1));
    await clean(`lesson ${n}`);
  }

  await page.locator("#keys-open").click();
  await clean("the keys");
  await page.keyboard.press("Escape");
  for (const variant of ["plain", "thin"]) {
    await page.evaluate((v) => fmlab.configure({ variant: v }), variant);
    await clean(variant);
  }
  quiet(page);

  // By hand to English and back, at once, and remembered.
  await page.locator("#language").click();
  await page.waitForFunction(() => document.querySelector("#go").innerText.trim() === "Train");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.reload();
  await ready(page);
  assert.equal(await page.locator("#go").innerText(), "Train", "the choice is remembered, whatever the browser prefers");
  await page.context().close();
});

test("a link brings its language", async () => {
  const page = await visit(browser, server.url + "?lang=de");
  await ready(page);
  assert.equal(await page.locator("#go").innerText(), "Trainieren");
  assert.match(await page.locator("#network-title").innerText(), /14\.314 Parameter/);
  await page.locator("#share").click();
  await page.waitForFunction(() => location.hash.includes("lang=de"));
  quiet(page);
  await page.context().close();
});

test("a page that cannot start says so in German", async () => {
  const context = await browser.newContext({ locale: "de-DE" });
  const page = await context.newPage();
  await page.addInitScript(() => { delete globalThis.Worker; });
  await page.goto(server.url, { timeout: 120_000 });
  await page.waitForFunction(() => !document.querySelector("#note").hidden);
  assert.match(await page.locator("#note-text").innerText(), /Dieser Browser kann WebAssembly nicht in einem Worker ausführen/);
  await context.close();
});
