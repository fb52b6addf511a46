package simd

import (
	"encoding/binary"
	"fmt"
	"math"
	"syscall/js"
	"time"
	"unsafe"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// Load compiles a program and places it in a memory of its own. With helpers
// it waits until they are up, so it must not be called from a js.Func.
func (d Device) Load(p *program.Program) (device.Executable, error) {
	threads := d.ThreadCount()
	if threads > 1 && !mayWait() {
		return nil, fmt.Errorf("simd: %d threads: a page must not wait for others; train in a Worker", threads)
	}
	e, err := d.load(p, threads)
	if err != nil && d.Threads == 0 && threads > 1 {
		// Some pages may not start Workers; nobody has asked for helpers.
		return d.load(p, 1)
	}
	return e, err
}

func (d Device) load(p *program.Program, threads int) (_ device.Executable, err error) {
	defer catch(&err)
	c, err := compile(p, target{threads: threads, shared: threads > 1, relaxed: !d.Strict && hasRelaxed()})
	if err != nil {
		return nil, err
	}
	m := newJSMachine(c, threads)
	if err := m.startHelpers(threads); err != nil {
		m.close()
		return nil, err
	}
	return &executable{c, m}, nil
}

// catch turns what JavaScript throws into an error.
func catch(err *error) {
	if r := recover(); r != nil {
		thrown, ok := r.(js.Error)
		if !ok {
			panic(r)
		}
		*err = fmt.Errorf("simd: %w", thrown)
	}
}

// mayWait says whether this thread may sleep on a cell: all but that of a page.
func mayWait() bool { return js.Global().Get("document").IsUndefined() }

// hostThreads is the number of threads that the machine offers and the host allows.
func hostThreads() int {
	isolated := js.Global().Get("crossOriginIsolated")
	if isolated.IsUndefined() || !isolated.Bool() || !mayWait() {
		return 1
	}
	return max(1, js.Global().Get("navigator").Get("hardwareConcurrency").Int())
}

// hasRelaxed asks the engine whether it takes a relaxed multiply-add.
func hasRelaxed() bool {
	m := wasmgen.NewModule()
	f, _ := m.Func("probe", nil, []wasmgen.Type{wasmgen.V128})
	zero := wasmgen.F32x4Const(0)
	f.Return(wasmgen.F32x4RelaxedMadd(zero, zero, zero))
	return js.Global().Get("WebAssembly").Call("validate", toJS(m.Bytes())).Bool()
}

// toJS copies bytes into a Uint8Array.
func toJS(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// jsMachine is an instance of the module in this thread, and helpers that run
// the same module on the same memory in Workers of their own. The memory is
// not Go's: it may be shared, and Go's garbage collector has no business there.
type jsMachine struct {
	module, memory js.Value
	buffer         js.Value // the ArrayBuffer
	entry          js.Value // start with helpers, run without
	timed          js.Value
	packs          map[string]js.Value
	helpers        []js.Value
	threads, times int

	views map[view]js.Value
}

// view is a piece of memory that the host copies to or from. Their number is
// that of the buffers, so each is made once.
type view struct{ addr, n int }

func newJSMachine(c *compiled, threads int) *jsMachine {
	wasm, object := js.Global().Get("WebAssembly"), js.Global().Get("Object")
	pages := c.memory.bytes / pageBytes
	limits := object.New()
	limits.Set("initial", pages)
	limits.Set("maximum", pages)
	limits.Set("shared", threads > 1)
	m := &jsMachine{
		module: wasm.Get("Module").New(toJS(c.module)), memory: wasm.Get("Memory").New(limits),
		threads: threads, times: c.times, views: make(map[view]js.Value), packs: make(map[string]js.Value),
	}
	m.buffer = m.memory.Get("buffer")

	performance := js.Global().Get("performance")
	imports, env, host := object.New(), object.New(), object.New()
	env.Set("memory", m.memory)
	host.Set("now", performance.Get("now").Call("bind", performance))
	imports.Set("env", env)
	imports.Set("host", host)
	exports := wasm.Get("Instance").New(m.module, imports).Get("exports")
	m.entry, m.timed = exports.Get("run"), exports.Get("profile")
	if threads > 1 {
		m.entry, m.timed = exports.Get("start"), exports.Get("startProfile")
	}
	for _, name := range []string{"pack", "unpack"} {
		m.packs[name] = exports.Get(name)
	}
	return m
}

// helper is the whole program of a helper: it needs no Go. It says that it is
// up and then stays inside serve until it is terminated. Node has Workers too,
// under another name; tests run there.
const helper = `
const here = typeof WorkerGlobalScope === 'undefined' ? require('worker_threads').parentPort : self;
here.onmessage = ({data: {module, memory, thread, threads, up}}) => {
	const {exports} = new WebAssembly.Instance(module, {env: {memory}, host: {now: () => 0}});
	up.postMessage('up');
	exports.serve(thread, threads);
};`

// helperPatience is how long a helper may take to come up.
const helperPatience = 20 * time.Second

// startHelpers makes one Worker for each thread but this one, and waits for
// all of them: a thread that sleeps in a barrier could not help a Worker to
// start.
func (m *jsMachine) startHelpers(threads int) error {
	if threads == 1 {
		return nil
	}
	up := make(chan struct{}, threads)
	onUp := js.FuncOf(func(js.Value, []js.Value) any {
		up <- struct{}{}
		return nil
	})
	defer onUp.Release()
	source := helperSource()
	for t := 1; t < threads; t++ {
		channel := js.Global().Get("MessageChannel").New()
		defer channel.Get("port1").Call("close")
		channel.Get("port1").Set("onmessage", onUp)
		w := newWorker(source)
		m.helpers = append(m.helpers, w)
		msg := js.Global().Get("Object").New()
		for key, value := range map[string]any{"module": m.module, "memory": m.memory, "thread": t, "threads": threads, "up": channel.Get("port2")} {
			msg.Set(key, value)
		}
		w.Call("postMessage", msg, []any{channel.Get("port2")})
	}
	defer js.Global().Get("URL").Call("revokeObjectURL", source)
	patience := time.After(helperPatience)
	for t := 1; t < threads; t++ {
		select {
		case <-up:
		case <-patience:
			return fmt.Errorf("simd: %d of %d helper threads did not start within %v; use one thread", threads-t, threads-1, helperPatience)
		}
	}
	return nil
}

// inNode says whether there are Workers only under Node's name.
func inNode() bool { return js.Global().Get("Worker").IsUndefined() }

// helperSource is what newWorker takes: an address in a browser, the text in Node.
func helperSource() js.Value {
	if inNode() {
		return js.ValueOf(helper)
	}
	blob := js.Global().Get("Blob").New([]any{helper})
	return js.Global().Get("URL").Call("createObjectURL", blob)
}

func newWorker(source js.Value) js.Value {
	if inNode() {
		options := js.Global().Get("Object").New()
		options.Set("eval", true)
		return js.Global().Call("require", "worker_threads").Get("Worker").New(source, options)
	}
	return js.Global().Get("Worker").New(source)
}

func (m *jsMachine) at(addr, n int) js.Value {
	v, ok := m.views[view{addr, n}]
	if !ok {
		v = js.Global().Get("Uint8Array").New(m.buffer, addr, n)
		m.views[view{addr, n}] = v
	}
	return v
}

func (m *jsMachine) write(addr int, src []float32) {
	js.CopyBytesToJS(m.at(addr, 4*len(src)), floatBytes(src))
}

func (m *jsMachine) read(addr int, dst []float32) {
	js.CopyBytesToGo(floatBytes(dst), m.at(addr, 4*len(dst)))
}

// floatBytes is the memory of s.
func floatBytes(s []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), 4*len(s))
}

func (m *jsMachine) convert(entry string, a [7]int) (err error) {
	defer catch(&err)
	m.packs[entry].Invoke(a[0], a[1], a[2], a[3], a[4], a[5], a[6])
	return nil
}

func (m *jsMachine) run(r program.Routine) error { return m.call(m.entry, r) }

func (m *jsMachine) call(entry js.Value, r program.Routine) (err error) {
	defer catch(&err)
	if m.threads > 1 {
		entry.Invoke(int(r), m.threads)
	} else {
		entry.Invoke(int(r), 0, 1)
	}
	return nil
}

func (m *jsMachine) profile(r program.Routine, n int) ([]float64, error) {
	if err := m.call(m.timed, r); err != nil {
		return nil, err
	}
	raw := make([]byte, 8*(n+1))
	js.CopyBytesToGo(raw, m.at(m.times, len(raw)))
	clock := make([]float64, n+1)
	for i := range clock {
		clock[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return clock, nil
}

func (m *jsMachine) close() error {
	for _, w := range m.helpers {
		w.Call("terminate")
	}
	*m = jsMachine{}
	return nil
}
