//go:build js

package page

import (
	"time"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// fingerprint is the line that says which network the run has come to, for
// people who compare theirs with the one of a link or of a neighbour.
type fingerprint struct {
	p    *page
	text *browser.Element
}

func newFingerprint(p *page) fingerprint { return fingerprint{p, browser.ByID("fingerprint")} }

func (f fingerprint) show(s *lab.State, _ time.Time) {
	f.text.Text(s.Fingerprint(f.p.words, f.p.expected()))
}
