//go:build js

package page

import (
	"fmt"
	"time"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// foot is the line of facts for those who want to know.
type foot struct{ facts *browser.Element }

func newFoot() foot { return foot{browser.ByID("facts")} }

func (f foot) show(s *lab.State, _ time.Time) {
	r := s.Run
	if r.Steps == 0 {
		return
	}
	maps := ""
	if r.Maps > 0 {
		maps = fmt.Sprintf(", %s of them in maps", lab.Count(r.Maps))
	}
	f.facts.Text(fmt.Sprintf("%s: %s parameters%s, %s multiply-adds a picture, computed by the %s device.",
		r.Network, lab.Count(r.Params), maps, lab.Millions(r.MACs), r.Device))
}
