// Runs the site on this machine as Cloudflare would run it: wrangler with a local R2 and a local D1, no account, no
// network. It makes the database's tables, puts a folder of shards into the bucket where one is named, and starts.
//
//   node dev.mjs [--port 8787] [--state FOLDER] [--shards FOLDER]
//
// "make edge-dev" builds first and runs this.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const wrangler = join(here, "node_modules", "wrangler", "bin", "wrangler.js");

// Nothing is sent to anybody and nothing is asked.
process.env.WRANGLER_SEND_METRICS = "false";
process.env.CI = "1";

// migrate makes or updates the tables of the local database.
async function migrate(state) {
  const job = start(["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  let said = "";
  for (const stream of [job.stdout, job.stderr]) stream.on("data", (text) => { said += text; });
  const code = await new Promise((resolve) => job.on("close", resolve));
  if (code !== 0) throw new Error(`the tables could not be made:\n${said}`);
}

// local calls use with what the Worker sees as env: the local bucket and the local database. wrangler ends the process
// that it is loaded into as it likes, so that this is for a process of its own: see prepare and stored.
async function local(state, use) {
  const { getPlatformProxy } = await import("wrangler");
  const proxy = await getPlatformProxy({ configPath: join(here, "wrangler.jsonc"), persist: { path: join(state, "v3") } });
  try {
    return await use(proxy.env);
  } finally {
    await proxy.dispose();
  }
}

// upload puts a folder of shards into the local bucket, as `wrangler r2 object put` would one by one.
const upload = (state, folder) => local(state, async ({ BUCKET }) => {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.(bin|json)$/.test(name)) continue;
    const key = `shards/${relative(folder, join(folder, name)).split(sep).join("/")}`;
    await BUCKET.put(key, new Uint8Array(await readFile(join(folder, name))).buffer); // it takes no Buffer
  }
});

// count tells how many networks are stored, as rows and as files.
const count = (state) => local(state, async ({ DB, BUCKET }) => ({
  rows: await DB.prepare("SELECT COUNT(*) AS n FROM models").first("n"), files: (await BUCKET.list({ prefix: "models/" })).objects.length,
}));

// self runs this file in a process of its own and returns what it prints.
async function self(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), ...args], { cwd: here });
  return stdout;
}

// prepare makes the tables and puts shards into the bucket; stored is count. Both are for tests.
export const prepare = (state, shards) => self("--state", state, "--shards", shards, "--only", "prepare");
export const stored = async (state) => JSON.parse(await self("--state", state, "--only", "count"));

// start runs wrangler in this folder.
function start(args, options = {}) {
  return spawn(process.execPath, [wrangler, ...args], { cwd: here, stdio: ["ignore", "pipe", "pipe"], ...options });
}

// serve starts the site and resolves when it answers. The process is in a group of its own, so that what wrangler has
// started ends with it: stop() ends them all.
export async function serve({ state, port, config = join(here, "wrangler.jsonc"), log = () => {} }) {
  const job = start(["dev", "--config", config, "--local", "--ip", "127.0.0.1", "--port", String(port), "--persist-to", state,
    "--show-interactive-dev-session=false"], { detached: true });
  let ended = null;
  const closed = new Promise((resolve) => job.on("close", (code) => { ended = code ?? 1; resolve(ended); }));
  for (const stream of [job.stdout, job.stderr]) stream.on("data", (text) => log(String(text)));
  const stop = async () => {
    try { process.kill(-job.pid, "SIGTERM"); } catch { /* it has ended */ }
    await closed;
  };
  const url = `http://127.0.0.1:${port}/`;
  for (const began = Date.now(); ;) {
    if (ended !== null) throw new Error(`wrangler ended with status ${ended}`);
    try {
      await fetch(url, { method: "HEAD" });
      return { url, closed, stop };
    } catch { /* not yet */ }
    if (Date.now() - began > 120_000) {
      await stop();
      throw new Error("wrangler does not answer");
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function main() {
  const { values: { port, state, shards, only } } = parseArgs({ options: {
    port: { type: "string", default: "8787" }, state: { type: "string", default: join(here, ".wrangler", "state") },
    shards: { type: "string" }, only: { type: "string" },
  } });
  if (only === "count") return console.log(JSON.stringify(await count(state)));
  if (!existsSync(join(here, "..", "..", "dist", "edge", "worker", "app.wasm"))) throw new Error("dist/edge is not built; run: make edge");
  await migrate(state);
  if (shards) await upload(state, shards);
  if (only === "prepare") return;
  const site = await serve({ state, port, log: (text) => process.stderr.write(text) });
  console.log(`FilterMap Lab is at ${site.url} (Ctrl-C ends it)`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, site.stop);
  await site.closed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (e) {
    console.error(e.message);
    process.exitCode = 1;
  }
}
