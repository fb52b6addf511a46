//go:build js

package browser

import "syscall/js"

// Uint8Array copies bytes out to JavaScript.
func Uint8Array(b []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// Parts gathers what is written to it for a Blob or File, each write a part.
type Parts []any

func (p *Parts) Write(b []byte) (int, error) {
	*p = append(*p, Uint8Array(b))
	return len(b), nil
}

// Bytes copies a Uint8Array in.
func Bytes(array js.Value) []byte {
	b := make([]byte, array.Get("byteLength").Int())
	js.CopyBytesToGo(b, array)
	return b
}
