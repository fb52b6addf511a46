// The SIMD device's own Go tests, run where it matters: in a Web Worker of a real browser, with fused multiply-adds and
// helper threads. Nothing of the page takes part.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { isolated, launch, root } from "./lab.mjs";

const run = promisify(execFile);
const tests = "^(TestRelaxedDevice|TestHelpers|TestStrictIsTheSameEverywhere)$";

// The worker prints what the tests print, and their exit status last.
const worker = `
importScripts("wasm_exec.js");
const decoder = new TextDecoder();
let line = "";
globalThis.fs.writeSync = (_, bytes) => {
  line += decoder.decode(bytes);
  for (let end; (end = line.indexOf("\\n")) >= 0; line = line.slice(end + 1)) postMessage(line.slice(0, end));
  return bytes.length;
};
onmessage = async () => {
  const go = new Go();
  go.argv = ["simd.test", "-test.run=${tests}", "-test.v"];
  go.exit = (code) => postMessage({ code });
  const { instance } = await WebAssembly.instantiateStreaming(fetch("simd.wasm"), go.importObject);
  await go.run(instance);
};`;

let browser, server, folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "filtermap-device-"));
  const { stdout } = await run("go", ["env", "GOROOT"], { cwd: root });
  await run("go", ["test", "-c", "-o", join(folder, "simd.wasm"), "./engine/device/simd"],
    { cwd: root, env: { ...process.env, GOOS: "js", GOARCH: "wasm" } });
  const files = {
    "/": ["text/html", "<!doctype html><title>device</title>"],
    "/worker.js": ["text/javascript", worker],
    "/wasm_exec.js": ["text/javascript", await readFile(join(stdout.trim(), "lib/wasm/wasm_exec.js"))],
    "/simd.wasm": ["application/wasm", await readFile(join(folder, "simd.wasm"))],
  };
  server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    response.writeHead(body === undefined ? 404 : 200, { "Content-Type": type ?? "text/plain", ...isolated }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

test("the SIMD device passes the common table in the browser", async (t) => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const { code, lines } = await page.evaluate(() => new Promise((resolve, reject) => {
    const lines = [];
    const worker = new Worker("worker.js");
    worker.onmessage = ({ data }) => data.code === undefined ? lines.push(data) : resolve({ code: data.code, lines });
    worker.onerror = (e) => reject(new Error(e.message));
    worker.postMessage("go");
  }));
  const passed = lines.filter((l) => /^\s*--- PASS/.test(l)).length;
  t.diagnostic(`${passed} Go tests passed in the browser`);
  assert.equal(code, 0, lines.filter((l) => !/--- PASS|=== /.test(l)).join("\n"));
  assert.ok(passed > 100, `only ${passed} tests ran`);
});
