// Package scenetest holds painters to each other: scenes that show everything
// a draw list can say, and what two paintings of one may differ by. The
// software painter (package raster) is the one that others are held to; the
// page's canvas and the desktop's window are tested with the same scenes.
package scenetest

import (
	"fmt"
	"image"
	"math"

	"filtermaplab/engine"
	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/fixture"
)

// Scene is a picture with a name.
type Scene struct {
	Name    string
	Picture *scene.Picture
}

// Scenes draws the scenes: every mode, both themes, wide and narrow, a solid
// block, several pins, slices as images, charts.
func Scenes() []Scene {
	usual, many := subject(fixture.Usual()), subject(fixture.Many())
	wide := scene.View{W: 960, Theme: scene.Light()}
	dark := scene.View{W: 960, Theme: scene.Dark()}
	phone := scene.View{W: 343, Theme: scene.Light(), Coarse: true}
	var all []Scene
	add := func(name string, sub *scene.Subject, v scene.View, change func(*scene.State)) {
		s := scene.NewState(sub.G)
		if change != nil {
			change(&s)
		}
		all = append(all, Scene{name, scene.Draw(s.Settled(), sub, v)})
	}
	cell := scene.OfCell(filtermap.Cell{M1: 2, M2: 4, C: 5})
	add("explore", usual, wide, nil)
	add("solid by count, dark", usual, dark, func(s *scene.State) { s.Pins, s.By = nil, scene.Count })
	add("four pins", usual, wide, func(s *scene.State) {
		s.Pins = []scene.Target{scene.OfFilter(0), scene.OfFilter(2), scene.OfFilter(13), scene.OfFilter(7)}
	})
	add("extract", usual, wide, func(s *scene.State) { s.Mode, s.Play.Running, s.Play.At = scene.Extract, true, 7.4 })
	add("backward, dark", usual, dark, func(s *scene.State) {
		s.Mode, s.By, s.Play.At, s.Pins = scene.Backward, scene.Gradient, 0.3, []scene.Target{cell}
	})
	add("one pixel", usual, wide, func(s *scene.State) { s.Mode, s.Pixel = scene.OnePixel, scene.Point2{I: 2, J: 3} })
	add("phone", usual, phone, nil)
	add("slabs", many, wide, nil)
	add("fanned out", usual, wide, func(s *scene.State) { s.Fan = 1 })
	charts, _ := scene.DrawCharts(history().Charts(wide.Theme, nil, 1.5), wide)
	return append(all, Scene{"charts", charts})
}

// history is a run that is over and one under way.
func history() *scene.History {
	h := &scene.History{}
	for _, run := range []struct {
		name  string
		steps int
	}{{"ResNet-8-FM", 40}, {"ResNet-8", 25}} {
		h.Apply(engine.Ready{Network: run.name, Config: engine.Config{Epochs: 4, Rule: "mean"}, Data: engine.Dataset{Classes: make([]string, 10)}})
		for step := 1; step <= run.steps; step++ {
			e := float64(step) / 10
			h.Apply(engine.Stepped{Step: step, Epoch: e, Loss: 0.5 + 1.8*math.Exp(-e), TrainAccuracy: 0.7 - 0.6*math.Exp(-e), LR: 0.05 * math.Sin(e)})
			h.Apply(engine.Snapshot{Step: step, Epoch: e, Layers: []engine.LayerNorm{{Name: "conv1", Weight: 3 + e, Grad: 0.1 / e}}})
		}
	}
	return h
}

func subject(g filtermap.Geometry) *scene.Subject {
	return scene.NewSubject(fixture.Snapshot(g), filtermap.Geometry{}, nil)
}

// Shapes is a picture without its texts. Painters set letters in their own
// ways; everything else has to agree closely.
func Shapes(p *scene.Picture) *scene.Picture {
	q := *p
	q.Ops = nil
	for _, o := range p.Ops {
		if _, text := o.(scene.Text); !text {
			q.Ops = append(q.Ops, o)
		}
	}
	return &q
}

// Tolerance is what two paintings may differ by.
type Tolerance struct {
	Channel float64 // a pixel differs if a channel does by more, of 255
	Share   float64 // of all pixels may differ
}

// Difference is how two paintings differ.
type Difference struct {
	Share float64 // of the pixels that differ by more than Channel
	Worst float64 // of all channels of all pixels
}

func (d Difference) String() string {
	return fmt.Sprintf("%.3f %% of the pixels differ, the worst by %.0f", 100*d.Share, d.Worst)
}

// Compare measures how got differs from want. It panics where they are not
// equally large.
func Compare(got, want *image.RGBA, channel float64) Difference {
	if got.Rect != want.Rect {
		panic(fmt.Sprintf("scenetest: want a picture of %v, got %v", want.Rect, got.Rect))
	}
	var d Difference
	n := len(want.Pix) / 4
	for i := range n {
		off := 0.0
		for c := range 3 {
			off = max(off, math.Abs(float64(got.Pix[4*i+c])-float64(want.Pix[4*i+c])))
		}
		d.Worst = max(d.Worst, off)
		if off > channel {
			d.Share++
		}
	}
	d.Share /= float64(n)
	return d
}
