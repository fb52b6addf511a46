// The Worker's entrance. Every request that reaches Go starts a program of its own, so whatever can be answered without
// one is answered here: files that Cloudflare has anyway, shards and lists that were asked for a moment ago, and floods.
//
// This file is copied beside worker.mjs, which the workers library makes: see wasm/edge/build.
import go from "./worker.mjs";

// Cached are answers of Go that say themselves how long they are good for: data shards, rooms and published networks.
const cached = /^\/(shards|api\/(models|rooms))\//;

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (!/^\/(api|shards)\//.test(url.pathname)) return env.ASSETS.fetch(request);
    if (request.method === "HEAD") return head(await go.fetch(request, env, ctx));
    if (request.method !== "GET") return await spared(request, env) ?? go.fetch(request, env, ctx);
    if (!cached.test(url.pathname)) return go.fetch(request, env, ctx);

    const known = await caches.default.match(request);
    if (known) return known;
    const answer = await go.fetch(request, env, ctx);
    if (answer.status !== 200 || !/\bpublic\b/.test(answer.headers.get("Cache-Control") ?? "")) return answer;
    ctx.waitUntil(caches.default.put(request, answer.clone()));
    return answer;
  },

  scheduled: go.scheduled,
};

// head gives an answer to HEAD the length that Go could not send.
function head(answer) {
  const headers = new Headers(answer.headers);
  const length = headers.get("Fmlab-Length");
  headers.delete("Fmlab-Length");
  if (length !== null) headers.set("Content-Length", length);
  return new Response(null, { status: answer.status, headers });
}

// spared refuses an address that changes things far faster than people do. The exact limits are Go's.
async function spared(request, env) {
  if (!env.FLOODS || request.method === "OPTIONS") return null;
  const { success } = await env.FLOODS.limit({ key: request.headers.get("CF-Connecting-IP") ?? "" });
  if (success) return null;
  return Response.json({ code: "too-many", error: "that was too often; try again in a minute" }, {
    status: 429, headers: { "Retry-After": "60", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" },
  });
}
