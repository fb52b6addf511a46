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
	surface *surface
	charts  charts
	hand    hand
	clip    clip
	saveAs  string // the file that waits for the run
	message string // what the strip has said last that was no help
	before  string // the control whose help it goes before

	trainer *engine.Trainer // nil in tests
	events  chan engine.Event
	watched engine.View
	status  status
	left    *replaced // the run that can be brought back; nil is none
	recalls bool      // it has been asked for

	width, height float64 // of the window in CSS pixels
	ratio         float64
	scroll        float64 // how far the picture is moved up
	dark          bool    // theme

	canvas *ebiten.Image // the picture without controls, as last drawn
	stale  bool          // it is out of date though the scene is not
	shown  bool          // a layer has been seen
	title  string        // of the window, as last set
	titled time.Time
	pulse  pulse
	pace   pace
	blinks time.Time
	last   time.Time

	shot shot
}

func newWindow(l *scene.Linked, t *words.Table) *window {
	w := &window{words: t, clip: systemClip(), events: make(chan engine.Event, 256), ratio: 1, width: 1280, height: 900}
	w.scene = scene.New(w.view())
	w.surface = newSurface(w.set, t)
	if l != nil {
		w.scene.Open(*l)
	}
	return w
}

func (w *window) view() scene.View {
	return scene.View{W: w.width, Theme: w.theme(), Words: w.words, Calm: w.shot.file != ""}
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
		w.resize(width, height, ratio)
	}
	return math.Ceil(width * ratio), math.Ceil(height * ratio)
}

func (w *window) resize(width, height, ratio float64) {
	if ratio != w.ratio {
		w.surface.skin = nil
	}
	w.width, w.height, w.ratio = width, height, ratio
	w.scene.Resize(w.view())
	w.stale = true
}

// retheme changes between light and dark.
func (w *window) retheme(dark bool) {
	w.dark = dark
	w.surface.skin = nil
	w.scene.Resize(w.view())
	w.refresh()
}

// Update takes what happened since the last frame.
func (w *window) Update() error {
	w.pulse.seen()
	w.hear()
	if err := w.input(); err != nil {
		return err
	}
	if w.shot.taken {
		return ebiten.Termination
	}
	now := time.Now()
	if w.scene.Moving() {
		if !w.last.IsZero() {
			w.scene.Do(scene.Tick{Seconds: min(0.1, now.Sub(w.last).Seconds())})
		}
		w.last = now
		w.pulse.keep(4)
	} else {
		w.last = time.Time{}
	}
	if v := w.scene.Watch(); v != w.watched {
		w.ask()
	}
	if w.surface.typing() {
		w.blink()
	}
	return nil
}

// do hands an input to the scene.
func (w *window) do(in scene.Input) {
	if w.scene.Do(in) {
		w.pulse.keep(2)
	}
}

// top is where the picture begins, below the head.
func (w *window) top() float64 { return w.surface.above - w.scroll }

// below is where the charts begin, in the picture.
func (w *window) below() float64 { return w.scene.Layout().H + w.surface.below }

// most is how far the picture can be scrolled.
func (w *window) most() float64 {
	return max(0, w.surface.above+w.below()+w.charts.height+stripHeight-w.height)
}

// lay brings the controls up to date.
func (w *window) lay() error {
	if w.surface.skin == nil {
		k, err := newSkin(w.theme(), w.ratio)
		if err != nil {
			return err
		}
		w.surface.dress(k)
	}
	w.surface.sync(append(w.controls(), w.scene.Controls()...), surroundings{w.width, w.height, w.scene.Layout(), w.scroll})
	w.surface.strip.say(w.line())
	return nil
}

// Draw paints what is out of date, and the controls over it.
func (w *window) Draw(screen *ebiten.Image) {
	began := time.Now()
	if err := w.lay(); err != nil {
		panic(err) // the fonts are part of the program
	}
	if to := min(w.scroll, w.most()); to != w.scroll {
		w.scroll, w.stale = to, true
	}
	if size := screen.Bounds().Size(); w.canvas == nil || w.canvas.Bounds().Size() != size {
		w.canvas = ebiten.NewImage(size.X, size.Y)
		w.stale = true
	}
	if w.scene.Dirty() || w.stale {
		w.stale = false
		picture := w.scene.Picture()
		w.scene.Painted()
		if !w.shown && w.scene.Subject() != nil {
			w.shown = true
			w.pulse.rest()
		}
		w.canvas.Fill(color.NRGBA(w.theme().Surface))
		w.painter.paint(w.canvas, picture.Ops, w.ratio, w.top())
		w.painter.paint(w.canvas, w.geometry(), w.ratio, w.top())
		w.painter.paint(w.canvas, w.charts.draw(w.view()).Ops, w.ratio, w.top()+w.below())
	}
	screen.DrawImage(w.canvas, &ebiten.DrawImageOptions{Blend: ebiten.BlendCopy})
	w.surface.draw(screen)
	if w.status.running {
		w.pace.drawn(screen, began)
	}
	w.shot.take(w, screen)
}

// refresh has the window drawn anew.
func (w *window) refresh() {
	w.stale = true
	w.pulse.keep(2)
}

// blink has the caret of a field go on and off.
func (w *window) blink() {
	if now := time.Now(); now.After(w.blinks) {
		w.blinks = now.Add(caretTime)
		time.AfterFunc(caretTime, func() { w.pulse.keep(2) })
	}
}

const caretTime = 450 * time.Millisecond

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
