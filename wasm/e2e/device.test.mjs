// The SIMD device's own Go tests, run where it matters: in a Web Worker of a real browser, with fused multiply-adds and
// helper threads. Nothing of the page takes part.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTests, inWorker } from "./gotest.mjs";
import { launch } from "./lab.mjs";

let browser, tests;
before(async () => {
  tests = await goTests("./engine/device/simd", "^(TestRelaxedDevice|TestHelpers|TestStrictIsTheSameEverywhere)$");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await tests?.close();
});

test("the SIMD device passes the common table in the browser", async (t) => {
  const page = await browser.newPage();
  await page.goto(tests.url);
  const { code, lines } = await inWorker(page);
  const passed = lines.filter((l) => /^\s*--- PASS/.test(l)).length;
  t.diagnostic(`${passed} Go tests passed in the browser`);
  assert.equal(code, 0, lines.filter((l) => !/--- PASS|=== /.test(l)).join("\n"));
  assert.ok(passed > 100, `only ${passed} tests ran`);
});
