package stopwatch

import (
	"encoding/json"
	"fmt"
	"syscall/js"
	"unsafe"

	"filtermaplab/engine/bench"
	"filtermaplab/engine/device/simd"
)

// worker is the Web Worker's side: one loaded network at a time.
type worker struct {
	scope  js.Value
	runner *bench.Runner
	scores []float32
}

// request is what the page posts: {id, verb, ask}. The answer is {id, value}
// or {id, error}.
type request struct {
	id   int
	verb string // load, step, infer, measure
	ask  string // JSON, for load and measure
}

// Serve answers the page that started this worker, and never returns.
func Serve() {
	w := &worker{scope: js.Global()}
	requests := make(chan request, 64)
	w.scope.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m := args[0].Get("data")
		requests <- request{m.Get("id").Int(), m.Get("verb").String(), m.Get("ask").String()}
		return nil
	}))
	w.post(map[string]any{"id": 0, "value": js.Null()}) // here I am
	for r := range requests {
		value, err := w.answer(r)
		if err != nil {
			w.post(map[string]any{"id": r.id, "error": err.Error()})
			continue
		}
		w.post(map[string]any{"id": r.id, "value": value})
	}
}

func (w *worker) post(m map[string]any) { w.scope.Call("postMessage", m) }

func (w *worker) answer(r request) (any, error) {
	switch r.verb {
	case "load":
		return w.load(r.ask)
	case "measure":
		return w.measure(r.ask)
	case "step", "infer":
		if w.runner == nil {
			return nil, fmt.Errorf("bench: load a network first")
		}
		if r.verb == "infer" {
			return w.infer()
		}
		loss, err := w.runner.Step()
		return float64(loss), err
	}
	return nil, fmt.Errorf("bench: there is no %q", r.verb)
}

// load replaces the network and returns its Info as JSON.
func (w *worker) load(text string) (any, error) {
	var ask Ask
	if err := json.Unmarshal([]byte(text), &ask); err != nil {
		return nil, err
	}
	if w.runner != nil {
		w.runner.Close()
		w.runner = nil
	}
	dev := simd.Device{Threads: ask.Threads, Strict: ask.Strict}
	r, err := bench.NewRunner(ask.spec(), dev)
	if err != nil {
		return nil, err
	}
	w.runner = r
	p := r.Net.Program
	w.scores = make([]float32, p.Info(p.Scores).Len())
	return encode(ask.info(r, dev.Name(), dev.ThreadCount())), nil
}

// infer returns the scores (N,classes) as a Float32Array.
func (w *worker) infer() (any, error) {
	if err := w.runner.Infer(w.scores); err != nil {
		return nil, err
	}
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(w.scores))), 4*len(w.scores))
	array := js.Global().Get("Uint8Array").New(len(bytes))
	js.CopyBytesToJS(array, bytes)
	return js.Global().Get("Float32Array").New(array.Get("buffer")), nil
}

// measure times a network of its own and returns the bench.Result as JSON.
func (w *worker) measure(text string) (any, error) {
	var ask Ask
	if err := json.Unmarshal([]byte(text), &ask); err != nil {
		return nil, err
	}
	dev := simd.Device{Threads: ask.Threads, Strict: ask.Strict}
	res, err := bench.Measure(ask.spec(), dev, bench.Options{Runs: ask.Runs})
	if err != nil {
		return nil, err
	}
	return encode(res), nil
}
