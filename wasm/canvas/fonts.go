//go:build js

package canvas

import (
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
)

// loadFonts gives the page the scene's fonts, which are part of the program,
// and calls done when letters are drawn with them.
func loadFonts(done func()) {
	fonts := js.Global().Get("document").Get("fonts")
	var loading []any
	for _, f := range scene.Faces() {
		face := js.Global().Get("FontFace").New(family(f), browser.Uint8Array(f.TTF()).Get("buffer"))
		fonts.Call("add", face)
		loading = append(loading, face.Call("load"))
	}
	var then js.Func
	then = js.FuncOf(func(js.Value, []js.Value) any {
		then.Release()
		done()
		return nil
	})
	// Fonts that do not load leave the system's, a little wider or narrower.
	js.Global().Get("Promise").Call("allSettled", loading).Call("then", then)
}
