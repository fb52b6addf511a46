package main

import (
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/raster"
)

// What two painters may differ by: pixels on edges, where each has its own way
// of counting what is covered.
const (
	edgeDifference = 48    // of a channel's 255
	edgeShare      = 0.005 // of all pixels; measured 0.0007 at most
)

// opened is a window over a network that really trains, at step 1.
func opened(t *testing.T, o options) *window {
	t.Helper()
	w := newWindow(o.linked, nil)
	o.config.Batch, o.config.Epochs = 8, 5
	stop := w.train(o)
	t.Cleanup(stop)
	wait(t, w, func() bool { return w.status.ready.Steps > 0 && w.scene.Subject() != nil })
	w.command(scene.Set{Name: "run.step"})
	wait(t, w, func() bool { return w.status.last.Step == 1 && w.scene.Subject().Snap.Step == 1 })
	return w
}

// wait lets the window hear until a condition holds.
func wait(t *testing.T, w *window, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if w.hear(); time.Now().After(deadline) {
			t.Fatalf("nothing happens; the window says %q", w.status.title(nil))
		}
	}
}

func defaults(t *testing.T, args ...string) options {
	t.Helper()
	o, err := parse(args)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The window shows what the software painter shows.
func TestPaintersAgree(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	w := opened(t, defaults(t))
	for _, set := range []scene.Set{{Name: "mode", Value: "explore"}, {Name: "by", Value: "count"}, {Name: "mode", Value: "backward"}, {Name: "mode", Value: "pixel"}} {
		w.do(set)
		pic := w.scene.Picture()
		want := raster.Paint(pic, 1)
		var got *image.RGBA
		onStage(t, func(*ebiten.Image) {
			canvas := ebiten.NewImage(want.Rect.Dx(), want.Rect.Dy())
			var p painter
			p.paint(canvas, pic.Ops, 1, 0)
			got = image.NewRGBA(want.Rect)
			canvas.ReadPixels(got.Pix)
		})
		off, worst := 0, 0.0
		for i := 0; i < len(got.Pix); i += 4 {
			d := 0.0
			for c := range 3 {
				d = max(d, math.Abs(float64(got.Pix[i+c])-float64(want.Pix[i+c])))
			}
			worst = max(worst, d)
			if d > edgeDifference {
				off++
			}
		}
		share := float64(off) / float64(len(got.Pix)/4)
		t.Logf("%s=%s: %.2f %% of the pixels differ by more than %d, the worst by %.0f", set.Name, set.Value, 100*share, edgeDifference, worst)
		if share > edgeShare {
			t.Errorf("%s=%s: %.2f %% of the pixels differ, want at most %.2f %%", set.Name, set.Value, 100*share, 100*edgeShare)
		}
	}
}

// A person presses, drags and types; the scene answers.
func TestHandsAndKeys(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	w := opened(t, defaults(t))
	click := func(at scene.Point) {
		w.press(at)
		w.lift(at, false)
		w.hand.at = at
	}
	handle := func(name, value string) scene.Point {
		for _, h := range w.controls().Handles {
			if h.Set == (scene.Set{Name: name, Value: value}) {
				return scene.Point{X: h.Area.X + 2, Y: h.Area.Y + 2}
			}
		}
		t.Fatalf("no control sets %s to %s", name, value)
		return scene.Point{}
	}
	click(handle("mode", "extract"))
	if w.scene.State().Mode != scene.Extract {
		t.Error("the second mode was pressed, but not entered")
	}
	click(handle("mode", "explore"))

	yaw := w.scene.State().Yaw
	m := w.scene.Layout().Map
	from := scene.Point{X: m.X + m.W/2, Y: m.Y + m.H/2}
	w.press(from)
	w.hand.at = from
	w.move(scene.Point{X: from.X + 50, Y: from.Y}, false)
	w.lift(scene.Point{X: from.X + 50, Y: from.Y}, false)
	if w.scene.State().Yaw <= yaw {
		t.Error("dragged to the right, but the map did not turn")
	}

	w.focus(false)
	if err := w.key(ebiten.KeyArrowRight, false); err != nil {
		t.Fatal(err)
	}
	if a := w.scene.State().Active(); a.Kind != scene.Filter {
		t.Errorf("Tab and an arrow: %v is active, want a filter", a)
	}
	if err := w.key(ebiten.KeyM, false); err != nil || w.scene.State().Mode != scene.Extract {
		t.Errorf("M: mode %v, error %v", w.scene.State().Mode, err)
	}
}

// Every layer can be opened while the network trains.
func TestLayersWhileTraining(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	w := opened(t, defaults(t, "-rule", "sum"))
	w.command(scene.Set{Name: "run.train"})
	for _, l := range w.scene.Subject().Snap.Layers {
		w.do(scene.Set{Name: "layer", Value: l.Name})
		w.ask()
		wait(t, w, func() bool { return w.scene.Subject().Snap.Layer == l.Name })
		w.scene.Picture()
	}
	w.command(scene.Set{Name: "run.train"})
	wait(t, w, func() bool { return !w.status.running })
	if title := w.status.title(nil); !strings.Contains(title, "ResNet-8-FM, epoch") {
		t.Errorf("title %q", title)
	}
}

func TestLink(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	const fragment = "seed=77&rule=sum&layer=layer2.0.conv1&mode=backward&by=gradient&slice=3&pins=cell.1.2.3"
	w := opened(t, defaults(t, "-link", fragment))
	wait(t, w, func() bool { return w.scene.Subject().Snap.Layer == "layer2.0.conv1" })
	s := w.scene.State()
	if s.Mode != scene.Backward || s.Slice != 3 || len(s.Pins) != 1 || s.Pins[0].Kind != scene.Cell {
		t.Errorf("opened %+v", s)
	}
	if c := w.status.ready.Config; c.Seed != 77 || c.Rule != "sum" {
		t.Errorf("trains %+v", c)
	}
	if got := w.link(); !strings.Contains(got, "pins=cell.1.2.3") || !strings.Contains(got, "seed=77") {
		t.Errorf("the link is now %s", got)
	}
	if n := len(w.charts.history.Runs); n != 1 || len(w.charts.history.Runs[0].Loss.X) != 1 {
		t.Errorf("%d runs in the charts, want one of a step", n)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"-model", "vgg"}, {"-rule", "median"}, {"-link", "mode=fly"}, {"-link", "epochs=0"}, {"-epochs", "0"}, {"picture.png"},
	} {
		if o, err := parse(args); err == nil {
			t.Errorf("%v: understood as %+v", args, o)
		}
	}
}

func TestFailureIsInTheTitle(t *testing.T) {
	s := status{failure: "the file is damaged"}
	if got := s.title(nil); got != "FilterMap Lab: the file is damaged" {
		t.Errorf("title %q", got)
	}
	if got := (status{ready: engine.Ready{Steps: 1, Network: "ResNet-8-FM", Params: 14314}}).title(nil); !strings.Contains(got, "14,314 parameters") {
		t.Errorf("title %q", got)
	}
}
