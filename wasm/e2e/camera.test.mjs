// Classes from a camera: taken, learned, asked about live. The browser's own stand-in for a camera is used.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, launch, legible, quiet, ready, serve, state, until, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
  server = await serve();
  page = await visit(browser, server.url);
  page.setDefaultTimeout(120_000); // whatever else the machine does
  await page.evaluate(() => { // what is asked for, and what becomes of it
    globalThis.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (...args) => {
      if (globalThis.refuse) throw new DOMException("no", globalThis.refuse);
      const stream = await ask(...args);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
});
after(async () => {
  await browser.close();
  await server.close();
});

const row = (n) => page.locator("#takes > li").nth(n);
const count = async (n) => Number((await row(n).locator(".quiet").innerText()).match(/\d+/)[0]);
const atLeast = (n, pictures) => page.waitForFunction(([n, pictures]) =>
  parseInt(document.querySelectorAll("#takes > li .quiet")[n].textContent) >= pictures, [n, pictures]);

test("a camera that is refused or missing is told in a sentence", async () => {
  const on = page.getByRole("button", { name: "Use the camera" });
  for (const [name, sentence] of [["NotAllowedError", /was not allowed; allow it/], ["NotFoundError", /No camera was found; connect one/], ["NotReadableError", /Another program uses/]]) {
    await page.evaluate((name) => { globalThis.refuse = name; }, name);
    await on.click();
    await page.locator("#camera-say", { hasText: sentence }).waitFor();
    assert.ok(await page.locator("#camera-parts").isHidden());
  }
  await page.evaluate(() => { globalThis.refuse = ""; });
  assert.equal(await page.evaluate(() => tracks.length), 0, "it is asked for by the button only");
});

test("pictures are taken while the button is held, by pointer and by keyboard, and can be removed", async () => {
  await page.getByRole("button", { name: "Use the camera" }).click();
  await page.waitForFunction(() => document.querySelector("#camera-video").videoWidth > 0);
  const learn = page.getByRole("button", { name: "Learn these pictures" });
  assert.ok(await learn.isDisabled());
  assert.match(await page.locator("#take-why").innerText(), /Take at least 2 pictures of “Class 1”/);

  await row(0).getByRole("textbox").fill("green <b>");
  await row(0).getByRole("button", { name: "Hold to take pictures" }).hover();
  await page.mouse.down();
  await atLeast(0, 12);
  assert.equal(await row(0).locator(".hold").getAttribute("aria-pressed"), "true");
  await page.mouse.up();
  const taken = await count(0);
  await page.waitForTimeout(300);
  assert.equal(await count(0), taken, "nothing is taken after the button is let go");

  await row(1).locator(".hold").focus();
  await page.keyboard.press("Enter");
  await atLeast(1, 12);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("#takes .hold[aria-pressed=true]").length === 0);
  const before = await count(1);
  await row(1).locator(".thumb").last().click();
  await page.waitForFunction(([n]) => parseInt(document.querySelectorAll("#takes > li .quiet")[1].textContent) === n - 1, [before]);

  await page.getByRole("button", { name: "Add a class" }).click();
  const classes = (n) => page.waitForFunction((n) => document.querySelectorAll("#takes > li").length === n, n);
  await classes(3);
  await row(2).getByRole("button", { name: "Remove “Class 3”" }).click();
  await classes(2);
  await page.locator("#toast-action").click();
  await classes(3);
  assert.equal(await row(2).getByRole("textbox").inputValue(), "Class 3");
  await row(2).getByRole("button", { name: "Remove “Class 3”" }).click();
  await classes(2);
  assert.ok(await learn.isEnabled());
});

test("they are learned, and the network answers what the camera sees", async () => {
  await page.getByRole("button", { name: "Learn these pictures" }).click();
  await until(page, (s) => s.dataset === "Camera" && s.step > 2);
  await page.evaluate(() => fmlab.pause());
  await page.locator("#camera-say", { hasText: /Learning from \d+ pictures, \d+ a step, in \d+ epochs\./ }).waitFor();
  await page.waitForFunction(() => document.querySelector("#camera-bars").innerText.includes("green <b>"));
  const shares = await page.locator("#camera-bars li:not([hidden]) b").allInnerTexts();
  assert.equal(shares.length, 2);
  assert.ok(Math.abs(shares.reduce((sum, s) => sum + parseFloat(s), 0) - 100) < 0.2, shares.join());
  const old = await page.locator("#camera-bars").innerText();
  await page.waitForFunction((old) => document.querySelector("#camera-bars").innerText !== old, old); // the picture moves
  assert.ok((await state(page)).step > 2);
});

test("it can be read by everybody, and the camera is let go", async () => {
  await legible(page, "#own");
  await page.getByRole("button", { name: "Turn the camera off" }).click();
  assert.deepEqual(await page.evaluate(() => tracks.map((t) => t.readyState)), ["ended"]);
  assert.ok(await page.locator("#camera-parts").isVisible(), "the pictures stay");
  quiet(page);
});
