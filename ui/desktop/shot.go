package main

import (
	"image"
	"image/png"
	"os"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/engine"
)

// shot is a picture of the window that is wanted in a file: for the README,
// for lessons, and to look at the window where nobody sits before it.
type shot struct {
	file  string // "" is none
	steps int    // to train before

	asked bool
	still int // frames in which nothing has changed
	taken bool
	err   error
}

// stillFrames are waited for before a picture is taken.
const stillFrames = 3

// take writes the screen when the window shows what is wanted.
func (s *shot) take(w *window, screen *ebiten.Image) {
	if s.file == "" || s.taken {
		return
	}
	w.pulse.keep(4)
	if w.status.ready.Steps == 0 {
		return
	}
	if s.steps > 0 && !s.asked {
		s.asked = true
		w.send(engine.Step{N: s.steps})
	}
	sub := w.scene.Subject()
	there := sub != nil && sub.Snap.Step == s.steps && !w.status.running && !w.scene.Moving() && (w.watched.Layer == "" || w.watched.Layer == sub.Snap.Layer)
	if s.still++; !there {
		s.still = 0
	}
	if s.still < stillFrames {
		return
	}
	s.taken = true
	img := image.NewRGBA(screen.Bounds())
	screen.ReadPixels(img.Pix)
	f, err := os.Create(s.file)
	if err != nil {
		s.err = err
		return
	}
	if s.err = png.Encode(f, img); s.err == nil {
		s.err = f.Close()
	}
}
