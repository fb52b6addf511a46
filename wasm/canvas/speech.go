//go:build js

package canvas

import "filtermaplab/wasm/browser"

// speech tells screen readers what is lit: a moment after the last change, so
// that walking through cells does not pile up sentences.
type speech struct{ waiting bool }

const pauseMilliseconds = 400

func (s *speech) later(m *Microscope) {
	if s.waiting {
		return
	}
	s.waiting = true
	browser.After(pauseMilliseconds, func() {
		s.waiting = false
		m.say.Text(m.scene.Sentence())
	})
}
