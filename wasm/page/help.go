//go:build js

package page

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// help explains controls instead of obeying them. Whoever has a mouse sees the
// sentences, which are the title attributes, without it; on a phone, or with
// the keyboard, there is no other way to them.
type help struct {
	p         *page
	button    *browser.Element
	bar       *browser.Element
	on        bool
	explained js.Value // has the frame; null for none
	ears      []ear
}

// ear hears an event of the page before everybody else does.
type ear struct {
	event string
	hear  js.Func
}

// what can be explained, and what explains itself to be tapped.
const explainable = "button, input, select, summary, a, [tabindex], [title]"

func newHelp(p *page) *help {
	h := &help{p: p, button: browser.ByID("help"), bar: browser.ByID("help-bar"), explained: js.Null()}
	h.button.On("click", func(js.Value) { h.turn(!h.on) })
	browser.Window().On("keydown", func(e js.Value) {
		if h.on && e.Get("key").String() == "Escape" {
			h.turn(false)
			h.button.Call("focus")
		}
	})
	listen := func(event string, heard func(e, target js.Value)) {
		h.ears = append(h.ears, ear{event, js.FuncOf(func(_ js.Value, args []js.Value) any {
			if target := args[0].Get("target"); target.Get("closest").Truthy() {
				heard(args[0], target)
			}
			return nil
		})})
	}
	for _, event := range []string{"pointerover", "focusin"} {
		listen(event, func(_, target js.Value) { h.explain(target) })
	}
	for _, event := range []string{"click", "mousedown", "keydown"} {
		listen(event, func(e, target js.Value) {
			if key := e.Get("key"); event == "keydown" && key.String() != "Enter" && key.String() != " " {
				return
			}
			if !target.Call("closest", "#help").IsNull() || target.Call("closest", explainable+", label").IsNull() {
				return
			}
			e.Call("preventDefault")
			e.Call("stopImmediatePropagation")
			h.explain(target)
		})
	}
	// A slider would move and a list would open before there is a click.
	listen("touchstart", func(e, target js.Value) {
		if !target.Call("closest", "select, input[type=range]").IsNull() {
			e.Call("preventDefault")
			h.explain(target)
		}
	})
	p.speakers = append(p.speakers, func() { h.turn(h.on) })
	return h
}

// turn begins or ends the explaining.
func (h *help) turn(on bool) {
	if on != h.on {
		h.listen(on)
	}
	h.on = on
	h.frame(js.Null())
	h.button.Attr("aria-pressed", strconv.FormatBool(on))
	root := js.Global().Get("document").Get("documentElement")
	h.bar.Flag("hidden", !on)
	if !on {
		root.Call("removeAttribute", "data-help")
		h.bar.HTML("")
		return
	}
	root.Call("setAttribute", "data-help", "1")
	h.bar.HTML(html.EscapeString(h.p.words.T("Point at a control, tap it or walk to it with Tab to read what it does. Nothing is pressed meanwhile. Escape ends this.")))
}

// listen begins or ends to hear the page's events: before everybody else, so
// that nothing is pressed by mistake, and only while controls are explained,
// since a page that may hold a finger back scrolls late.
func (h *help) listen(on bool) {
	method := "removeEventListener"
	if on {
		method = "addEventListener"
	}
	for _, e := range h.ears {
		js.Global().Get("document").Call(method, e.event, e.hear, map[string]any{"capture": true, "passive": false})
	}
}

// explain shows the sentence of whatever target belongs to.
func (h *help) explain(target js.Value) {
	if label := target.Call("closest", "label"); !label.IsNull() && label.Get("control").Truthy() {
		target = label.Get("control")
	}
	titled := target.Call("closest", "[title]")
	if titled.IsNull() || !target.Call("closest", "#help").IsNull() {
		return
	}
	named := target.Call("closest", explainable)
	h.frame(titled)
	text := html.EscapeString(titled.Get("title").String())
	if name := nameOf(named); name != "" {
		text = "<b>" + html.EscapeString(name) + "</b>" + text
	}
	h.bar.HTML(text)
}

func (h *help) frame(v js.Value) {
	if !h.explained.IsNull() {
		h.explained.Get("classList").Call("remove", "explained")
	}
	if h.explained = v; !v.IsNull() {
		v.Get("classList").Call("add", "explained")
	}
}

// nameOf is what a control is called on the page.
func nameOf(v js.Value) string {
	name := v.Call("getAttribute", "aria-label")
	if labels := v.Get("labels"); name.IsNull() && labels.Truthy() && labels.Length() > 0 {
		name = labels.Index(0).Get("firstChild").Get("textContent")
		if strings.TrimSpace(name.String()) == "" {
			name = labels.Index(0).Get("innerText")
		}
	}
	if name.IsNull() {
		name = v.Get("innerText")
	}
	line, _, _ := strings.Cut(strings.TrimSpace(name.String()), "\n")
	return line
}
