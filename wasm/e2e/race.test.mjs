// The matched race: networks against each other, as a person starts, pauses and reads it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { configure, isolated, launch, quiet, ready, serve, settled, shared, state, until, violations, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  [browser, server] = await Promise.all([launch(), serve({ headers: isolated })]);
  page = await visit(browser, server.url);
  page.setDefaultTimeout(120_000);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 3 });
});
after(async () => { await browser?.close(); await server?.close(); });

const race = () => page.evaluate(() => fmlab.race.state());
const raceUntil = (condition, timeout = 120_000) =>
  page.waitForFunction(`(${condition})(fmlab.race.state())`, null, { timeout, polling: 50 });
const button = (name) => page.locator("#race").getByRole("button", { name });
const column = (row) => page.evaluate((row) => {
  const line = [...document.querySelectorAll("#race-rows tr")].find((r) => r.cells[0].firstChild.textContent === row);
  return [...line.cells].slice(1).map((c) => c.innerText.trim());
}, row);
// says waits until an element has a text, or texts have all their elements.
const says = (selector, want) => page.waitForFunction(([selector, want]) =>
  JSON.stringify([...document.querySelectorAll(selector)].map((e) => e.textContent.trim())) === want, [selector, JSON.stringify([want].flat())]);
const box = (name) => page.locator("#race").getByRole("checkbox", { name });

test("sizes and costs are known before the start, accuracy is not", async () => {
  await page.locator("#network-title", { hasText: "ResNet-8-FM, 14,314 parameters" }).waitFor();
  await page.locator("#race-rows tr").first().waitFor();
  assert.deepEqual((await column("Parameters")).map((c) => c.split("\n")[0]), ["14,314", "78,042", "14,317"]);
  assert.match((await column("Multiply-adds a picture"))[0], /^2\.6 M\s+of 12\.5 M/);
  for (const row of ["Test accuracy", "Accuracy per parameter", "Milliseconds a step", "Pictures a second"]) {
    assert.deepEqual((await column(row)).map((c) => c.trim()), ["not yet", "not yet", "not yet"], row);
  }
  assert.match(await page.textContent("#race-verdict"), /known before training/);
  assert.ok(await button("Download CSV").isDisabled());
  await configure(page, { model: "resnet14" });
  await page.waitForFunction(() => !document.querySelector("#race-rows").textContent.includes("78,042"));
  await configure(page, { model: "resnet8" });
});

test("a person chooses who runs: by one press, or by ticks, four at most", async () => {
  const ticked = () => page.locator("#race-boxes input:checked").evaluateAll((all) => all.map((e) => e.parentElement.textContent.trim()));
  const preset = (name) => page.locator("#race").getByRole("radio", { name }).check();
  await preset("Sum against mean rule");
  await says("#race-names th span", ["FM sum", "FM mean"]);
  assert.deepEqual(await ticked(), ["FM", "FM, sum rule"]);
  await preset("True wrap against");
  await says("#race-names th span", ["FM wrap", "FM authors"]);
  await box("plain").check();
  await box("thin").check();
  await says("#race-names th span", ["FM wrap", "plain", "thin", "FM authors"]);
  assert.ok(await box("FM, sum rule").isDisabled());
  assert.equal(await page.locator("#race-presets input:checked").count(), 0, "this is nobody's preset");
  for (const name of ["plain", "thin", "FM, authors' padding"]) await box(name).uncheck();
  await says("#race-say", "Choose at least two networks.");
  assert.ok(await button("Start the race").isDisabled());
  await preset("FM, plain and thin");
  await says("#race-names th span", ["FM", "plain", "thin"]);
});

test("a race runs while the main run waits, can be paused, and ends with a verdict", async () => {
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => s.step > 0);
  const before = (await state(page)).step;
  await button("Start the race").click();
  await raceUntil((s) => s?.phase === "running");
  if (before < 30) assert.equal((await state(page)).running, false, "the main run goes on beside the race");
  await page.evaluate(() => new Promise((done) => { // a fast machine would be through before a click from here
    const look = setInterval(() => {
      if (!fmlab.race.state().entrants.every((e) => e.step > 1)) return;
      clearInterval(look);
      document.querySelector("#race-go").click();
      done();
    }, 5);
  }));
  await raceUntil((s) => s.phase === "paused");
  await button("Continue the race").waitFor();
  assert.ok(await box("plain").isDisabled());
  const paused = await race();
  await page.waitForTimeout(300);
  assert.deepEqual((await race()).entrants.map((e) => e.step), paused.entrants.map((e) => e.step));
  await button("Continue the race").click();
  await raceUntil((s) => s.phase === "done");
  const { entrants, verdict } = await race();
  assert.deepEqual(entrants.map((e) => [e.name, e.step, e.points.length]), [["FM", 30, 3], ["plain", 30, 3], ["thin", 30, 3]]);
  assert.match(verdict, /^After 3 epochs FM is .* plain with 18 % of its parameters, and .* thin, the plain network of its own size\. A step of FM takes/);
  await says("#race-verdict", verdict);
  assert.match(await page.textContent("#race-doubt"), /may be chance/);
  const accuracies = (await column("Test accuracy")).map((c) => Number(c.match(/^([\d.]+) %/)[1]));
  assert.deepEqual(accuracies, entrants.map((e) => Number((100 * e.testAccuracy).toFixed(1))));
  assert.equal((await column("Milliseconds a step")).filter((c) => /fastest/.test(c)).length, 1);
  quiet(page);
});

test("an entrant is opened, to be looked at and trained on", async () => {
  const rows = await page.locator("#race-rows").innerText();
  await page.evaluate(() => fmlab.reset());
  await page.locator("#race").getByRole("button", { name: "Open thin in the microscope" }).click();
  await until(page, (s) => s.step === 30 && s.network.includes("thin"));
  assert.equal(await page.locator("#epochs tr").count(), 3);
  const { entrants } = await race();
  const printed = await page.locator("#fingerprint").innerText();
  assert.ok(printed.includes(entrants[2].points[2].fingerprint), `${printed} is not the fingerprint of the race's network`);
  assert.equal(await page.locator("#race-rows").innerText(), rows, "the race is not what it was");
  await configure(page, { variant: "fm", perClass: 10, batch: 10, epochs: 3 });
  await until(page, (s) => s.network === "ResNet-8-FM" && s.step === 0);
  quiet(page);
});

test("the curves are drawn, read by keys, tabled and taken away", async () => {
  for (const id of ["race-loss", "race-accuracy"]) {
    for (const kind of ["fm", "plain", "thin"]) {
      assert.equal(await page.locator(`#${id} path.line.race-${kind}`).count(), 1, `${id}, ${kind}`);
      assert.ok(await page.locator(`#${id} path.mark.race-${kind}`).count() > 0);
    }
    assert.deepEqual((await page.locator(`#${id} text.label`).allTextContents()).sort(), ["FM", "plain", "thin"]);
  }
  const dashes = await page.evaluate(() => ["fm", "plain", "thin"].map((k) => getComputedStyle(document.querySelector(`#race-loss .line.race-${k}`)).strokeDasharray));
  assert.equal(new Set(dashes).size, 3, `dashes ${dashes}`);
  await page.locator("#race-accuracy .canvas").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("PageUp");
  await page.waitForFunction(() => document.querySelector("#race-accuracy .canvas").getAttribute("aria-valuetext").startsWith("epoch 1.0"));
  const read = await page.getAttribute("#race-accuracy .canvas", "aria-valuetext");
  const first = (await race()).entrants.map((e) => (100 * e.points[0].testAccuracy).toFixed(1));
  assert.equal(read, `epoch 1.0: FM ${first[0]} %, plain ${first[1]} %, thin ${first[2]} %`);
  assert.equal(await page.locator("#race .cursor").count(), 2, "both charts share a crosshair");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("#race .cursor"));

  await page.getByText("The curves as a table").click();
  assert.equal(await page.locator("#race-epochs tr").count(), 3);
  const files = {};
  for (const kind of ["CSV", "JSON"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), button(`Download ${kind}`).click()]);
    files[kind] = await readFile(await download.path(), "utf8");
  }
  assert.equal(files.CSV.trim().split("\n").length, 1 + 9);
  assert.match(files.CSV, /\nResNet-8-FM,14314,1,/);
  const json = JSON.parse(files.JSON);
  assert.deepEqual(json.entrants.map((e) => e.points.at(-1).fingerprint), (await race()).entrants.map((e) => e.points.at(-1).fingerprint));
  assert.ok(json.entrants.every((e) => e.curve.length > 5));
});

test("axe finds nothing in the card, and nothing is wider than it", { timeout: 280_000 }, async () => {
  for (const width of [375, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page, "#race"), [], `${width} px, ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const width of [320, 375, 768, 1024, 1440, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll("#race, #race :is(.race-who, .race-numbers, .race-curves, .race-verdict)")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName));
    assert.deepEqual(wide, [], `${width} px`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("equal entrants end equal to the bit, by a script", async () => {
  await button("New race").click();
  await configure(page, { epochs: 2 });
  await page.evaluate(() => fmlab.race({ entrants: ["fm", "fm"] }));
  await assert.rejects(page.evaluate(() => fmlab.race()), /under way/);
  await raceUntil((s) => s.phase === "done");
  const [a, b] = (await race()).entrants;
  const bare = (points) => points.map(({ seconds, ...rest }) => rest);
  assert.deepEqual(bare(a.points), bare(b.points));
  assert.ok(a.points.every((p) => /^[0-9a-f]{16}$/.test(p.fingerprint)));
  assert.equal(a.loss, b.loss);
  const ratio = a.secondsAStep / b.secondsAStep;
  assert.ok(ratio > 1 / 4 && ratio < 4, `a step of equal entrants differs ${ratio} times`);
  await page.locator("#race-verdict", { hasText: "FM #1 is level with FM #2, which is of the same size" }).waitFor();

  await page.evaluate(() => fmlab.reset());
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => s.epoch === 2 && !s.running); // tested after the last epoch, too
  assert.equal((await state(page)).testAccuracy, a.testAccuracy, "the same network alone learns the same");
});

test("who diverges drops out, the others stay; a race gives way to the main run", async () => {
  await button("New race").click();
  await configure(page, { epochs: 10_000, lr: 0.05 });
  await page.evaluate(() => fmlab.race({ entrants: ["fm", "plain"] }));
  await page.evaluate(() => fmlab.train());
  await raceUntil((s) => s.phase === "paused");
  await says("#race-say", "The race has been paused: the main run goes on.");
  await button("Continue the race").click();
  await raceUntil((s) => s.phase === "running");
  assert.equal((await state(page)).running, false);
  await button("Stop the race").click();
  await raceUntil((s) => s.phase === "stopped");
  assert.equal(await page.evaluate(() => document.activeElement.id), "race-go");
  await page.evaluate(() => fmlab.reset());
  await button("New race").click();

  await configure(page, { epochs: 1, lr: 1e30, schedule: "constant" });
  await button("Start the race").click();
  await raceUntil((s) => s.phase === "failed");
  await page.locator("#race-say", { hasText: "Everybody has dropped out" }).waitFor();
  assert.match(await page.textContent("#race-verdict"), /FM has dropped out at step \d+: its loss became infinite/);
  await button("New race").click();
  await configure(page, { lr: 0.05, schedule: "onecycle" });
  quiet(page);
});

test("a race on the pictures of a file reads that file itself", async (t) => {
  const file = shared("data/cifar10-subset.tar.gz");
  if (!file) return t.skip("the file is not here");
  await configure(page, { perClass: 10, epochs: 1 });
  await page.setInputFiles("#file", file);
  await until(page, (s) => s.dataset !== "Shapes", 120_000);
  await page.evaluate(() => fmlab.race({ entrants: ["fm", "thin"] }));
  await raceUntil((s) => s.phase === "done");
  const [fm] = (await race()).entrants;
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => s.testAccuracy !== null);
  assert.equal((await state(page)).testAccuracy, fm.testAccuracy);
  quiet(page);
});

test("a link opens a race that is ready to start", async () => {
  const link = await page.evaluate(async () => {
    document.querySelector("#share").click();
    return location.hash;
  });
  assert.match(link, /race=fm%2Cthin/);
  const patient = (p) => (p.setDefaultTimeout(120_000), p);
  const other = patient(await visit(browser, `${server.url}#epochs=2&race=fm:mean,fm:sum&perClass=10&batch=10`));
  await ready(other);
  await other.waitForFunction(() => [...document.querySelectorAll("#race-names span")].map((e) => e.textContent).join() === "FM mean,FM sum");
  await other.waitForFunction(() => { const r = document.querySelector("#race").getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; });
  assert.equal(await other.evaluate(() => fmlab.race.state().phase), "ready");
  assert.ok(await other.locator("#race-go").isEnabled());
  quiet(other);
  await other.context().close();

  const wrong = patient(await visit(browser, `${server.url}#race=fm,wide`));
  await ready(wrong);
  await wrong.locator("#note-text", { hasText: "This link cannot be followed" }).waitFor();
  assert.match(await wrong.textContent("#note-text"), /wide/);
  await wrong.context().close();
});
