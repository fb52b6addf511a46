package main

import (
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
)

// A window in which nothing moves costs nothing: no frame comes unasked. It may
// have something to finish first.
func TestIdleCostsNothing(t *testing.T) {
	sits(t)
	const watched, most, tries = time.Second, 0.03, 30 // of a core
	for try := 1; ; try++ {
		before := processorTime(t)
		time.Sleep(watched)
		share := float64(processorTime(t)-before) / float64(watched)
		t.Logf("%.2f %% of a core", 100*share)
		if share <= most {
			return
		}
		if try == tries {
			t.Fatalf("a still window takes %.1f %% of a core, want at most %.0f %%", 100*share, 100*most)
		}
	}
}

// What a training step costs with the window on show, and without.
func BenchmarkTraining(b *testing.B) {
	for _, shown := range []bool{false, true} {
		name := map[bool]string{false: "hidden", true: "shown"}[shown]
		b.Run(name, func(b *testing.B) {
			if noDisplay != "" {
				b.Skip(noDisplay)
			}
			o, err := parse([]string{"-epochs", "1000"})
			if err != nil {
				b.Fatal(err)
			}
			w := newWindow(nil, nil)
			stop := w.train(o)
			defer stop()
			done := func(step int) {
				for {
					curtain.Lock()
					if !shown {
						w.hear()
					}
					there := w.status.ready.Steps > 0 && w.status.last.Step >= step && !w.status.running
					curtain.Unlock()
					if there {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
			if shown {
				curtain.Lock()
				onShow = w
				curtain.Unlock()
				w.pulse.keep(4)
				defer func() {
					curtain.Lock()
					onShow = nil
					curtain.Unlock()
				}()
			}
			done(0)
			before := processorTime(b)
			b.ResetTimer()
			w.send(engine.Step{N: b.N})
			done(b.N)
			b.ReportMetric(float64(processorTime(b)-before)/1e6/float64(b.N), "cpu-ms/step")
		})
	}
}

// From the pointer's move to the picture in which what it points at is lit.
func BenchmarkHover(b *testing.B) {
	p := sits(b)
	tile := func(k int) scene.Point {
		return p.hit(func(t scene.Target) bool { return t.Kind == scene.Element && t.K == k })
	}
	places := [2]scene.Point{tile(2), tile(4)}
	before, n := processorTime(b), 0
	for b.Loop() {
		k := 2 + 2*(n%2)
		p.points(places[n%2])
		p.until("it is lit", func() bool { return p.w.scene.State().Hover.K == k && !p.w.scene.Dirty() })
		n++
	}
	b.ReportMetric(float64(processorTime(b)-before)/1e6/float64(n), "cpu-ms/hover")
}
