//go:build js

package browser

import "syscall/js"

// Uint8Array copies bytes out to JavaScript.
func Uint8Array(b []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// Bytes copies a Uint8Array in.
func Bytes(array js.Value) []byte {
	b := make([]byte, array.Get("byteLength").Int())
	js.CopyBytesToGo(b, array)
	return b
}
