//go:build js

package page

import (
	"filtermaplab/engine"
	"filtermaplab/wasm/lab"
)

// replaced is what was shown of a run before another one began.
type replaced struct {
	state  lab.State
	chosen choice
}

// offerUndo offers to bring back the run that another one has replaced.
func (p *page) offerUndo(old replaced) {
	step := old.state.Last.Step
	if old.state.Phase == lab.Stopped || step == 0 && old.state.Run.From == "" {
		return // nothing that anybody would miss
	}
	text := p.words.T("%s at step %d was left.", old.state.Run.Network, step)
	p.toast.offer(text, p.words.T("Undo"), undoMilliseconds, func() { p.undo(old, func(error) {}) })
}

// undo brings it back.
func (p *page) undo(old replaced, settle func(error)) {
	p.send(engine.Undo{}, func(err error) {
		if err == nil {
			p.state.Recall(old.state)
			p.wanted = old.chosen
			p.adopt()
			p.keeper.run = p.runs // it is the one that was kept last
		}
		settle(err)
	})
}
