// The microscope can be read by everybody in each of its modes, in both themes, with everything unfolded.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { configure, indexFile, launch, quiet, ready, violations, visit } from "./lab.mjs";

let browser, page;
before(async () => {
  browser = await launch();
  page = await visit(browser, indexFile);
  await ready(page);
  await configure(page, { perClass: 10, batch: 10, epochs: 50 });
  await page.evaluate(() => fmlab.step(2));
  await page.locator('[data-name="layer"]').waitFor();
  await page.evaluate(() => document.querySelectorAll("#scope details, #curves details").forEach((d) => { d.open = true; }));
});
after(() => browser.close());

const control = (name) => page.locator(`#scope [data-name="${name}"]`);

async function inspect(what) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    assert.deepEqual(await violations(page, "#scope", "#curves"), [], `${what}, ${theme}`);
  }
}

for (const mode of ["explore", "extract", "backward", "pixel"]) {
  test(`axe finds nothing in ${mode}`, { timeout: 180_000 }, async () => {
    await control("mode").and(page.locator(`[value="${mode}"]`)).check({ force: true });
    await inspect(mode);
  });
}

test("axe finds nothing in a geometry that cannot be, nor with curves of an earlier run", { timeout: 180_000 }, async () => {
  await control("K1").fill("3");
  await page.getByText("Nearest that works: 2 × 4 × 2.").waitFor();
  await inspect("geometry");
  await configure(page, { variant: "plain" });
  await page.locator("#legend", { hasText: "before" }).waitFor();
  await inspect("earlier run");
});

test("nobody complained", () => quiet(page));
