// The hosted site as Cloudflare would run it: wrangler on this machine, with a local R2 and a local D1.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { prepare, serve, stored } from "../edge/dev.mjs";
import { configure, launch, quiet, ready, root, state, violations, visit } from "./lab.mjs";

const run = promisify(execFile);
let browser, site, folder, log = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fmlab-edge-"));
  // Shards as the site would have them, of pictures that need no download.
  await run("go", ["run", "./engine/cmd/fmlab", "shards", "-data", "shapes", "-per-class", "100", "-out", join(folder, "shards", "cifar10")], { cwd: root });
  await prepare(join(folder, "state"), join(folder, "shards"));
  site = await serve({ state: join(folder, "state"), port: await freePort(), log: (text) => { log += text; } });
  browser = await launch();
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

// ask sends a request that follows no redirect; post is one that the page could send.
const ask = async (path, options = {}) => {
  const answer = await fetch(new URL(path, site.url), { redirect: "manual", ...options });
  const body = Buffer.from(await answer.arrayBuffer());
  const json = () => JSON.parse(body.toString());
  return { status: answer.status, headers: answer.headers, body, json };
};
const own = { "Fmlab-Request": "1" };
const post = (path, body, headers = {}, method = "POST") => ask(path, { method, body, headers: { ...own, "Content-Type": "application/json", ...headers } });
const publish = (body, headers = {}) => post("/api/models", body, { "Content-Type": "application/octet-stream", ...headers });

test("files are served with isolation, a policy, and addresses that never change", async () => {
  const index = await ask("/");
  assert.equal(index.status, 200);
  assert.equal(index.headers.get("Cross-Origin-Opener-Policy"), "same-origin");
  assert.equal(index.headers.get("Cross-Origin-Embedder-Policy"), "require-corp");
  assert.match(index.headers.get("Content-Security-Policy"), /script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
  assert.match(index.headers.get("Cache-Control"), /must-revalidate/);
  assert.equal((await ask("/", { headers: { "If-None-Match": index.headers.get("ETag") } })).status, 304);
  const program = /src="(app\/[0-9a-f]{12}\/fmlab\.js)"/.exec(index.body)[1];
  const script = await ask(`/${program}`);
  assert.match(script.headers.get("Cache-Control"), /max-age=31536000, immutable/);
  const wasm = await ask(`/${program.replace("fmlab.js", "fmlab.wasm")}`, { method: "HEAD" });
  assert.equal(wasm.headers.get("Content-Type"), "application/wasm");
  assert.equal((await ask("/nothing/here")).status, 404);
  assert.equal((await ask("/dist/fmlab.js")).status, 404);
  assert.equal((await ask("/m/222222222222")).headers.get("Location"), "/?model=222222222222");
  assert.equal((await ask("/r/2222222")).headers.get("Location"), "/?room=2222222");
});

test("shards come whole, by range, from the cache, and not at all", async () => {
  const index = (await ask("/shards/cifar10/index.json")).json();
  const path = `/shards/cifar10/${index.train[1].file}`;
  const file = await readFile(join(folder, "shards", "cifar10", index.train[1].file));
  const part = await ask(path, { headers: { Range: "bytes=1000-1999" } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get("Content-Range"), `bytes 1000-1999/${file.length}`);
  assert.ok(part.body.equals(file.subarray(1000, 2000)));
  const whole = await ask(path);
  assert.equal(whole.status, 200);
  assert.ok(whole.body.equals(file));
  assert.match(whole.headers.get("Cache-Control"), /immutable/);
  const again = await ask(path, { headers: { Range: "bytes=-10" } }); // by now the cache has it
  assert.equal(again.status, 206);
  assert.ok(again.body.equals(file.subarray(file.length - 10)));
  assert.equal((await ask(path, { headers: { "If-None-Match": whole.headers.get("ETag") } })).status, 304);
  assert.equal((await ask(`${path}?new`, { headers: { "If-None-Match": whole.headers.get("ETag") } })).status, 304);
  assert.equal((await ask(`${path}?new`, { headers: { Range: "bytes=99999999-" } })).status, 416);
  const head = await ask(path, { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(head.headers.get("Content-Length"), String(file.length));
  const options = await ask(path, { method: "OPTIONS" });
  assert.equal(options.status, 204);
  assert.equal(options.headers.get("Allow"), "GET, HEAD, OPTIONS");
  for (const other of ["train/999.bin", "train/../../x", "train/..%2f..%2fx", "valid/0.bin", "train/0", ""]) {
    assert.equal((await ask(`/shards/cifar10/${other}`)).status, 404, other);
  }
});

test("every refusal has a status and a sentence, and none lets other sites in", async () => {
  for (const [method, path, status] of [
    ["GET", "/api/nothing", 404], ["GET", "/api/models", 405], ["OPTIONS", "/api/models", 204], ["GET", "/api/rooms/2222222", 404],
    ["HEAD", "/api/rooms/2222222", 404], ["GET", "/api/models/222222222222/file", 404], ["PUT", "/api/rooms/2222222", 405],
  ]) {
    const answer = await ask(path, { method });
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.equal(answer.headers.get("Access-Control-Allow-Origin"), null);
    if (status >= 400 && method !== "HEAD") assert.ok(answer.json().error.length > 10);
  }
  for (const [headers, status] of [[{ "Fmlab-Request": "" }, 403], [{ Origin: "https://evil.example" }, 403], [{ "Sec-Fetch-Site": "cross-site" }, 403], [{ "Content-Type": "text/plain" }, 415]]) {
    assert.equal((await publish("x", headers)).status, status, JSON.stringify(headers));
  }
});

test("the page is isolated and trains with threads", async () => {
  const page = await visit(browser, site.url);
  await ready(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await configure(page, { perClass: 10, batch: 10, epochs: 1 });
  await page.evaluate(() => fmlab.step(2));
  const s = await state(page);
  assert.equal(s.step, 2);
  assert.equal(s.device, "simd");
  quiet(page);
  await page.context().close();

  const peer = await visit(browser, `${site.url}?bench=resnet8&variant=fm&threads=2&batch=8&data=none`);
  await peer.waitForFunction(() => globalThis.benchPeer);
  const got = await peer.evaluate(async () => ({ threads: benchPeer.info.threads, losses: [await benchPeer.step(), await benchPeer.step()] }));
  assert.equal(got.threads, 2);
  assert.ok(got.losses.every((l) => l > 0 && l < 10), String(got.losses));
  quiet(peer);
  await peer.context().close();
});

// trained is a page whose small network has an epoch behind it.
async function trained() {
  const page = await visit(browser, site.url);
  await ready(page);
  await configure(page, { perClass: 20, batch: 20, epochs: 1 });
  await page.evaluate(() => fmlab.train());
  await page.waitForFunction(() => fmlab.state().testAccuracy !== null && !fmlab.state().running, null, { timeout: 120_000 });
  return page;
}

// legible inspects the card at two widths, in both themes and both languages.
async function legible(page) {
  for (const [width, colorScheme, lang] of [[375, "light", "de"], [1440, "dark", "en"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    if (await page.evaluate(() => document.documentElement.lang) !== lang) await page.locator("#language").click();
    await page.waitForFunction((lang) => document.documentElement.lang === lang, lang);
    assert.deepEqual(await violations(page, "#hosted"), [], `${width} px, ${colorScheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px: nothing is wider than the page`);
  }
}

const said = (page, pattern) => page.waitForFunction((p) => new RegExp(p).test(document.getElementById("publish-say").textContent), pattern.source, { timeout: 120_000 });

// safetensors changes the metadata of a file, as a vandal would.
function safetensors(file, change) {
  const length = Number(file.readBigUInt64LE());
  const header = JSON.parse(file.subarray(8, 8 + length).toString());
  change(header.__metadata__, header);
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([size, text, file.subarray(8 + length)]);
}

test("publish, gallery, opened in another browser: the very network, checked; then deleted", async () => {
  const page = await trained();
  await page.locator("#room-name").fill("Class 7b");
  await page.getByRole("button", { name: "Make a room" }).click();
  await page.locator("#room-view").waitFor();
  assert.equal(await page.locator("#room-title").innerText(), "Class 7b");
  const code = await page.locator("#room-code").inputValue();
  assert.match(code, /^[2-9b-z]{7}$/);
  await page.locator("#publish-name").fill("Änne & Co");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await said(page, /letters/); // the name is refused, with a sentence
  await page.locator("#publish-name").fill("Änne 3");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const row = page.locator("#room-rows tr", { hasText: "Änne 3" });
  await row.waitFor();
  assert.match(await row.innerText(), /ResNet-8-FM\s+14,314\s+[\d.]+ %\s+unverified/);
  const entry = (await ask(`/api/rooms/${code}`)).json().entries[0];
  assert.equal(entry.accuracy, (await state(page)).testAccuracy);

  const other = await visit(browser, `${site.url}r/${code}`);
  await ready(other);
  await other.locator("#room-rows").getByRole("button", { name: "Open" }).click();
  await said(other, /fingerprint [0-9a-f]{16}\./);
  const sentence = await other.locator("#publish-say").innerText();
  assert.equal(/fingerprint ([0-9a-f]{16})/.exec(sentence)[1], entry.fingerprint);
  assert.match(sentence, /as the entry says/);
  assert.equal((await state(other)).network, "ResNet-8-FM");
  await other.locator("#legend", { hasText: "Änne 3 (ResNet-8-FM)" }).first().waitFor(); // its curve, for comparison
  for (const both of [other, page]) { // the one that checked, and the other by polling
    await both.locator("#room-rows tr", { hasText: "checked by 1 browser" }).waitFor({ timeout: 60_000 });
  }
  await legible(other);

  // Whoever has the key manages the room from anywhere.
  await other.locator("#room-unlock summary").click();
  const unlock = async (key) => {
    await other.locator("#room-key").fill(key);
    await other.getByRole("button", { name: "Use the key" }).click();
  };
  await unlock("2".repeat(28));
  await said(other, /not the key/);
  await unlock(await page.locator("#room-secret").inputValue());
  await said(other, /manages the room now/);
  await other.getByRole("button", { name: "Close the room" }).click();
  await other.getByRole("button", { name: "Open the room again" }).waitFor();
  assert.equal((await ask(`/api/rooms/${code}?now`)).json().open, false);
  await other.getByRole("button", { name: "Open the room again" }).click();
  await other.getByRole("button", { name: "Close the room" }).waitFor();
  await legible(other);
  other.complaints = other.complaints.filter((text) => !/403/.test(text)); // the wrong key, which the browser notes
  quiet(other);
  await other.context().close();

  // A short link leads to the network itself.
  const third = await visit(browser, `${site.url}m/${entry.id}`);
  await said(third, new RegExp(entry.fingerprint));
  await third.context().close();

  // What vandals send is refused, and nothing of it stays.
  const file = Buffer.from(await page.evaluate(async () => {
    const bytes = new Uint8Array(await (await fmlab.save("run")).arrayBuffer());
    let text = "";
    for (const b of bytes) text += String.fromCharCode(b);
    return btoa(text);
  }), "base64");
  const request = (change = {}) => JSON.stringify({ room: code, name: "x", test: "shapes", tested: 200, ...change });
  const asked = (change) => safetensors(file, (m) => { m["filtermaplab.share"] = request(change); });
  const good = asked();
  for (const [name, body, status] of [
    ["oversized", Buffer.alloc((8 << 20) + 1), 413],
    ["truncated", good.subarray(0, good.length - 1000), 422],
    ["another tensor's name", safetensors(good, (_, h) => { h["../../evil"] = h["linear.bias"]; delete h["linear.bias"]; }), 422],
    ["another shape", safetensors(good, (_, h) => { h["linear.bias"].shape = [2, 5]; }), 422],
    ["a script for a name", asked({ name: "<script>alert(1)</script>" }), 422],
    ["a room that is a path", asked({ room: "../../x" }), 422],
    ["a room that is not there", asked({ room: "2222222" }), 404],
  ]) {
    const answer = await publish(body);
    assert.equal(answer.status, status, `${name}: ${answer.body}`);
    assert.ok(answer.json().error.length > 10, name);
  }
  assert.equal((await post(`/api/rooms/${code}`, "", { Authorization: `Bearer ${"2".repeat(28)}` }, "DELETE")).status, 403);
  assert.equal((await post(`/api/models/${entry.id}`, "", {}, "DELETE")).status, 401);
  const first = await publish(good);
  assert.equal(first.status, 201, String(first.body));
  assert.equal((await publish(good)).status, 409, "a replay");
  const kept = () => stored(join(folder, "state"));
  assert.deepEqual(await kept(), { rows: 2, files: 2 });

  await page.getByRole("button", { name: "Delete the room" }).click();
  await page.getByText("will be deleted for everybody").waitFor();
  await page.locator("#note-action").click();
  await page.locator("#room-view").waitFor({ state: "hidden" });
  assert.equal((await ask(`/api/models/${entry.id}/file`)).status, 404);
  assert.deepEqual(await kept(), { rows: 0, files: 0 });
  page.complaints = page.complaints.filter((text) => !/422/.test(text)); // the refused name, which the browser notes
  quiet(page);
  await page.context().close();
});

test("CIFAR-10 comes from the site, goes on where it broke off, and is kept", async () => {
  const page = await visit(browser, site.url);
  await ready(page);
  await configure(page, { perClass: 150, batch: 10, epochs: 1 });
  // The connection breaks once, in the middle of a shard.
  const ranges = [];
  await page.route("**/shards/cifar10/train/1.bin*", async (route) => {
    const range = route.request().headers().range;
    ranges.push(range ?? "whole");
    if (range) return route.continue();
    const answer = await route.fetch();
    await route.fulfill({ status: 200, body: (await answer.body()).subarray(0, 1_000_000), headers: { "Content-Type": "application/octet-stream" } });
  });
  await page.locator("#site-cifar").click();
  await page.waitForFunction(() => fmlab.state().dataset === "CIFAR-10", null, { timeout: 120_000 });
  assert.deepEqual(ranges, ["whole", "bytes=1000000-"]);
  await page.evaluate(() => fmlab.step(1));
  // The second time nothing is fetched but the index.
  const asked = [];
  page.on("request", (r) => { if (r.url().includes("/shards/")) asked.push(new URL(r.url()).pathname); });
  await configure(page, { dataset: "shapes" });
  await page.waitForFunction(() => fmlab.state().dataset === "Shapes");
  await page.locator("#site-cifar").click();
  await page.waitForFunction(() => fmlab.state().dataset === "CIFAR-10", null, { timeout: 120_000 });
  assert.deepEqual(asked, ["/shards/cifar10/index.json"]);
  quiet(page);
  await page.context().close();
});

test("what has expired is deleted by the hour", async () => {
  // The local runtime starts scheduled work only where no assets stand before it.
  const config = JSON.parse((await readFile(join(root, "wasm/edge/wrangler.jsonc"), "utf8")).replace(/^\s*\/\/.*$/gm, ""));
  delete config.assets;
  config.main = join(root, "dist/edge/worker/front.mjs");
  const file = join(folder, "scheduled.json");
  await writeFile(file, JSON.stringify(config));
  const other = await serve({ state: join(folder, "state"), port: await freePort(), config: file });
  try {
    const answer = await fetch(`${other.url}cdn-cgi/handler/scheduled?cron=17+*+*+*+*`);
    assert.equal(answer.status, 200, await answer.text());
  } finally {
    await other.stop();
  }
});

test("a flood is stopped", async () => {
  const counts = {}, began = Date.now();
  for (let sent = 0; sent < 1000; sent += 20) {
    for (const { status } of await Promise.all(Array.from({ length: 20 }, () => publish("flood")))) counts[status] = (counts[status] ?? 0) + 1;
  }
  // 300 a minute are looked at. A machine that is out of breath refuses some of them itself.
  const { 422: looked = 0, 429: stopped = 0, 503: busy = 0 } = counts;
  assert.equal(looked + stopped + busy, 1000, JSON.stringify(counts));
  assert.ok(looked + busy <= 300 * (1 + Math.ceil((Date.now() - began) / 60_000)) && stopped > 0, JSON.stringify(counts));
  assert.ok(!/Uncaught|panic/.test(log), log.slice(-2000));
});
