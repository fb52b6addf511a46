// The canvas painter's own Go test, run where there is a canvas: every scene of ui/scene/scenetest, painted by the
// browser and by the software painter, compared pixel by pixel.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTests, inPage } from "./gotest.mjs";
import { launch } from "./lab.mjs";

let browser, tests;
before(async () => {
  tests = await goTests("./wasm/canvas", "^TestCanvasAgrees$");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await tests?.close();
});

test("the canvas shows what the software painter shows", async (t) => {
  const page = await browser.newPage();
  await page.goto(tests.url);
  const { code, lines } = await inPage(page);
  const compared = lines.filter((l) => /of the pixels differ, the worst/.test(l));
  for (const l of compared) t.diagnostic(l.trim());
  assert.equal(code, 0, lines.join("\n"));
  assert.ok(compared.length >= 20, `only ${compared.length} comparisons`);
});
