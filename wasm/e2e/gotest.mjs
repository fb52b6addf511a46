// Go tests that run in a real browser: a package's test binary, compiled for it and served to a page.

import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isolated, root } from "./lab.mjs";

const run = promisify(execFile);

// The script prints what the tests print, and their exit status last. It is the same in a page and in a worker; `tell`
// takes what it has to say.
const script = (name, tests) => `
const decoder = new TextDecoder();
let line = "";
globalThis.fs.writeSync = (_, bytes) => {
  line += decoder.decode(bytes);
  for (let end; (end = line.indexOf("\\n")) >= 0; line = line.slice(end + 1)) tell(line.slice(0, end));
  return bytes.length;
};
globalThis.runGo = async () => {
  const go = new Go();
  go.argv = [${JSON.stringify(name)}, ${JSON.stringify(`-test.run=${tests}`)}, "-test.v"];
  go.exit = (code) => tell({ code });
  const { instance } = await WebAssembly.instantiateStreaming(fetch("test.wasm"), go.importObject);
  await go.run(instance);
};`;

// goTests builds the tests of a package for the browser and serves them.
export async function goTests(pkg, tests) {
  const folder = await mkdtemp(join(tmpdir(), "filtermap-gotest-"));
  const binary = join(folder, "test.wasm");
  const { stdout } = await run("go", ["env", "GOROOT"], { cwd: root });
  await run("go", ["test", "-c", "-o", binary, pkg], { cwd: root, env: { ...process.env, GOOS: "js", GOARCH: "wasm" } });
  const files = {
    "/": ["text/html", "<!doctype html><title>Go tests</title>"],
    "/worker.js": ["text/javascript", `importScripts("wasm_exec.js"); const tell = (m) => postMessage(m); ${script(pkg, tests)} onmessage = runGo;`],
    "/page.js": ["text/javascript", `const tell = (m) => globalThis.hear(m); ${script(pkg, tests)}`],
    "/wasm_exec.js": ["text/javascript", await readFile(join(stdout.trim(), "lib/wasm/wasm_exec.js"))],
    "/test.wasm": ["application/wasm", await readFile(binary)],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    response.writeHead(body === undefined ? 404 : 200, { "Content-Type": type ?? "text/plain", ...isolated }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// inWorker runs the tests in a Web Worker of a page that is at goTests' url, inPage on the page itself. Both give the
// lines that were printed and the exit status.
export const inWorker = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const lines = [];
  const worker = new Worker("worker.js");
  worker.onmessage = ({ data }) => data.code === undefined ? lines.push(data) : resolve({ code: data.code, lines });
  worker.onerror = (e) => reject(new Error(e.message));
  worker.postMessage("go");
}));

export async function inPage(page) {
  await page.addScriptTag({ url: "wasm_exec.js" });
  await page.addScriptTag({ url: "page.js" });
  return page.evaluate(() => new Promise((resolve, reject) => {
    const lines = [];
    globalThis.hear = (m) => m.code === undefined ? lines.push(m) : resolve({ code: m.code, lines });
    runGo().catch(reject);
  }));
}
