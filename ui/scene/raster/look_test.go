package raster_test

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/raster"
)

var look = flag.String("look", "", "folder to write pictures of many states into, for people to look at")

// trained is a run of two steps, real numbers for every state.
func trained(t testing.TB, variant string) *engine.Session {
	t.Helper()
	cfg := engine.DefaultConfig()
	cfg.Batch, cfg.Epochs = 8, 10
	if variant == "plain" {
		cfg.Variant = "plain"
	}
	s, err := engine.NewSessionWith(cfg, data.Shapes(4, 1, 7), reference.Device{}, engine.Options{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for range 6 {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func subject(t testing.TB, s *engine.Session, layer string) *scene.Subject {
	t.Helper()
	snap, err := s.Snapshot(engine.View{Layer: layer, Filters: true})
	if err != nil {
		t.Fatal(err)
	}
	return scene.NewSubject(&snap, filtermap.Geometry{}, nil)
}

// TestLook writes pictures of states that people should look at now and then.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("no -look folder")
	}
	s := trained(t, "fm")
	sub := subject(t, s, "layer1.0.conv1")
	pinned := scene.NewState(sub.G)
	with := func(f func(*scene.State)) scene.State {
		st := pinned
		f(&st)
		return st
	}
	wide, middle, phone := scene.View{W: 1000}, scene.View{W: 790}, scene.View{W: 351}
	for _, c := range []struct {
		name string
		v    scene.View
		sub  *scene.Subject
		st   scene.State
	}{
		{"pinned", wide, sub, pinned},
		{"pinned-middle", middle, sub, pinned},
		{"pinned-phone", phone, sub, pinned},
		{"solid", wide, sub, with(func(s *scene.State) { s.Pins = nil })},
		{"cell", wide, sub, with(func(s *scene.State) {
			s.Pins = []scene.Target{scene.OfCell(filtermap.Cell{M1: 0, M2: 0, C: 5})}
		})},
		{"backward", wide, sub, with(func(s *scene.State) {
			s.Mode, s.By, s.Play.At = scene.Backward, scene.Gradient, 0.3
			s.Pins = []scene.Target{scene.OfCell(filtermap.Cell{M1: 2, M2: 4, C: 5})}
		})},
		{"pixel", wide, sub, with(func(s *scene.State) { s.Mode = scene.OnePixel; s.Pixel = scene.Point2{I: 12, J: 14} })},
		{"pixel-phone", phone, sub, with(func(s *scene.State) { s.Mode = scene.OnePixel; s.Pixel = scene.Point2{I: 12, J: 14} })},
		{"extract", wide, sub, with(func(s *scene.State) { s.Mode, s.Play.Running, s.Play.At = scene.Extract, true, 7.4 })},
		{"pins", wide, sub, with(func(s *scene.State) {
			s.Pins = []scene.Target{scene.OfFilter(0), scene.OfFilter(2), scene.OfFilter(13), scene.OfFilter(7)}
		})},
		{"count", wide, sub, with(func(s *scene.State) { s.By, s.Pins = scene.Count, nil })},
		{"stem", wide, subject(t, s, "conv1"), scene.NewState(subject(t, s, "conv1").G)},
		{"layer2", wide, subject(t, s, "layer2.0.conv1"), scene.NewState(subject(t, s, "layer2.0.conv1").G)},
		{"layer3", wide, subject(t, s, "layer3.0.conv2"), scene.NewState(subject(t, s, "layer3.0.conv2").G)},
		{"plain", wide, subject(t, trained(t, "plain"), "layer1.0.conv1"), pinned},
	} {
		for theme, th := range map[string]scene.Theme{"light": scene.Light(), "dark": scene.Dark()} {
			c.v.Theme = th
			pic := raster.Paint(scene.Draw(c.st, c.sub, c.v), 1)
			f, err := os.Create(filepath.Join(*look, c.name+"-"+theme+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, pic); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
	}
}
