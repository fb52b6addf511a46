//go:build js

package page

import (
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// listenToDrops opens a file that is dropped anywhere on the page.
func listenToDrops(p *page) {
	inside := 0 // elements that the pointer is in; each reports entering and leaving
	over := func(change int) {
		inside = max(0, inside+change)
		p.body.Class("dropping", inside > 0)
	}
	hasFile := func(e js.Value) bool {
		return e.Get("dataTransfer").Get("types").Call("includes", "Files").Bool()
	}
	w := browser.Window()
	w.On("dragenter", func(e js.Value) {
		if hasFile(e) {
			over(1)
		}
	})
	w.On("dragleave", func(e js.Value) {
		if hasFile(e) {
			over(-1)
		}
	})
	w.On("dragover", func(e js.Value) {
		if hasFile(e) {
			e.Call("preventDefault") // or the browser would show the file itself
		}
	})
	w.On("drop", func(e js.Value) {
		if !hasFile(e) {
			return
		}
		e.Call("preventDefault")
		over(-inside)
		if p.own.take(e.Get("dataTransfer")) {
			return
		}
		if files := e.Get("dataTransfer").Get("files"); files.Length() > 0 {
			p.openByHand(files.Index(0))
		}
	})
}
