// Files come from outside: whatever they hold, the page says what it is and the session goes on.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { configure, indexFile, launch, quiet, ready, records, shared, state, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile); // over file://, where reading files is hardest
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 5 });
  await page.evaluate(() => fmlab.step(1));
});
after(() => browser.close());

// load reads bytes as a file and returns the sentence of the error, or "read".
const load = (name, bytes) => page.evaluate(([name, base64]) =>
  fmlab.load(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)).then(() => "read", (e) => e.message),
  [name, bytes.toString("base64")]);

for (const [name, bytes, sentence] of [
  ["cut.bin", records(100).subarray(0, 100 * 3073 - 1000), /^cut\.bin: .*(cut short|damaged)/],
  ["cut.tar.gz", gzipSync(records(100)).subarray(0, 100_000), /^cut\.tar\.gz: .*(cut short|damaged)/],
  ["text.txt", Buffer.from("Not a picture at all, but a letter.\n".repeat(200)), /^text\.txt: /],
  ["photo.jpg", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), records(3)]), /^photo\.jpg: /],
  ["empty.bin", Buffer.alloc(0), /^empty\.bin: /],
]) {
  test(`${name} is refused with a sentence`, async () => {
    const said = await load(name, bytes);
    assert.match(said, sentence);
    assert.match(said, /\.$/);
    const note = page.getByRole("alert");
    await note.getByText(said).waitFor();
    assert.equal((await state(page)).dataset, "Shapes");
    const { step } = await state(page);
    await page.evaluate(() => fmlab.step(1));
    assert.equal((await state(page)).step, step + 1, "the session does not go on");
  });
}

test("the real archive, cut in the middle", async (t) => {
  const archive = shared("data/cifar10-subset.tar.gz");
  if (!archive) return t.skip("no CIFAR-10 pictures; set FILTERMAP_SHARED to the folder that has data/cifar10-subset.tar.gz");
  const bytes = await readFile(archive);
  const said = await load("cifar10-subset.tar.gz", bytes.subarray(0, bytes.length >> 1));
  assert.match(said, /^cifar10-subset\.tar\.gz: .*(cut short|damaged)/);
  await page.evaluate(() => fmlab.step(1));
});

// drop lets go of a file over the page, as a person does.
const drop = (name, bytes) => page.evaluate(([name, base64]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  for (const type of ["dragenter", "dragover"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  const offered = getComputedStyle(document.querySelector(".drop")).display !== "none";
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  return offered;
}, [name, bytes.toString("base64")]);

test("a file that is dropped on a run asks first, then is read", async () => {
  assert.ok((await state(page)).step > 0);
  assert.ok(await drop("test_batch.bin", records(100)), "the page does not show that it takes files");
  await page.getByText("A run is under way. test_batch.bin starts another one.").waitFor();
  assert.equal((await state(page)).dataset, "Shapes");
  await page.getByRole("button", { name: "Reset and open" }).click();
  await page.waitForFunction(() => fmlab.state().dataset !== "Shapes");
  assert.equal((await state(page)).step, 0);
  assert.equal(await page.locator(".strip canvas").count(), 10);
});

test("a file at step 0 is read at once, and the built-in pictures come back", async () => {
  await drop("data_batch_1.bin", records(100));
  await page.getByText(/CIFAR-10, 10 classes, \d+ to learn from/).waitFor();
  await page.evaluate(() => fmlab.configure({ dataset: "shapes", perClass: 10 }));
  await page.getByText("Built-in pictures, 10 classes, 100 to learn from").waitFor();
  quiet(page);
});
