// Starts FilterMap Lab: one WebAssembly program, as "page" on this thread and in other roles in Web Workers.
//
// `go run ./wasm/bundle` writes this file into dist/fmlab.js, inside a function, after
//   wasmExec   a function with the contents of Go's wasm_exec.js, which defines globalThis.Go
//   german     sentences of this file in German, by their English
//   build      a few digits of the program's hash, so that no cache mixes two builds
// It must work from file:// too, where fetch, module scripts and new Worker(url) do not. Hence a classic script, a
// worker made from the text of functions, and the program a second time as base64 in fmlab.wasm.js. In the one file
// that has everything (single.go) the program stands in the page itself.

const within = document.getElementById("fmlab-program"); // null unless everything is in one file
const here = within ? "" : new URL(".", document.currentScript.src).href;

// For scripts on the page. Go adds the rest (wasm/page/api.go) and settles the promise.
const ready = {};
ready.promise = new Promise((resolve, reject) => Object.assign(ready, { resolve, reject }));
ready.promise.catch(() => {}); // whoever waits is told; nobody has to
globalThis.fmlab = { ready: ready.promise };

// A worker's whole program. It becomes text, so it may use nothing from around it.
function work() {
  onmessage = async ({ data: { module, role } }) => {
    onmessage = null;
    let why = "";
    try {
      const go = new Go();
      go.argv = ["fmlab", role];
      await go.run(await WebAssembly.instantiate(module, go.importObject));
    } catch (e) {
      why = String(e);
    }
    postMessage({ gone: why || "the program ended" });
  };
}

// spawn starts a worker in a role. heard takes what it posts; gone takes a reason when it has ended by itself.
function spawn(module, role, heard, gone) {
  const text = `"use strict";(${wasmExec})();(${work})();`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => data.gone ? gone(data.gone) : heard(data);
  worker.onerror = (e) => { e.preventDefault(); gone(e.message || say("the browser refused to start a Web Worker")); };
  worker.postMessage({ module, role });
  URL.revokeObjectURL(url);
  return worker;
}

// early starts a worker before the page's program knows of it, so that both come up at the same time. What it says
// meanwhile is kept for whoever asks for that role first.
function early(module, role) {
  const said = [];
  let listeners = null;
  const tell = (kind) => (value) => { if (listeners) listeners[kind](value); else said.push([kind, value]); };
  const worker = spawn(module, role, tell("heard"), tell("gone"));
  return (heard, gone) => {
    listeners = { heard, gone };
    queueMicrotask(() => { for (const [kind, value] of said.splice(0)) listeners[kind](value); });
    return worker;
  };
}

// compile fetches the program and compiles it while it arrives, or after it has arrived where the server sends a type
// that browsers refuse to compile. Without http it comes out of a script.
async function compile() {
  if (within) return inflate(within.textContent);
  if (location.protocol === "file:") return compileInline();
  const url = `${here}fmlab.wasm?${build}`;
  let answer;
  try {
    answer = await fetch(url);
  } catch {
    return compileInline();
  }
  if (!answer.ok) throw new Error(say("the server answered %s to dist/fmlab.wasm", answer.status));
  if (/^application\/wasm\b/.test(answer.headers.get("Content-Type") || "") && WebAssembly.compileStreaming) {
    return WebAssembly.compileStreaming(answer);
  }
  return WebAssembly.compile(await answer.arrayBuffer());
}

async function compileInline() {
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${here}fmlab.wasm.js`;
    script.onload = resolve;
    script.onerror = () => reject(new Error(say("dist/fmlab.wasm.js cannot be read")));
    document.head.append(script);
  });
  const text = globalThis.fmlabProgram;
  delete globalThis.fmlabProgram;
  return inflate(text);
}

async function inflate(base64) {
  const zipped = await fetch(`data:;base64,${base64.trim()}`); // decodes off this thread, and works from file://
  const unzipped = zipped.body.pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(unzipped).arrayBuffer());
}

// say says a sentence in the reader's language: that of the link, or chosen before, or the browser's. It is for what
// goes wrong before Go can speak; german has what is said here, from the table of ui/words.
function say(english, value) {
  let chosen = /[#?&]lang=(\w+)/.exec(location.hash + location.search)?.[1];
  try { chosen ||= localStorage.getItem("fmlab.lang"); } catch { /* storage is off */ }
  const tags = [chosen, ...navigator.languages].map((tag) => String(tag).slice(0, 2).toLowerCase());
  const sentence = tags.find((tag) => tag === "de" || tag === "en") === "de" ? german[english] : english;
  return (sentence || english).replace("%s", value);
}

function refuse(sentence) {
  const note = document.getElementById("note");
  note.className = "note error";
  document.getElementById("note-text").textContent = sentence;
  document.getElementById("note-close").hidden = true;
  note.hidden = false;
  document.getElementById("pill").textContent = say("Stopped");
  document.getElementById("where").textContent = "";
  document.body.dataset.phase = "stopped";
  ready.reject(new Error(sentence));
}

async function start() {
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    refuse(say("This browser cannot run WebAssembly in a worker. Use a current Firefox, Chrome, Edge or Safari."));
    return;
  }
  try {
    const module = await compile();
    wasmExec();
    const go = new Go();
    go.argv = ["fmlab", "page"];
    const waiting = new Map();
    if (!/[?&]bench=/.test(location.search)) waiting.set("trainer", early(module, "trainer")); // there nothing trains
    globalThis.fmlabBoot = {
      ready,
      spawn(role, heard, gone) {
        const adopt = waiting.get(role);
        waiting.delete(role);
        return adopt ? adopt(heard, gone) : spawn(module, role, heard, gone);
      },
    };
    const instance = await WebAssembly.instantiate(module, go.importObject);
    await go.run(instance);
    refuse(say("The page's program has ended unexpectedly. Reload the page to start again."));
  } catch (e) {
    refuse(say("FilterMap Lab could not start: %s. Reload the page; if that does not help, run make build again.", e.message));
  }
}

start();
