//go:build js

package browser

import "syscall/js"

// Download hands a text to the person as a file.
func Download(name, kind, text string) { DownloadBlob(NewBlob(js.ValueOf(text), kind), name) }

// NewBlob wraps a Uint8Array, or text, as a file of a type.
func NewBlob(content js.Value, mime string) js.Value {
	parts := js.Global().Get("Array").New()
	parts.Call("push", content)
	return js.Global().Get("Blob").New(parts, map[string]any{"type": mime})
}

// DownloadBlob hands a Blob to the person as a file.
func DownloadBlob(blob js.Value, name string) {
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	// The browser may begin to read it only later.
	After(60_000, func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
}

// Head reads the first bytes of a Blob. It waits for the browser, so it must
// not be called from an event's handler.
func Head(blob js.Value, n int) ([]byte, error) {
	array, err := Await(blob.Call("slice", 0, n).Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	return Bytes(js.Global().Get("Uint8Array").New(array)), nil
}
