// The ways in and out: what was trained is taken away in every form and comes back to the bit, here and in another tab.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { promisify } from "node:util";
import { configure, indexFile, isolated, launch, quiet, ready, root, serve, shared, state, until, visit } from "./lab.mjs";

let browser, server, page;
before(async () => {
  browser = await launch();
  server = await serve({ headers: isolated });
  page = await visit(browser, server.url);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 2 });
});
after(async () => {
  await browser.close();
  await server.close();
});

// bytes asks for a form of the run, as base64.
const bytes = (as) => page.evaluate(async (as) => {
  const file = await fmlab.save(as);
  const b = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < b.length; i += 0x8000) text += String.fromCharCode(...b.subarray(i, i + 0x8000));
  return { name: file.name, base64: btoa(text) };
}, as).then(({ name, base64 }) => ({ name, body: Buffer.from(base64, "base64") }));

// open opens bytes as a file and returns the sentence of the error, or "open".
const open = (name, body) => page.evaluate(([name, base64]) =>
  fmlab.open(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)).then(() => "open", (e) => e.message),
  [name, body.toString("base64")]);

// header reads what a safetensors file says of itself.
const header = (body) => JSON.parse(body.subarray(8, 8 + Number(body.readBigUInt64LE())).toString());

// tensors are the numbers alone: what is said of them tells of the speed, too.
const tensors = (body) => body.subarray(8 + Number(body.readBigUInt64LE()));

let middle; // the run after its first epoch
let end; // its fingerprint after the second

test("a run goes on from its file to the bit", async () => {
  await page.evaluate(() => fmlab.step(10));
  await until(page, (s) => !s.running && s.testAccuracy !== null);
  middle = await bytes("run");
  assert.equal(middle.name, "resnet8-fm-step10.safetensors");
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.step === 20);
  const print = page.locator("#fingerprint");
  await page.locator("#epochs tr").nth(1).waitFor({ state: "attached" });
  end = await print.innerText();
  const whole = await bytes("run");

  assert.equal(await open("middle.safetensors", middle.body), "open");
  const s = await state(page);
  assert.deepEqual([s.step, s.epoch], [10, 1]);
  assert.equal(await page.locator("#epochs tr").count(), 1, "the epoch behind it is not in the table");
  await page.evaluate(() => fmlab.train());
  await until(page, (s) => !s.running && s.step === 20);
  await page.locator("#epochs tr").nth(1).waitFor({ state: "attached" });
  assert.equal(await print.innerText(), end);
  assert.ok(tensors((await bytes("run")).body).equals(tensors(whole.body)), "the weights and the momentum are others");
});

test("the same over file://, dropped by a person", async () => {
  const other = await visit(browser, indexFile);
  await ready(other);
  await other.evaluate(([base64]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], "middle.safetensors"));
    for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, [middle.body.toString("base64")]);
  await until(other, (s) => s.step === 10);
  await other.getByText("Opened from middle.safetensors. Reset returns to it.").waitFor();
  quiet(other);
  await other.context().close();
});

test("every form is what it says", async () => {
  const weights = await bytes("weights"), half = await bytes("weights-fp16"), filters = await bytes("filters");
  assert.deepEqual(header(weights.body)["conv1.map"].dtype, "F32");
  assert.deepEqual(header(half.body)["conv1.map"].dtype, "F16");
  assert.deepEqual(header(filters.body)["layer1.0.conv1.weight"].shape, [16, 16, 3, 3]);
  for (const [as, name] of [["onnx", "resnet8-fm.onnx"], ["onnx-filters", "resnet8-fm-filters.onnx"]]) {
    const file = await bytes(as);
    assert.equal(file.name, name);
    assert.ok(file.body.includes(as === "onnx" ? "Gather" : "layer1.0.conv1.weight"), as);
  }
  const python = await bytes("torch");
  assert.equal(python.name, "resnet8-fm.py");
  assert.match(python.body.toString(), /MODEL, VARIANT = "resnet8", "fm"/);
  const csv = (await bytes("csv")).body.toString().trim().split("\n");
  assert.equal(csv.length, 3);
  // The first epoch came out of a file, as one point.
  const json = JSON.parse((await bytes("json")).body.toString());
  assert.deepEqual([json.network, json.step, json.epochs.length, json.loss.length], ["ResNet-8-FM", 20, 2, 11]);
  assert.ok(end.includes(json.epochs[1].fingerprint), "the table has another fingerprint than the page");
  const svg = (await bytes("curves-svg")).body.toString();
  const drawn = await page.evaluate((svg) => {
    const d = new DOMParser().parseFromString(svg, "image/svg+xml");
    const line = d.querySelector("path[style*='stroke:']");
    return { error: d.querySelector("parsererror")?.textContent, text: d.documentElement.textContent, plots: d.querySelectorAll("svg > svg").length, line: !!line };
  }, svg);
  assert.deepEqual([drawn.error, drawn.plots, drawn.line], [undefined, 2, true]);
  assert.match(drawn.text, /Loss/);
  for (const as of ["curves-png", "scope-png"]) {
    const { body } = await bytes(as);
    assert.equal(body.subarray(1, 4).toString(), "PNG", as);
    assert.ok(body.readUInt32BE(16) > 200 && body.readUInt32BE(20) > 200, `${as} is ${body.readUInt32BE(16)} x ${body.readUInt32BE(20)}`);
  }
  assert.match(await page.evaluate(() => fmlab.save("caffe").catch((e) => e.message)), /want one of run, weights/);
});

test("a person downloads", async () => {
  await page.getByLabel("What to download").selectOption("weights-fp16");
  await page.getByText("every number rounded to three digits").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download", exact: true }).click()]);
  assert.equal(download.suggestedFilename(), "resnet8-fm-fp16.safetensors");
  const body = await readFile(await download.path());
  assert.equal(header(body)["conv1.map"].dtype, "F16");
  await page.getByText("resnet8-fm-fp16.safetensors, ").waitFor();
});

test("reset can be undone, to the bit", async () => {
  const before = await bytes("run");
  const rows = await page.locator("#epochs tr").count();
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await until(page, (s) => s.step === 0);
  await page.getByText("ResNet-8-FM at step 20 was left.").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await until(page, (s) => s.step === 20 && s.loss !== null);
  assert.ok((await bytes("run")).body.equals(before.body), "another run came back");
  assert.equal(await page.locator("#epochs tr").count(), rows);
  assert.equal(await page.locator("#toast").isHidden(), true);
});

test("weights begin a run that learns on, and half precision answers the same", async () => {
  const { body } = await bytes("weights-fp16");
  const full = await page.evaluate(() => fmlab.evaluate());
  assert.equal(await open("half.safetensors", body), "open");
  const s = await state(page);
  assert.deepEqual([s.step, s.network], [0, "ResNet-8-FM"]);
  const half = await page.evaluate(() => fmlab.evaluate());
  assert.equal(half.count, full.count);
  assert.ok(Math.abs(half.right - full.right) <= 1, `${half.right} of ${half.count} right in half precision, ${full.right} before`);
  await configure(page, { lr: 0.01 });
  await page.getByText("Opened from half.safetensors. Reset returns to it.").waitFor();
  await page.evaluate(() => fmlab.step(2));
  await page.evaluate(() => fmlab.reset());
  assert.ok((await bytes("weights-fp16")).body.equals(body), "Reset did not return to the opened weights");
  await page.getByRole("button", { name: "Begin with drawn weights" }).click();
  await page.locator("#origin").waitFor({ state: "hidden" });
  assert.notDeepEqual((await bytes("weights-fp16")).body, body);
});

test("what is wrong with a file is told, all of it, and nothing changes", async () => {
  await page.evaluate(() => fmlab.step(1));
  const before = await bytes("run");
  const broken = Buffer.from(middle.body);
  const at = broken.indexOf('"linear.bias"');
  broken.write('"linear.bais"', at);
  const said = await open("broken.safetensors", broken);
  assert.match(said, /broken\.safetensors: .*1 missing, 0 misshapen, 1 extra/s);
  assert.match(said, /missing: linear\.bias.*extra: linear\.bais/s);
  assert.match(await open("cut.safetensors", middle.body.subarray(0, middle.body.length - 500)), /cut short/);
  assert.match(await open("letter.txt", Buffer.from("a letter and no picture ".repeat(100))), /^letter\.txt: /);
  assert.ok((await bytes("run")).body.equals(before.body), "the run has changed");
  await page.getByRole("button", { name: "Close this message" }).first().click();
});

test("a run on other pictures says so and offers its weights", async () => {
  const other = Buffer.from(middle.body.toString("latin1").replace(/\\"crc32\\":\d/, (m) => m.slice(0, -1) + (Number(m.at(-1)) % 3 + 1)), "latin1");
  assert.match(await open("elsewhere.safetensors", other), /the run is on 100 pictures of Shapes/);
  await page.getByRole("button", { name: "Open its weights only" }).click();
  await page.getByText("Opened from elsewhere.safetensors.").waitFor();
  assert.equal((await state(page)).step, 0);
});

test("a trained network that comes with the page", async () => {
  for (const url of [server.url, indexFile]) {
    const other = await visit(browser, url);
    await ready(other);
    await other.getByLabel("Trained network", { exact: true }).selectOption({ index: 0 });
    const name = (await other.getByLabel("Trained network", { exact: true }).innerText()).split(",")[0];
    await other.getByRole("button", { name: "Open", exact: true }).click();
    await other.getByText(/^Opened from .* It was trained on other classes/).waitFor();
    assert.equal((await state(other)).network, name);
    await other.getByText("no answer is right or wrong").waitFor();
    assert.equal(await other.locator(".tile.right, .tile.wrong").count(), 0);
    quiet(other);
    await other.context().close();
  }
});

test("it answers real pictures as well as its list says", { timeout: 240_000 }, async (t) => {
  const archive = shared("data/cifar10-subset.tar.gz");
  if (!archive) return t.skip("no CIFAR-10 pictures; set FILTERMAP_SHARED to the folder that has data/cifar10-subset.tar.gz");
  const models = JSON.parse(await readFile(join(root, "assets/models/index.json"), "utf8"));
  await page.evaluate(() => fmlab.configure({ perClass: 100, dataset: "shapes" }));
  await page.locator("#file").setInputFiles(archive);
  await page.getByText(/^CIFAR-10, 10 classes/).waitFor();
  await page.getByLabel("Trained network", { exact: true }).selectOption({ index: 0 });
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByText(`Opened from ${models[0].file}. Reset returns to it.`).waitFor();
  const { accuracy, count } = await page.evaluate(() => fmlab.evaluate());
  // A sample of the test set: three standard errors of so many pictures.
  const room = 3 * Math.sqrt(models[0].accuracy * (1 - models[0].accuracy) / count);
  assert.ok(Math.abs(accuracy - models[0].accuracy) < room, `${accuracy} of ${count} pictures, ${models[0].accuracy} in the list`);
  quiet(page);
});

test("ResNet-18-FM answers here as it does on the command line", { timeout: 400_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "fmlab-"));
  const fmlab = async (...args) => {
    const { stdout } = await promisify(execFile)("go", ["run", "./engine/cmd/fmlab", ...args], { cwd: root });
    return JSON.parse(stdout);
  };
  try {
    const pictures = join(folder, "cifar-10-batches-bin"), archive = join(folder, "pictures.tar.gz"), weights = join(folder, "resnet18-fm.safetensors");
    await fmlab("shards", "-data", "shapes", "-per-class", "4", "-out", join(folder, "shards"), "-json");
    await mkdir(pictures);
    await cp(join(folder, "shards", "train/0.bin"), join(pictures, "data_batch_1.bin"));
    await cp(join(folder, "shards", "test/0.bin"), join(pictures, "test_batch.bin"));
    await promisify(execFile)("tar", ["czf", archive, "-C", folder, "cifar-10-batches-bin"]);
    await fmlab("train", "-data", archive, "-model", "resnet18", "-epochs", "1", "-batch", "8", "-out", weights, "-json");
    const want = await fmlab("eval", "-weights", weights, "-data", archive, "-json");

    await page.evaluate(() => fmlab.configure({ perClass: 0 }));
    await page.locator("#file").setInputFiles(archive);
    await page.getByText(/^CIFAR-10, 10 classes, 40 /).waitFor();
    await page.locator("#file").setInputFiles(weights);
    await until(page, (s) => s.network === "ResNet-18-FM");
    const got = await page.evaluate(() => fmlab.evaluate());
    assert.deepEqual([got.count, got.accuracy, got.perClass], [want.pictures, want.accuracy, want.per_class.map((c) => c.accuracy)]);
    assert.ok(Math.abs(got.loss - want.loss) < 1e-4 * want.loss, `a loss of ${got.loss}, and ${want.loss} on the command line`);
    quiet(page);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
