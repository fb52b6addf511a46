//go:build js

package page

import (
	"time"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// foot is the line of facts for those who want to know.
type foot struct {
	p     *page
	facts *browser.Element
}

func newFoot(p *page) foot { return foot{p, browser.ByID("facts")} }

func (f foot) show(s *lab.State, _ time.Time) {
	r := s.Run
	if r.Steps == 0 {
		return
	}
	t := f.p.words
	facts := t.N(r.Params, "%s: %d parameter", "%s: %d parameters", r.Network, r.Params) + ", "
	if r.Maps > 0 {
		facts += t.T("%d of them in maps", r.Maps) + ", "
	}
	f.facts.Text(facts + t.T("%s multiply-adds a picture, computed by the %s device.", lab.Millions(t, r.MACs), r.Device))
}
