// What every test needs: a browser, a static server, and a page that is watched.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const indexFile = pathToFileURL(join(root, "index.html")).href;

// shared is the folder with the real CIFAR pictures; null where there is none.
export function shared(name) {
  const file = join(process.env.FILTERMAP_SHARED ?? join(root, "../shared"), name);
  if (existsSync(file)) return file;
  assert.notEqual(process.env.CI, "true", `${file} is missing; set FILTERMAP_SHARED to the folder that has it`);
  return null;
}

function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(":").concat("/usr/bin");
  const found = [process.env.CHROMIUM, ...folders.flatMap((f) => names.map((n) => join(f, n)))].find((f) => f && existsSync(f));
  assert.ok(found, "no Chromium was found; install one or set CHROMIUM to its path");
  return found;
}

// launch starts a browser with a fresh profile, and more flags where a test needs them.
export function launch(...flags) {
  return chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...flags],
  });
}

const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".png": "image/png", ".wasm": "application/wasm",
};

// serve serves the project as a plain static server does. headers are sent with every file; prefix is the path that
// stands before it; wasmType is what the server takes .wasm for; folder has the files.
export async function serve({ headers = {}, prefix = "/", wasmType = types[".wasm"], folder = root, port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const name = normalize(decodeURIComponent(path.slice(prefix.length))) || "index.html";
    if (!path.startsWith(prefix) || !/^(index\.html|sw\.js|assets\/|dist\/)/.test(name === "." ? "index.html" : name)) {
      response.writeHead(404).end();
      return;
    }
    try {
      const file = name === "." ? "index.html" : name;
      const body = await readFile(join(folder, file));
      const type = extname(file) === ".wasm" ? wasmType : types[extname(file)];
      response.writeHead(200, { "Content-Type": type ?? "application/octet-stream", ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}

export const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

// visit opens the page and waits until it can train. Everything that the browser complains about is kept in
// page.complaints; whoever expects none calls quiet(page).
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000); // a machine may have more to do
  page.complaints = [];
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") page.complaints.push(m.text()); });
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  page.on("requestfailed", (r) => page.complaints.push(`${r.url()}: ${r.failure()?.errorText}`));
  await page.goto(url, { timeout: 120_000 });
  return page;
}

// ready waits for the first run.
export async function ready(page) {
  await page.waitForFunction(() => globalThis.fmlab?.ready, null, { timeout: 120_000 });
  await page.evaluate(() => fmlab.ready.then(() => {}));
}

export function quiet(page) {
  assert.deepEqual(page.complaints, []);
}

// settled waits until every part of the page has had its turn to draw.
export const settled = (page) => page.evaluate(() => new Promise((done) => {
  const next = (frames) => frames ? requestAnimationFrame(() => next(frames - 1)) : done();
  next(5);
}));

export const state = (page) => page.evaluate(() => fmlab.state());

// configure makes a run so small that it is over soon.
export const configure = (page, settings) => page.evaluate((s) => fmlab.configure(s), settings);

// until waits for a condition on fmlab.state().
export function until(page, condition, timeout = 120_000) {
  return page.waitForFunction(`(${condition})(fmlab.state())`, null, { timeout, polling: 50 });
}

// violations is what axe finds wrong in parts of the page. Legacy mode spares a browser tab for each run; it differs only
// for pages with frames.
export async function violations(page, ...parts) {
  const axe = parts.reduce((axe, part) => axe.include(part), new AxeBuilder({ page }));
  const found = await axe.setLegacyMode(true).options({ preload: false }).analyze();
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target).join(", ")}`);
}

// legible inspects a part of the page in both themes, at the width of a phone and of a desk.
export async function legible(page, part) {
  for (const [width, colorScheme] of [[375, "dark"], [1440, "light"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page, part), [], `${width} px, ${colorScheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px: too wide`);
  }
}

// records are n CIFAR-10 pictures: a byte for the class, then three planes of 32 x 32, here of noise.
export function records(n) {
  const bytes = Buffer.alloc(n * 3073);
  let seed = 1;
  for (let i = 0; i < bytes.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    bytes[i] = i % 3073 === 0 ? (i / 3073) % 10 : seed >>> 24;
  }
  return bytes;
}
