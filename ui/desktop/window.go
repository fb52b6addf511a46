package main

import (
	"image"
	"image/color"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/raster"
	"filtermaplab/ui/words"
)

// window is the microscope as a game: Ebitengine calls Update for input and
// Draw for pictures.
type window struct {
	words   *words.Table
	scene   *scene.Scene
	painter painter
	panel   *scene.Panel
	charts  charts
	hand    hand

	trainer *engine.Trainer // nil in tests
	events  chan engine.Event
	watched engine.View
	status  status

	width, height float64 // of the window in CSS pixels
	ratio         float64
	scroll        float64 // how far the picture is moved up
	dark          bool    // theme
	stale         bool    // the screen is out of date though the scene is not
	last          time.Time
}

func newWindow(l *scene.Linked, t *words.Table) *window {
	w := &window{words: t, events: make(chan engine.Event, 256), ratio: 1, width: 1280, height: 900}
	w.scene = scene.New(w.view())
	if l != nil {
		w.scene.Open(*l)
	}
	return w
}

func (w *window) view() scene.View {
	return scene.View{W: w.width, Theme: w.theme(), Words: w.words}
}

func (w *window) theme() scene.Theme {
	if w.dark {
		return scene.Dark()
	}
	return scene.Light()
}

// Layout is not called: LayoutF takes its place.
func (w *window) Layout(int, int) (int, int) { panic("desktop: Layout: want LayoutF") }

// LayoutF makes one pixel of the screen one pixel of the device.
func (w *window) LayoutF(width, height float64) (float64, float64) {
	ratio := 1.0
	if m := ebiten.Monitor(); m != nil {
		ratio = m.DeviceScaleFactor()
	}
	if width != w.width || height != w.height || ratio != w.ratio {
		w.width, w.height, w.ratio = width, height, ratio
		w.scene.Resize(w.view())
		w.stale = true
	}
	return math.Ceil(width * ratio), math.Ceil(height * ratio)
}

// Update takes what happened since the last frame.
func (w *window) Update() error {
	w.hear()
	if err := w.input(); err != nil {
		return err
	}
	now := time.Now()
	if w.scene.Moving() {
		if !w.last.IsZero() {
			w.scene.Do(scene.Tick{Seconds: min(0.1, now.Sub(w.last).Seconds())})
		}
		w.last = now
		ebiten.ScheduleFrame()
	} else {
		w.last = time.Time{}
	}
	if v := w.scene.Watch(); v != w.watched {
		w.ask()
	}
	return nil
}

// do hands an input to the scene.
func (w *window) do(in scene.Input) {
	if w.scene.Do(in) {
		ebiten.ScheduleFrame()
	}
}

// top is where the picture begins, below the controls above it.
func (w *window) top() float64 { return w.controls().Above - w.scroll }

// controls are the scene's, with those of the run before them.
func (w *window) controls() *scene.Panel {
	if w.panel == nil || w.scene.Dirty() || w.stale {
		all := append(w.status.controls(w.words), w.scene.Controls()...)
		w.panel = scene.NewPanel(all, w.scene.Layout(), w.view())
	}
	return w.panel
}

// below is where the charts begin, in the picture.
func (w *window) below() float64 { return w.scene.Layout().H + w.controls().Below }

// most is how far the picture can be scrolled.
func (w *window) most() float64 {
	p := w.controls()
	return max(0, p.Above+w.below()+w.charts.height-w.height)
}

// Draw paints what is out of date; the screen keeps the rest.
func (w *window) Draw(screen *ebiten.Image) {
	if !w.scene.Dirty() && !w.stale {
		return
	}
	panel := w.controls()
	w.stale = false
	w.scroll = min(w.scroll, w.most())
	picture := w.scene.Picture()
	w.scene.Painted()
	screen.Fill(color.NRGBA(w.theme().Surface))
	w.painter.paint(screen, picture.Ops, w.ratio, w.top())
	w.painter.paint(screen, panel.Ops, w.ratio, w.top())
	w.painter.paint(screen, w.charts.draw(w.view()).Ops, w.ratio, w.top()+w.below())
}

// refresh has the window drawn anew.
func (w *window) refresh() {
	w.stale = true
	ebiten.ScheduleFrame()
}

// icons are the window's icon in the sizes that systems ask for: four windows
// of a map, one of which stands out.
func icons() []image.Image {
	var all []image.Image
	th := scene.Light()
	for _, size := range []float64{16, 32, 64} {
		u := size / 8
		square := func(x, y, d float64, c scene.Color) scene.Op {
			x, y, d = x*u, y*u, d*u
			return scene.Polygon{Points: []scene.Point{{X: x, Y: y}, {X: x + d, Y: y}, {X: x + d, Y: y + d}, {X: x, Y: y + d}}, Fill: c}
		}
		all = append(all, raster.Paint(&scene.Picture{W: size, H: size, Ops: []scene.Op{
			square(0, 0, 8, th.Ink), square(1.5, 1.5, 2.25, th.Control), square(4.25, 1.5, 2.25, th.Control),
			square(1.5, 4.25, 2.25, th.Control), square(4.25, 4.25, 2.25, th.Surface),
		}}, 1))
	}
	return all
}

// status is what there is to say of the run.
type status struct {
	ready   engine.Ready
	running bool
	last    engine.Stepped
	failure string
}

// controls are the run's buttons.
func (s status) controls(t *words.Table) []scene.Control {
	label := t.T("Train")
	switch {
	case s.running:
		label = t.T("Pause")
	case s.last.Step > 0:
		label = t.T("Continue")
	}
	off := s.ready.Steps == 0
	return []scene.Control{
		{Name: "run.train", Label: label, Kind: scene.Button, Disabled: off},
		{Name: "run.step", Label: t.T("Step"), Kind: scene.Button, Disabled: off},
		{Name: "run.reset", Label: t.T("Reset"), Kind: scene.Button, Disabled: off},
	}
}

// title is the window's: what a person wants to know when it lies behind others.
func (s status) title(t *words.Table) string {
	switch {
	case s.failure != "":
		return "FilterMap Lab: " + s.failure
	case s.ready.Steps == 0:
		return "FilterMap Lab: " + t.T("drawing the pictures")
	case s.last.Step == 0:
		return "FilterMap Lab: " + t.N(s.ready.Params, "%s, %d parameter", "%s, %d parameters", s.ready.Network, s.ready.Params)
	}
	return "FilterMap Lab: " + t.T("%s, epoch %.1f of %d, loss %.2f, %.0f pictures/s",
		s.ready.Network, s.last.Epoch, s.ready.Config.Epochs, s.last.Loss, s.last.ImagesPerSecond)
}
