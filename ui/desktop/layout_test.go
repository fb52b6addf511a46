package main

import (
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/fixture"
	"filtermaplab/ui/words"
)

// Controls lie beside each other and inside the window, at every width, in
// every mode and language, and those of the slice in one row.
func TestControlsFit(t *testing.T) {
	onStage(t, func(*ebiten.Image) {
		for _, lang := range words.Languages() {
			for _, width := range []float64{leastWidth, 700, 990, 1280, 1920} {
				w := newWindow(nil, words.In(lang))
				w.left = &replaced{until: time.Now().Add(undoFor)}
				w.resize(width, 900, 1)
				w.scene.Show(fixture.Snapshot(cells2048()))
				for _, m := range scene.Modes() {
					w.do(scene.Set{Name: "mode", Value: m.String()})
					for range 2 { // again, from what the first has left
						if err := w.lay(); err != nil {
							t.Error(err)
							return
						}
					}
					checkKnobs(t, w, string(lang)+" "+m.String())
				}
			}
		}
	})
}

func checkKnobs(t *testing.T, w *window, what string) {
	t.Helper()
	var slice float64
	for i, k := range w.surface.knobs {
		a := k.area
		if a.X < 0 || a.X+a.W > w.width+0.5 {
			t.Errorf("%s, %.0f wide: %s reaches from %.0f to %.0f", what, w.width, k.c.Name, a.X, a.X+a.W)
		}
		if k.c.Place == scene.AtSlice {
			if slice != 0 && slice != a.Y {
				t.Errorf("%s, %.0f wide: %s has left its row", what, w.width, k.c.Name)
			}
			slice = a.Y
		}
		for _, other := range w.surface.knobs[:i] {
			b := other.area
			if a.X < b.X+b.W-0.5 && b.X < a.X+a.W-0.5 && a.Y < b.Y+b.H-0.5 && b.Y < a.Y+a.H-0.5 {
				t.Errorf("%s, %.0f wide: %s lies on %s", what, w.width, k.c.Name, other.c.Name)
			}
		}
	}
	if len(w.surface.knobs) < 20 {
		t.Errorf("%s: %d controls", what, len(w.surface.knobs))
	}
}
