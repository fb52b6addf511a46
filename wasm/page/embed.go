//go:build js

package page

import (
	"net/url"
	"strings"
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// An address with embed=1, behind its ? or its #, shows the run bar, the
// microscope and the curves alone, for a frame in somebody's slides. index.html
// hides the rest before anything is painted (assets/shell.css); here stands the
// way out.

// newEmbed gives the link to the whole lab the state of the moment when it is
// followed.
func newEmbed(p *page) {
	out := browser.ByID("open-lab")
	write := func(js.Value) { out.Attr("href", whole(p.link())) }
	for _, event := range []string{"pointerdown", "focus", "click"} {
		out.On(event, write)
	}
}

// whole is an address without the wish to be embedded.
func whole(address string) string {
	address, fragment, _ := strings.Cut(address, "#")
	if at, query, ok := strings.Cut(address, "?"); ok {
		if values, err := url.ParseQuery(query); err == nil {
			values.Del("embed")
			address = at
			if len(values) > 0 {
				address += "?" + values.Encode()
			}
		}
	}
	return address + "#" + fragment
}

// projectorKey is where the browser keeps whether the page stands on a wall;
// index.html reads it before anything is painted.
const projectorKey = "fmlab.projector"

// newProjector makes the button switch to larger and stronger text, for the
// last row of a lecture hall. Nothing is hidden; the layout follows by itself.
func newProjector() {
	button := browser.ByID("projector")
	data := js.Global().Get("document").Get("documentElement").Get("dataset")
	on := func() bool { return data.Get("projector").String() == "1" }
	press := func() { button.Attr("aria-pressed", map[bool]string{true: "true", false: "false"}[on()]) }
	button.On("click", func(js.Value) {
		next := "1"
		if on() {
			next = ""
		}
		data.Set("projector", next)
		keep(projectorKey, next)
		press()
	})
	press()
}
