// The stopwatch: networks for scripts to time (?bench=...), and the card that shows people what each layer costs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isolated, launch, quiet, ready, serve, visit } from "./lab.mjs";

let browser, server;
before(async () => { [browser, server] = await Promise.all([launch(), serve({ headers: isolated })]); });
after(async () => { await browser?.close(); await server?.close(); });

const peer = (page) => page.waitForFunction(() => globalThis.benchPeer, null, { timeout: 30_000 });

for (const variant of ["fm", "plain"]) {
  test(`a script can train and ask ResNet-8 ${variant}`, async () => {
    const page = await visit(browser, `${server.url}?bench=resnet8&variant=${variant}&threads=2&batch=8&data=none`);
    await peer(page);
    const got = await page.evaluate(async () => {
      const losses = [];
      for (let i = 0; i < 20; i++) losses.push(await benchPeer.step());
      const scores = await benchPeer.infer();
      return { losses, batch: benchPeer.batch, flops: benchPeer.flops, info: benchPeer.info,
        scores: [...scores], kind: scores.constructor.name };
    });
    assert.equal(got.batch, 8);
    assert.equal(got.flops, 3 * 8 * 25_003_264);
    assert.equal(got.info.params, variant === "fm" ? 14_314 : 78_042);
    assert.equal(got.info.threads, 2);
    assert.equal(got.kind, "Float32Array");
    assert.equal(got.scores.length, 80);
    assert.ok(got.scores.every(Number.isFinite));
    assert.ok(got.losses[19] < 0.8 * got.losses[0], `the loss of one batch went from ${got.losses[0]} to ${got.losses[19]}`);
    quiet(page);
    await page.context().close();
  });
}

test("strict arithmetic gives the same losses on one thread and on two", async () => {
  const losses = [];
  for (const threads of [1, 2]) {
    const page = await visit(browser, `${server.url}?bench=resnet8&variant=fm&threads=${threads}&batch=8&strict=1`);
    await peer(page);
    losses.push(await page.evaluate(async () => {
      const all = [];
      for (let i = 0; i < 5; i++) all.push(await benchPeer.step());
      return all;
    }));
    await page.context().close();
  }
  assert.deepEqual(losses[0], losses[1]);
});

test("what cannot be timed is told in a sentence", async () => {
  for (const [query, want] of [["bench=resnet9", /resnet9/], ["bench=resnet8&batch=0", /batch/i], ["bench=resnet8&variant=fast", /fast/]]) {
    const page = await visit(browser, `${server.url}?${query}`);
    await page.waitForSelector("#note:not([hidden])");
    assert.match(await page.textContent("#note-text"), want);
    assert.equal(await page.evaluate(() => typeof benchPeer), "undefined");
    quiet(page);
    await page.context().close();
  }
});

test("the card times both kinds of filters, layer by layer", async () => {
  const page = await visit(browser, `${server.url}#bench`);
  await ready(page);
  await page.click("#bench-go");
  await page.waitForFunction(() => document.querySelectorAll("#bench-rows tr").length > 20, null, { timeout: 60_000 });
  const rows = await page.$$eval("#bench-rows tr", (all) => all.map((r) => r.innerText));
  assert.match(rows[0], /Training step.*ms.*ms.*×.*GFLOP\/s/s);
  assert.ok(rows.some((r) => r.startsWith("layer2.0.conv1")));
  assert.match(await page.textContent("#bench-say"), /pictures a second/);
  quiet(page);
  await page.context().close();
});
