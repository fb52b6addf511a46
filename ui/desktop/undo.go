package main

import (
	"slices"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
)

// undoFor is how long the trainer keeps a run that another one has replaced.
const undoFor = time.Minute

// replaced is what was shown of a run before another one began.
type replaced struct {
	network string
	last    engine.Stepped
	history scene.History
	until   time.Time // that it can be brought back
}

// present is what is shown of the run that goes on.
func (w *window) present() *replaced {
	h := w.charts.history
	h.Runs = slices.Clone(h.Runs)
	return &replaced{network: w.status.ready.Network, last: w.status.last, history: h}
}

// begin takes a new run: one that replaces another, or the one that was
// replaced.
func (w *window) begin(r engine.Ready, old *replaced) {
	w.status = status{ready: r, news: w.status.news, failure: w.status.failure}
	w.status.last.Step = r.Step
	back := w.left
	w.left = nil
	switch {
	case w.recalls:
		w.recalls = false
		if back != nil && back.last.Step == r.Step {
			w.status.last, w.charts.history = back.last, back.history
			w.status.news = w.words.T("%s at step %d is back.", r.Network, r.Step)
		}
	case r.Undo && old.last.Step > 0:
		w.left = old
		old.until = time.Now().Add(undoFor)
		w.status.news = w.words.T("%s at step %d was left.", old.network, old.last.Step) + " " + w.words.T("Key: %s", w.words.T("Ctrl-Z")) + "."
		time.AfterFunc(undoFor, func() { w.pulse.keep(2) }) // the button goes
	}
}

// undo brings back the run that was replaced.
func (w *window) undo() {
	if !w.undoable() {
		return
	}
	w.recalls = true
	w.send(engine.Undo{})
}

func (w *window) undoable() bool { return w.left != nil && time.Now().Before(w.left.until) }
