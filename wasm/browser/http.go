//go:build js

package browser

import (
	"fmt"
	"syscall/js"
)

// Ask sends a request to this site and reads the answer. It waits, so it must
// not be called from an event's handler.
func Ask(method, path string, headers map[string]any, body []byte) (status int, answer []byte, err error) {
	options := map[string]any{"method": method, "headers": headers}
	if body != nil {
		options["body"] = Uint8Array(body)
	}
	response, err := Await(js.Global().Call("fetch", path, options))
	if err != nil {
		return 0, nil, fmt.Errorf("the site does not answer: %w", err)
	}
	array, err := Await(response.Call("arrayBuffer"))
	if err != nil {
		return 0, nil, fmt.Errorf("the answer broke off: %w", err)
	}
	return response.Get("status").Int(), Bytes(js.Global().Get("Uint8Array").New(array)), nil
}

// Stream asks for a file and hands its pieces out as they arrive. Like Ask it
// waits.
func Stream(path string, headers map[string]any, piece func(chunk js.Value)) (status int, err error) {
	response, err := Await(js.Global().Call("fetch", path, map[string]any{"headers": headers}))
	if err != nil {
		return 0, fmt.Errorf("the site does not answer: %w", err)
	}
	status = response.Get("status").Int()
	if status != 200 && status != 206 {
		return status, nil
	}
	reader := response.Get("body").Call("getReader")
	for {
		result, err := Await(reader.Call("read"))
		if err != nil {
			return status, fmt.Errorf("the download broke off: %w", err)
		}
		if result.Get("done").Bool() {
			return status, nil
		}
		piece(result.Get("value"))
	}
}
