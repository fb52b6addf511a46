package stopwatch

import (
	"encoding/json"
	"errors"
	"syscall/js"

	"filtermaplab/engine/bench"
	"filtermaplab/wasm/browser"
)

// Client is the page's side of a worker that runs Serve.
type Client struct {
	worker  js.Value
	next    int
	waiting map[int]func(js.Value, error)
}

// NewClient starts a worker by boot.js's spawn.
func NewClient(boot js.Value) *Client {
	c := &Client{waiting: make(map[int]func(js.Value, error))}
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		m := args[0]
		settle, ok := c.waiting[m.Get("id").Int()]
		if !ok {
			return nil
		}
		delete(c.waiting, m.Get("id").Int())
		if e := m.Get("error"); !e.IsUndefined() {
			settle(js.Undefined(), errors.New(e.String()))
			return nil
		}
		settle(m.Get("value"), nil)
		return nil
	})
	gone := js.FuncOf(func(_ js.Value, args []js.Value) any {
		for id, settle := range c.waiting {
			delete(c.waiting, id)
			settle(js.Undefined(), errors.New("bench: the worker has ended: "+args[0].String()))
		}
		return nil
	})
	c.waiting[0] = func(js.Value, error) {} // its first word; messages wait for it by themselves
	c.worker = boot.Call("spawn", "stopwatch", heard, gone)
	return c
}

// call posts a request; settle is told once, on the event loop.
func (c *Client) call(verb string, ask any, settle func(js.Value, error)) {
	c.next++
	c.waiting[c.next] = settle
	text := ""
	if ask != nil {
		text = encode(ask)
	}
	c.worker.Call("postMessage", map[string]any{"id": c.next, "verb": verb, "ask": text})
}

// Measure times a network layer by layer.
func (c *Client) Measure(ask Ask, settle func(bench.Result, error)) {
	c.call("measure", ask, func(v js.Value, err error) {
		var res bench.Result
		if err == nil {
			err = json.Unmarshal([]byte(v.String()), &res)
		}
		settle(res, err)
	})
}

// Close ends the worker.
func (c *Client) Close() { c.worker.Call("terminate") }

// OfferPeer loads the network and sets window.benchPeer when it stands:
//
//	await benchPeer.step()    one training step (forward, backward, SGD with momentum); the loss
//	await benchPeer.infer()   the scores of one batch, (N,classes), a Float32Array
//	benchPeer.batch           N
//	benchPeer.flops           of one step, counted direct
//	benchPeer.info            Info
//
// Done is told how it went.
func OfferPeer(boot js.Value, ask Ask, done func(Info, error)) {
	c := NewClient(boot)
	c.call("load", ask, func(v js.Value, err error) {
		var info Info
		if err == nil {
			err = json.Unmarshal([]byte(v.String()), &info)
		}
		if err == nil {
			peer := js.Global().Get("Object").New()
			peer.Set("info", js.Global().Get("JSON").Call("parse", v))
			peer.Set("batch", info.Batch)
			peer.Set("flops", info.StepFLOPs)
			peer.Set("step", c.promised("step"))
			peer.Set("infer", c.promised("infer"))
			js.Global().Set("benchPeer", peer)
		} else {
			c.Close()
		}
		done(info, err)
	})
}

// promised is a function for scripts that asks and returns a promise.
func (c *Client) promised(verb string) js.Func {
	return js.FuncOf(func(js.Value, []js.Value) any {
		promise, settle := browser.Promise()
		c.call(verb, nil, func(v js.Value, err error) { settle(v, err) })
		return promise
	})
}

// encode writes what crosses between page and worker, which cannot fail for
// the types of this package.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
