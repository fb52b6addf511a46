//go:build js

package page

import (
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// toast is a message at the edge of the screen with something that may be done
// about it. It covers no control and moves nothing.
type toast struct {
	box, text, act *browser.Element
	action         func()
	shown          int // counts messages, so that a clock knows its own
}

// undoMilliseconds is how long a run can be brought back by a button.
const undoMilliseconds = 10_000

func newToast() *toast {
	t := &toast{box: browser.ByID("toast"), text: browser.ByID("toast-text"), act: browser.ByID("toast-action")}
	t.act.On("click", func(js.Value) {
		act := t.action
		t.close()
		act()
	})
	browser.ByID("toast-close").On("click", func(js.Value) { t.close() })
	t.box.On("keydown", func(e js.Value) {
		if e.Get("key").String() == "Escape" {
			e.Call("stopPropagation")
			t.close()
		}
	})
	return t
}

// offer shows a message for some milliseconds, or until it is closed where
// that is 0. It stays while somebody is at it.
func (t *toast) offer(text, label string, milliseconds int, action func()) {
	t.shown++
	t.action = action
	t.text.Text(text)
	t.act.Text(label)
	t.box.Flag("hidden", false)
	if milliseconds > 0 {
		t.closeAfter(t.shown, milliseconds)
	}
}

func (t *toast) closeAfter(shown, milliseconds int) {
	browser.After(milliseconds, func() {
		switch {
		case t.shown != shown || t.box.Get("hidden").Bool():
		case t.box.Call("matches", ":hover, :focus-within").Bool():
			t.closeAfter(shown, milliseconds)
		default:
			t.close()
		}
	})
}

func (t *toast) close() {
	had := t.box.Call("matches", ":focus-within").Bool()
	t.box.Flag("hidden", true)
	if had {
		browser.ByID("go").Call("focus") // the focus must not be lost with the button
	}
}
