//go:build js

package page

import (
	"slices"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// listenToKeys gives the keys that index.html lists their meaning, wherever
// the focus does not need them itself.
func listenToKeys(p *page) {
	list, help := browser.ByID("keys"), browser.ByID("help")
	browser.Window().On("keydown", func(e js.Value) {
		if e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() || e.Get("repeat").Bool() {
			return
		}
		on := e.Get("target").Get("tagName").String()
		writing := on == "INPUT" && slices.Contains([]string{"number", "text"}, e.Get("target").Get("type").String())
		switch e.Get("key").String() {
		case " ":
			// When all epochs are done the button starts anew; that is too
			// much for a key pressed by habit.
			if pressesItself(on) || p.state.Phase == lab.Done {
				return
			}
			p.press()
		case ".":
			if writing || p.state.Phase == lab.Done || p.state.Phase == lab.Stopped || p.state.Run.Steps == 0 {
				return
			}
			p.do(engine.Step{N: 1})
		case "?":
			if writing {
				return
			}
			list.Call("togglePopover")
		case "h", "H":
			if writing || on == "SELECT" {
				return
			}
			help.Call("click")
		default:
			return
		}
		e.Call("preventDefault")
	})
}

// pressesItself reports whether the space bar means something to an element.
func pressesItself(tag string) bool {
	return slices.Contains([]string{"BUTTON", "INPUT", "SELECT", "SUMMARY", "A"}, tag)
}
