// Pictures of one's own: a folder to learn from, and one picture to ask about.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configure, launch, legible, quiet, ready, serve, state, until, visit } from "./lab.mjs";

let browser, server, page, folder;
before(async () => {
  browser = await launch();
  server = await serve();
  page = await visit(browser, server.url);
  page.setDefaultTimeout(120_000); // every picture is decoded, every answer computed on whatever else the machine does
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 4, lr: 0.1, augment: false });
  folder = await mkdtemp(join(tmpdir(), "colours-"));
  // Two classes that differ in colour, in three of the browser's formats, with some noise.
  for (const [name, hue] of [["red things", 0], ["blue", 220]]) {
    await mkdir(join(folder, name));
    for (let i = 0; i < 15; i++) await writeFile(join(folder, name, `${i}.${["png", "jpg", "webp"][i % 3]}`), await picture(hue, i));
  }
  await writeFile(join(folder, "blue", "broken.png"), "this is no picture");
  await writeFile(join(folder, "notes.txt"), "and this is none either");
});
after(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

// picture is a file with a coloured disc on a background that differs from one to the next.
async function picture(hue, i) {
  const base64 = await page.evaluate(async ([hue, i]) => {
    const canvas = new OffscreenCanvas(120 + i, 90);
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = `hsl(${hue + i} 60% ${30 + 2 * i}%)`;
    ctx.fillRect(0, 0, 200, 90);
    ctx.fillStyle = `hsl(${hue - i} 80% 50%)`;
    ctx.beginPath();
    ctx.arc(40 + 2 * i, 45, 25, 0, 7);
    ctx.fill();
    const blob = await canvas.convertToBlob({ type: ["image/png", "image/jpeg", "image/webp"][i % 3] });
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
  }, [hue, i]);
  return Buffer.from(base64, "base64");
}

test("a folder of folders is learned, and what is broken is named", { timeout: 180_000 }, async () => {
  await page.locator("#own-folder-file").setInputFiles(folder);
  await page.waitForFunction(() => fmlab.state().dataset.startsWith("colours-"));
  await page.getByText(/2 classes, 2\d to learn from/).waitFor();
  await page.locator("#own-folder-say").getByText(/blue\/broken\.png.*last sixth/).waitFor();
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.epoch === 4, 120_000);
  const { classes, counts } = await page.evaluate(() => fmlab.confusion());
  assert.deepEqual(classes, ["blue", "red things"]);
  assert.deepEqual(counts.map((row) => row[0] + row[1]), [2, 2], "a sixth of each class is for testing");
});

test("a picture is answered when it is chosen, pasted, dropped or asked about by a script", async () => {
  const bytes = await picture(0, 4);
  await page.locator("#own-picture-file").setInputFiles({ name: "new.jpg", mimeType: "image/jpeg", buffer: bytes });
  const viewer = page.locator("#own-viewer");
  await viewer.getByRole("heading", { name: "A picture of your own" }).waitFor();
  const answers = await viewer.locator(".bars li:not([hidden])").allInnerTexts();
  assert.equal(answers.length, 2);
  const shares = answers.map((a) => Number(a.match(/([\d.]+) %/)[1]));
  assert.ok(Math.abs(shares[0] + shares[1] - 100) < 0.11 && shares[0] >= shares[1], answers.join());

  const scripted = await page.evaluate((base64) => fmlab.classify(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))])), bytes.toString("base64"));
  assert.equal(scripted.length, 2);
  assert.ok(answers[0].startsWith(scripted[0].name), `${answers[0]}, ${scripted[0].name}`);
  assert.ok(Math.abs(100 * scripted[0].share - shares[0]) < 0.06);
  assert.match(await page.evaluate(() => fmlab.classify("no blob").catch((e) => e.message)), /want a File or a Blob/);

  // Another picture each: the canvas must change.
  const seen = () => page.evaluate(() => document.querySelector("#own-viewer canvas").toDataURL());
  for (const kind of ["paste", "drop"]) {
    const before = await seen();
    await page.evaluate(([kind, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], "other.png", { type: "image/png" }));
      document.body.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, [kind, (await picture(kind === "paste" ? 220 : 0, 9)).toString("base64")]);
    await page.waitForFunction((old) => document.querySelector("#own-viewer canvas").toDataURL() !== old, before);
  }
  await page.locator("#own-picture-file").setInputFiles({ name: "letter.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByText("letter.png could not be read: this is no picture that the browser can show.").waitFor();
});

test("a folder that cannot be learned is refused with a sentence", async () => {
  const before = (await state(page)).dataset;
  for (const [files, sentence] of [
    [["a/1.png", "a/2.png"], /There is one class only, the folder "a"; want folders of at least two classes\./],
    [["1.png", "2.png"], /lie side by side; put those of each class into a folder of their own/],
    [["a/letter.txt"], /There is no picture in the folder; want PNG, JPEG, WebP or GIF/],
    [["a/1.png", "b/2.png"], /None of the 2 files could be read/],
  ]) {
    const other = await mkdtemp(join(tmpdir(), "refused-"));
    for (const name of files) {
      await mkdir(join(other, name, ".."), { recursive: true });
      await writeFile(join(other, name), "x");
    }
    await page.locator("#own-folder-file").setInputFiles(other);
    await page.locator("#own-folder-say").getByText(sentence).waitFor();
    await rm(other, { recursive: true });
  }
  assert.equal((await state(page)).dataset, before);
});

test("it can be read by everybody", async () => {
  await legible(page, "#own");
  quiet(page);
});
