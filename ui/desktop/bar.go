package main

import (
	"filtermaplab/engine"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// status is what there is to say of the run.
type status struct {
	ready   engine.Ready
	running bool
	last    engine.Stepped
	failure string // what went wrong, and the way out
	news    string // what has been done
}

// controls are those of the run and of the window, before the scene's.
func (w *window) controls() []scene.Control {
	s, t := w.status, w.words
	label := t.T("Train")
	switch {
	case s.running:
		label = t.T("Pause")
	case s.last.Step > 0:
		label = t.T("Continue")
	}
	off := s.ready.Steps == 0
	theme := t.T("Dark")
	if w.dark {
		theme = t.T("Light")
	}
	all := []scene.Control{
		{Name: "run.train", Label: label, Help: t.T("Let the network learn, or pause."), Shortcut: t.T("Space"), Kind: scene.Button, Disabled: off,
			Options: []scene.Option{{Label: t.T("Train")}, {Label: t.T("Pause")}, {Label: t.T("Continue")}}},
		{Name: "run.step", Label: t.T("Step"), Help: t.T("Learn from one batch of pictures, then pause."), Shortcut: ".", Kind: scene.Button, Disabled: off},
		{Name: "run.reset", Label: t.T("Reset"), Help: t.T("Go back to the starting weights."), Kind: scene.Button, Disabled: off},
	}
	if w.undoable() {
		all = append(all, scene.Control{Name: "run.undo", Label: t.T("Undo"), Help: t.T("Bring back %s at step %d.", w.left.network, w.left.last.Step), Shortcut: t.T("Ctrl-Z"), Kind: scene.Button})
	}
	return append(all, []scene.Control{
		{Name: "file.open", Label: t.T("Open…"), Help: t.T("Open a checkpoint, pictures of CIFAR, or a link. They can be dropped on the window, too."), Shortcut: t.T("Ctrl-O"), Kind: scene.Button},
		{Name: "file.save", Label: t.T("Save…"), Help: t.T("Save the network and its training in a file."), Shortcut: t.T("Ctrl-S"), Kind: scene.Button, Disabled: off},
		{Name: "file.link", Label: t.T("Copy link"), Help: t.T("Copy a link to this run and this view, for the page and for -link."), Shortcut: t.T("Ctrl-L"), Kind: scene.Button},
		{Name: "view.theme", Label: theme, Help: t.T("Change between the light and the dark theme."), Shortcut: "T", Kind: scene.Button,
			Options: []scene.Option{{Label: t.T("Dark")}, {Label: t.T("Light")}}},
	}...)
}

// line is what the strip says: the help of a control, or what went wrong, or
// what was done; and how the run stands. What has happened since a person came
// to a control goes before its help.
func (w *window) line() (left string, ink scene.Color, right string) {
	th, s := w.theme(), w.status
	if s.ready.Steps > 0 {
		right = s.standing(w.words)
	}
	c := w.surface.helped()
	if message := s.failure + s.news; message != w.message {
		w.message, w.before = message, ""
		if c != nil && message != "" {
			w.before = c.Name
		}
	}
	if c != nil && c.Name != w.before {
		return helpOf(w.words, *c), th.Ink2, right
	}
	switch {
	case s.failure != "":
		return s.failure, th.Err, right
	case s.news != "":
		return s.news, th.OK, right
	case s.ready.Steps == 0:
		return w.words.T("Drawing the pictures to learn from"), th.Ink2, ""
	}
	return "", th.Ink2, right
}

// helpOf is a control's help as one line.
func helpOf(t *words.Table, c scene.Control) string {
	text := c.Help
	if text == "" {
		text = c.Label + "."
	}
	if c.Shortcut != "" {
		text += " " + t.T("Key: %s", c.Shortcut)
	}
	return text
}

// standing says how far the run is.
func (s status) standing(t *words.Table) string {
	switch {
	case s.last.Step > 0 && s.last.Loss == 0: // it has come from a file
		return t.T("%s, step %d of %d", s.ready.Network, s.last.Step, s.ready.Steps)
	case s.last.Step == 0:
		return t.N(s.ready.Params, "%s, %d parameter", "%s, %d parameters", s.ready.Network, s.ready.Params)
	}
	return t.T("%s, epoch %.1f of %d, loss %.2f, %.0f pictures/s",
		s.ready.Network, s.last.Epoch, s.ready.Config.Epochs, s.last.Loss, s.last.ImagesPerSecond)
}

// title is the window's: what a person wants to know when it lies behind others.
func (s status) title(t *words.Table) string {
	switch {
	case s.failure != "":
		return "FilterMap Lab: " + s.failure
	case s.ready.Steps == 0:
		return "FilterMap Lab: " + t.T("drawing the pictures")
	case s.running || s.last.Step == 0:
		return "FilterMap Lab: " + s.standing(t)
	}
	return "FilterMap Lab: " + t.T("%s, paused", s.standing(t))
}

// geometry draws what stands around the numbers of the geometry.
func (w *window) geometry() []scene.Op {
	if w.surface.below == 0 {
		return nil
	}
	th, y := w.theme(), w.scene.Layout().H
	ops := []scene.Op{
		scene.Line{Points: []scene.Point{{X: 0, Y: y + 0.5}, {X: w.width, Y: y + 0.5}}, Color: th.Line, Width: 1},
		scene.Text{At: scene.Point{X: margin, Y: y + 26}, S: w.words.T("Geometry"), Font: scene.Font{Face: scene.Bold, Size: 16}, Color: th.Ink},
		scene.Text{At: scene.Point{X: margin, Y: y + 48}, S: scene.GeometrySummary(w.scene.Subject(), w.words), Font: scene.Font{Size: textSize}, Color: th.Ink2},
	}
	for _, c := range w.scene.Controls() {
		if c.Problem != "" {
			ops = append(ops, scene.Text{At: scene.Point{X: margin, Y: y + w.surface.below - 18}, S: c.Problem, Font: scene.Font{Size: textSize}, Color: th.Err})
			break
		}
	}
	return ops
}
