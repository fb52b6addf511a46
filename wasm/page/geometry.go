//go:build js

package page

import (
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/filtermap"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// geometry makes a setting of what the microscope tries on the picture: the
// layer that is shown gets the map that is tried, and a new run begins.
type geometry struct {
	p           *page
	button, say *browser.Element
}

func newGeometry(p *page) *geometry {
	g := &geometry{p: p, button: browser.ByID("geometry-train"), say: browser.ByID("geometry-say")}
	g.button.On("click", func(js.Value) { g.train() })
	ask := func(js.Value) { p.frame.Ask() }
	for _, event := range []string{"input", "change", "click", "toggle"} {
		browser.ByID("scope").Find(".geometry").On(event, ask)
	}
	return g
}

// tried is the run that the button begins; ok is false where nothing else is
// tried than what is trained, and why says what is wrong with it.
func (g *geometry) tried() (next engine.Config, why string, ok bool) {
	c := g.p.state.Run.Config
	at := g.p.scope.Link()
	if at.State.Try == (filtermap.Geometry{}) {
		return c, "", false
	}
	next, err := lab.WithMap(c, at.Layer, at.State.Try)
	if err != nil {
		return c, lab.Sentence(err.Error()), false
	}
	next.Rates = "" // they belong to the run that ends
	return next, "", next.Maps != c.Maps
}

func (g *geometry) show(s *lab.State, _ time.Time) {
	_, why, ok := g.tried()
	g.button.Flag("disabled", !ok || s.Run.Steps == 0)
	if why == "" {
		why = lab.MapsHint(g.p.words, s.Run.Config)
	}
	g.say.Text(why)
}

func (g *geometry) train() {
	begin := func() {
		next := g.p.wanted
		var ok bool
		if next.config, _, ok = g.tried(); ok {
			g.p.apply(next, false, func(error) {})
		}
	}
	if g.p.state.Started() {
		g.p.note.ask(g.p.words.T("A run is under way. Another map starts another one."), g.p.words.T("Reset and change the map"), begin)
		return
	}
	begin()
}
