//go:build js

package browser

import (
	"errors"
	"syscall/js"
)

// Promise returns a JavaScript promise and the function that settles it:
// resolved with value, or rejected with an Error where err is not nil.
func Promise() (promise js.Value, settle func(value any, err error)) {
	var resolve, reject js.Value
	executor := js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve, reject = args[0], args[1]
		return nil
	})
	defer executor.Release() // a promise calls it at once
	promise = js.Global().Get("Promise").New(executor)
	return promise, func(value any, err error) {
		if err != nil {
			reject.Invoke(js.Global().Get("Error").New(err.Error()))
			return
		}
		resolve.Invoke(value)
	}
}

// Await waits for a promise. It must not be called from an event's handler,
// which would keep the event loop from settling the promise.
func Await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	resolved := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: args[0]}
		return nil
	})
	defer resolved.Release()
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer rejected.Release()
	promise.Call("then", resolved, rejected)
	o := <-settled
	return o.value, o.err
}
