//go:build js

package browser

import "syscall/js"

// Download hands a text to the person as a file.
func Download(name, kind, text string) {
	blob := js.Global().Get("Blob").New([]any{text}, map[string]any{"type": kind})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	link := New("a", "")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	// The browser has taken the blob by then; kept, it would stay in memory.
	After(1000, func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
}
