// The first minute, from a cold start over local http, served as `fmlab serve` does: the page is there, it can train,
// the curve moves. The figures of the best of three starts are printed.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, quiet, ready, root, visit } from "./lab.mjs";

let folder, server, url;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fmlab-"));
  const fmlab = join(folder, "fmlab");
  await promisify(execFile)("go", ["build", "-trimpath", "-o", fmlab, "./engine/cmd/fmlab"], { cwd: root, env: { ...process.env, CGO_ENABLED: "0" } });
  server = spawn(fmlab, ["serve", "-addr", "127.0.0.1:0", "-dir", root]);
  url = await new Promise((resolve) => server.stdout.once("data", (line) => resolve(/http:\S+/.exec(line)[0])));
}, { timeout: 300_000 });
after(async () => {
  server.kill();
  await rm(folder, { recursive: true });
});

// share is how much of a core is to be had: 1 where nothing else runs.
function share() {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  while (performance.now() - from < 300);
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(1, (user + system) / 1000 / (performance.now() - from));
}

// start opens the page in a browser that has never been here and trains; times are in ms.
async function start() {
  const before = share();
  const browser = await launch();
  const page = await visit(browser, "about:blank");
  await page.addInitScript(() => {
    const Native = Worker;
    globalThis.Worker = class extends Native {
      constructor(...args) {
        super(...args);
        globalThis.workerFirst ??= !globalThis.fmlabBoot;
      }
    };
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (!e.hadRecentInput) globalThis.shifted += e.value;
    }).observe({ type: "layout-shift", buffered: true });
    addEventListener("DOMContentLoaded", () => {
      const go = document.querySelector("#go");
      new MutationObserver(() => { if (!go.disabled) globalThis.enabledAt ??= performance.now(); }).observe(go, { attributes: true });
    });
  });
  await page.goto(url, { timeout: 120_000 });
  await ready(page);
  await page.waitForFunction(() => globalThis.enabledAt);
  const times = await page.evaluate(() => new Promise((resolve) => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
    const [from, line] = [performance.now(), document.querySelector("#plot-loss svg")];
    new MutationObserver((_, observer) => {
      if (!line.querySelector(".line")?.getAttribute("d")) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve({ painted, moved: performance.now() - from }));
    }).observe(line, { childList: true, subtree: true, attributes: true });
    document.querySelector("#go").click();
  }));
  times.ready = await page.evaluate(() => enabledAt);
  const wasm = await page.evaluate(() => {
    const { encodedBodySize, decodedBodySize } = performance.getEntriesByType("resource").find((e) => e.name.includes("fmlab.wasm"));
    return encodedBodySize / decodedBodySize;
  });
  const [first, shifted] = await page.evaluate(() => [workerFirst, globalThis.shifted]);
  quiet(page);
  await browser.close();
  return { ...times, wasm, first, shifted, share: Math.min(before, share()) };
}

test("first paint within a second, Train within three, a curve that moves within two of pressing it", { timeout: 600_000 }, async (t) => {
  const starts = [];
  for (let i = 0; i < 3; i++) starts.push(await start());
  for (const s of starts) {
    t.diagnostic(`first paint ${Math.round(s.painted)} ms, ready ${Math.round(s.ready)} ms, curve ${Math.round(s.moved)} ms after Train; ${Math.round(100 * s.share)} % of a core was free`);
    assert.ok(s.wasm < 0.4, `the program is sent at ${s.wasm} of its size`);
    assert.ok(s.shifted < 0.05, `what was there already has moved: a layout shift of ${s.shifted}`);
    assert.ok(s.first, "the trainer's worker waits for the page's program");
  }
  // What is promised holds on a machine of its own; the figures above tell. Here the machine may have other things to
  // do, and not evenly, so the limits only catch what has become slower by far.
  for (const [what, promised] of [["painted", 1000], ["ready", 3000], ["moved", 2000]]) {
    const best = Math.min(...starts.map((s) => s[what] * s.share));
    assert.ok(best < 2.5 * promised, `${what} took ${Math.round(best)} ms, when what other programs took is left out`);
  }
});
