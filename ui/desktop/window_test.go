package main

import (
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
)

// opened is a window over a network that really trains, at step 1.
func opened(t testing.TB, o options) *window {
	t.Helper()
	w := newWindow(o.linked, nil)
	o.config.Batch, o.config.Epochs = 8, 5
	stop := w.train(o)
	t.Cleanup(stop)
	wait(t, w, func() bool { return w.status.ready.Steps > 0 && w.scene.Subject() != nil })
	w.set(scene.Set{Name: "run.step"})
	wait(t, w, func() bool { return w.status.last.Step == 1 && w.scene.Subject().Snap.Step == 1 })
	return w
}

// wait lets the window hear until a condition holds.
func wait(t testing.TB, w *window, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if w.hear(); time.Now().After(deadline) {
			t.Fatalf("nothing happens; the window says %q", w.status.title(nil))
		}
	}
}

func defaults(t testing.TB, args ...string) options {
	t.Helper()
	o, err := parse(args)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Every layer can be opened while the network trains.
func TestLayersWhileTraining(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	w := opened(t, defaults(t, "-rule", "sum"))
	w.set(scene.Set{Name: "run.train"})
	for _, l := range w.scene.Subject().Snap.Layers {
		w.do(scene.Set{Name: "layer", Value: l.Name})
		w.ask()
		wait(t, w, func() bool { return w.scene.Subject().Snap.Layer == l.Name })
		w.scene.Picture()
	}
	w.set(scene.Set{Name: "run.train"})
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
		{"-model", "vgg"}, {"-rule", "median"}, {"-link", "mode=fly"}, {"-link", "epochs=0"}, {"-epochs", "0"}, {"picture.png"}, {"-size", "100x100"}, {"-size", "wide"},
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
