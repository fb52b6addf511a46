// Serves one build of the page without a network. Before this text stand
//   build  a few digits that name the build
//   files  the SHA-256 of each of its files, by their path below the page
// See package offline.

const scope = new URL("./", self.location.href);
const prefix = `fmlab ${scope.href} `; // several copies may share an origin
const cacheName = prefix + build;

// The page itself has the address of its folder: some hosts redirect from index.html to there.
const address = (name) => new URL(name === "index.html" ? "./" : name, scope).href;

// The headers that give a page shared memory, and so its workers all cores. Hosts that cannot send them need not.
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

// nameOf is the file that an address asks for; null where it is none of this build's.
function nameOf(url) {
  if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return null;
  const name = url.pathname.slice(scope.pathname.length) || "index.html";
  return Object.hasOwn(files, name) ? name : null;
}

// fetchWhole gets a file and refuses another build's: a site may be exchanged while it is being fetched.
async function fetchWhole(name) {
  const answer = await fetch(address(name), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${name}: the server answered ${answer.status}`);
  const bytes = await answer.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
  if (hex !== files[name]) throw new Error(`${name} belongs to another build`);
  const headers = new Headers(answer.headers);
  for (const coded of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(coded);
  for (const [header, value] of Object.entries(isolation)) if (!headers.has(header)) headers.set(header, value);
  return new Response(bytes, { headers });
}

// install fills this build's cache, whole or not at all.
async function install() {
  const names = Object.keys(files);
  const answers = await Promise.all(names.map(fetchWhole)); // nothing is kept before all is there
  const cache = await caches.open(cacheName);
  try {
    await Promise.all(names.map((name, i) => cache.put(address(name), answers[i])));
  } catch (e) { // the disk is full
    await caches.delete(cacheName);
    throw e;
  }
}

// activate forgets the builds before this one.
async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request, name) {
  const cache = await caches.open(cacheName);
  return await cache.match(address(name)) ?? fetch(request); // the browser may have thrown the cache away
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => { if (event.data === "take over") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const name = event.request.method === "GET" ? nameOf(new URL(event.request.url)) : null;
  if (name) event.respondWith(answer(event.request, name));
});
