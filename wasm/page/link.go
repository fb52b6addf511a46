//go:build js

package page

import (
	"net/url"
	"strings"
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
)

// A link holds, behind its #, the settings of the run that are not the usual
// ones and the whole state of the microscope: opened again it trains the same
// network from the same seed and shows the same thing.

// link is the page's address with the present state.
func (p *page) link() string {
	config := p.wanted.config
	if p.state.Run.Steps > 0 {
		config = p.state.Run.Config
	}
	values := config.Values()
	for key, v := range p.scope.Link().Values() {
		values[key] = v
	}
	address, _, _ := strings.Cut(js.Global().Get("location").Get("href").String(), "#")
	return address + "#" + values.Encode()
}

// follow opens the link that the page was called with, when the first run is
// there. Fragments that are names of places on the page are none of its business.
func (p *page) follow() {
	fragment := strings.TrimPrefix(js.Global().Get("location").Get("hash").String(), "#")
	if !strings.Contains(fragment, "=") {
		return
	}
	linked, err := scene.ParseFragment(fragment)
	if err == nil {
		p.scope.Open(linked)
		var values url.Values
		if values, err = url.ParseQuery(fragment); err == nil {
			next := p.wanted
			if err = next.config.SetValues(values); err == nil && next.config != p.wanted.config {
				p.apply(next, false, func(error) {}) // what goes wrong is told by the note
			}
		}
	}
	if err != nil {
		p.state.Failure = "This link cannot be followed: " + err.Error()
	}
}

// newShare makes the button copy the link. The address bar shows it, too:
// copying may be forbidden.
func newShare(p *page) {
	button, announce := browser.ByID("share"), browser.ByID("announce")
	label := button.Find("span")
	button.On("click", func(js.Value) {
		link := p.link()
		js.Global().Get("history").Call("replaceState", js.Null(), "", link)
		said, short := "The link is in the address bar.", "See address"
		if clipboard := js.Global().Get("navigator").Get("clipboard"); clipboard.Truthy() {
			clipboard.Call("writeText", link).Call("catch", js.FuncOf(func(js.Value, []js.Value) any { return nil }))
			said, short = "Link copied.", "Copied"
		}
		announce.Text(said)
		label.Text(short)
		browser.After(copiedMilliseconds, func() { label.Text("Copy link") })
	})
}

const copiedMilliseconds = 2000
