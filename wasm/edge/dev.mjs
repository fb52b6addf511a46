// Runs the site on this machine as Cloudflare would run it: wrangler with a local R2 and a local D1, no account, no
// network. It makes the database's tables, puts a folder of shards into the bucket where one is named, and starts.
//
//   node dev.mjs [--port 8787] [--state FOLDER] [--shards FOLDER]
//
// "make edge-dev" builds first and runs this.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const wrangler = join(here, "node_modules", "wrangler", "bin", "wrangler.js");

// Nothing is sent to anybody and nothing is asked.
process.env.WRANGLER_SEND_METRICS = "false";
process.env.CI = "1";

// migrate makes or updates the tables of the local database.
export async function migrate(state) {
  const job = start(["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
  let said = "";
  for (const stream of [job.stdout, job.stderr]) stream.on("data", (text) => { said += text; });
  const code = await new Promise((resolve) => job.on("close", resolve));
  if (code !== 0) throw new Error(`the tables could not be made:\n${said}`);
}

// upload puts a folder of shards into the local bucket, as `wrangler r2 object put` would one by one.
export async function upload(state, folder) {
  const { getPlatformProxy } = await import("wrangler");
  const proxy = await getPlatformProxy({ configPath: join(here, "wrangler.jsonc"), persist: { path: join(state, "v3") } });
  try {
    for (const name of await readdir(folder, { recursive: true })) {
      if (!/\.(bin|json)$/.test(name)) continue;
      const key = `shards/${relative(folder, join(folder, name)).split(sep).join("/")}`;
      await proxy.env.BUCKET.put(key, new Uint8Array(await readFile(join(folder, name))).buffer); // it takes no Buffer
    }
  } finally {
    await proxy.dispose();
  }
}

// start runs wrangler in this folder.
export function start(args, options = {}) {
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: {
    port: { type: "string", default: "8787" }, state: { type: "string", default: join(here, ".wrangler", "state") }, shards: { type: "string" },
  } });
  if (!existsSync(join(here, "..", "..", "dist", "edge", "worker", "app.wasm"))) {
    console.error("dist/edge is not built; run: make edge");
    process.exit(1);
  }
  await migrate(values.state);
  if (values.shards) await upload(values.state, values.shards);
  const site = await serve({ ...values, log: (text) => process.stderr.write(text) });
  console.log(`FilterMap Lab is at ${site.url} (Ctrl-C ends it)`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, site.stop);
  await site.closed;
}
