// A link is a lesson: whoever opens it trains the same network, to the bit, and is told so.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { configure, indexFile, isolated, launch, quiet, ready, root, serve, state, until, visit } from "./lab.mjs";

let browser, threaded, single;
before(async () => {
  browser = await launch();
  threaded = await serve({ headers: isolated });
  single = await serve();
});
after(async () => {
  await browser.close();
  await threaded.close();
  await single.close();
});

const lesson = { device: "strict", perClass: 10, batch: 10, epochs: 2, lr: 0.1, variant: "fm", model: "resnet8", seed: 5 };

const fragment = (page) => page.evaluate(() => { document.querySelector("#share").click(); return location.hash; });
const line = (page) => page.locator("#fingerprint").innerText();
const printOf = (text) => text.match(/epoch 2: ([0-9a-f]{16})/)[1];

let hash, print;

test("a strict run shows its fingerprint, and the link carries it", { timeout: 120_000 }, async () => {
  const page = await visit(browser, threaded.url);
  await ready(page);
  assert.match(await line(page), /After each epoch its fingerprint stands here/);
  await configure(page, lesson);
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.epoch === 2);
  await page.getByText("Done: 2 epochs").waitFor();
  assert.equal((await state(page)).device, "strict");
  print = printOf(await line(page));
  assert.match(await line(page), /Every machine that opens the link gets the same/);
  hash = await fragment(page);
  for (const part of ["device=strict", "perClass=10", "epochs=2", "seed=5", `fingerprint=2.${print}`]) assert.ok(hash.includes(part), `${part} is not in ${hash}`);
  quiet(page);
  await page.context().close();
});

for (const [name, url] of [
  ["with threads", () => threaded.url],
  ["with one thread", () => single.url],
  ["from file://", () => indexFile],
]) {
  test(`opened ${name} it trains the same network`, { timeout: 120_000 }, async () => {
    const page = await visit(browser, url() + hash);
    await ready(page);
    await page.getByText("2 epochs, 20 steps").waitFor();
    assert.match(await line(page), new RegExp(`The link's is ${print} after epoch 2`));
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await until(page, (s) => !s.running && s.epoch === 2);
    await page.getByText("That of epoch 2 is the link's: the same network to the bit.").waitFor();
    assert.equal(printOf(await line(page)), print);
    quiet(page);
    await page.context().close();
  });
}

test("another run is not compared with the link, and a forged fingerprint is noticed", { timeout: 120_000 }, async () => {
  const page = await visit(browser, single.url + hash.replace(print, "0".repeat(16)).replace("epochs=2", "epochs=1").replace("fingerprint=2.", "fingerprint=1."));
  await ready(page);
  await page.getByText("1 epoch, 10 steps").waitFor();
  await page.evaluate(() => fmlab.train());
  await page.getByText("That of epoch 1 is not the link's (0000000000000000): the pictures or the program are others.").waitFor();
  await configure(page, { seed: 6 });
  assert.doesNotMatch(await line(page), /link's/);

  // A link may come later, too; a run is not thrown away for it.
  await page.evaluate(() => fmlab.step(1));
  await page.evaluate((h) => { location.hash = h; }, hash);
  await page.getByText("A run is under way. The link starts another one.").waitFor();
  assert.equal((await state(page)).step, 1);
  await page.getByRole("button", { name: "Reset and follow it" }).click();
  await page.getByText("2 epochs, 20 steps").waitFor();
  assert.equal(await page.locator("[name=seed]").inputValue(), "5");

  await page.evaluate(() => { location.hash = "#device=abacus"; });
  await page.getByRole("alert").getByText("This link cannot be followed: Device=abacus makes no sense; want one of simd, strict, reference").waitFor();
  quiet(page);
  await page.context().close();
});

test("the command line trains the same network, too", { timeout: 300_000 }, async () => {
  const run = await promisify(execFile)("go", ["run", "-trimpath", "./engine/cmd/fmlab", "train", "-device", "strict", "-data", "shapes", "-per-class", "10",
    "-batch", "10", "-epochs", "2", "-lr", "0.1", "-seed", "5", "-out", "", "-json"], { cwd: root });
  const last = JSON.parse(run.stdout.trim().split("\n").at(-1));
  assert.equal(last.fingerprint, print);
});
