package engine

import (
	"math"
	"slices"
	"testing"
	"time"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/filtermap"
)

// gradientTolerance is relative to the largest gradient: the filters' and the
// map's gradients are the same sums of 32-bit numbers in another order.
const gradientTolerance = 2e-4

func watched(t *testing.T, cfg Config) *Session {
	t.Helper()
	s, err := NewSessionWith(cfg, data.Shapes(2, 1, 7), reference.Device{}, Options{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func snapshot(t *testing.T, s *Session, v View) Snapshot {
	t.Helper()
	snap, err := s.Snapshot(v)
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// What a snapshot says of a layer's forward pass is what the layer computes.
func TestSnapshotPictureThroughLayer(t *testing.T) {
	s := watched(t, small())
	steps(t, s, 1)
	for _, layer := range []string{"conv1", "layer1.0.conv1", "layer2.0.conv1"} {
		// Start has the weights that the first step computed with.
		snap := snapshot(t, s, View{Layer: layer})
		c, g := snap.Conv, snap.Map
		for _, at := range [][3]int{{0, 0, 0}, {c.K - 1, c.Ho() - 1, 3}, {c.K / 2, 5, c.Wo() / 2}} {
			k, i, j := at[0], at[1], at[2]
			var want float64
			for ch := range c.C {
				for r := range c.R {
					for q := range c.S {
						h, w := i*c.Stride+r-c.Pad, j*c.Stride+q-c.Pad
						if h < 0 || h >= c.H || w < 0 || w >= c.W {
							continue
						}
						m := g.CellIndex(g.Cell(filtermap.Element{K: k, C: ch, S1: r, S2: q}))
						want += float64(snap.Input[(ch*c.H+h)*c.W+w]) * float64(snap.Start[m])
					}
				}
			}
			got := float64(snap.Output[(k*c.Ho()+i)*c.Wo()+j])
			if math.Abs(got-want) > 1e-4*max(1, math.Abs(want)) {
				t.Errorf("%s: output %v is %v, but patch times window is %v", layer, at, got, want)
			}
		}
	}
}

// The filters' gradients reduce to the map's under both rules.
func TestSnapshotFilterGradReducesToGrad(t *testing.T) {
	for _, rule := range []filtermap.Rule{filtermap.Mean, filtermap.Sum} {
		cfg := small()
		cfg.Rule = rule.String()
		s := watched(t, cfg)
		steps(t, s, 1)
		for _, layer := range []string{"conv1", "layer1.0.conv1", "layer2.0.conv1"} {
			snap := snapshot(t, s, View{Layer: layer, Filters: true})
			got := make([]float32, len(snap.Grad))
			filtermap.NewIndex(snap.Map).Scatter(got, snap.FilterGrad, snap.Rule)
			var most, worst float64
			for i, want := range snap.Grad {
				most = max(most, math.Abs(float64(want)))
				worst = max(worst, math.Abs(float64(got[i]-want)))
			}
			if most == 0 || worst > gradientTolerance*most {
				t.Errorf("%s, %v: reduced filter gradients are off by %g of at most %g", layer, rule, worst, most)
			}
		}
	}
}

func TestSnapshotIsACopy(t *testing.T) {
	s := watched(t, small())
	if first := snapshot(t, s, View{}); first.Layer != "layer1.0.conv1" {
		t.Errorf("opens with %s, want the first map whose channels wrap", first.Layer)
	}
	before := snapshot(t, s, View{Layer: "conv1"})
	if before.Layer != "conv1" || !before.IsMap || before.Step != 0 || len(before.Input) != 0 {
		t.Errorf("at step 0: %s, map %v, step %d, %d inputs", before.Layer, before.IsMap, before.Step, len(before.Input))
	}
	if !slices.Equal(before.Weights, before.Start) {
		t.Error("at step 0 the weights are not the start")
	}
	was := slices.Clone(before.Weights)
	steps(t, s, 1)
	after := snapshot(t, s, View{Layer: "conv1"})
	if !slices.Equal(before.Weights, was) {
		t.Error("a step changed an older snapshot")
	}
	if slices.Equal(after.Weights, was) || !slices.Equal(after.Start, was) {
		t.Error("after a step: weights must have moved and the start must not")
	}
	if len(after.Picture.Pix) != data.PictureSize || len(after.InputGrad) != 0 {
		t.Errorf("first layer: %d bytes of picture, %d input gradients", len(after.Picture.Pix), len(after.InputGrad))
	}
	_, err := s.Snapshot(View{Layer: "layer9"})
	wantError(t, "no such layer", err, "want one of ResNet-8-FM")
}

// Looking changes nothing: equal runs end with equal weights.
func TestKeepAndSnapshotChangeNothing(t *testing.T) {
	bare := newSession(t, small(), data.Shapes(2, 1, 7))
	steps(t, bare, 2)
	s := watched(t, small())
	steps(t, s, 1)
	snapshot(t, s, View{Filters: true})
	steps(t, s, 1)
	if got, want := fingerprint(t, s), fingerprint(t, bare); got != want {
		t.Errorf("watched run ends at %s, unwatched at %s", got, want)
	}
}

func TestTrainerWatches(t *testing.T) {
	b := newBench(t, small())
	await[Answered](b)
	b.Send(Watch{View: View{Layer: "layer1.0.conv1"}, PerSecond: 8})
	if snap := await[Snapshot](b); snap.Layer != "layer1.0.conv1" || snap.Step != 0 {
		t.Errorf("first snapshot: %s at step %d", snap.Layer, snap.Step)
	}
	b.Send(Step{N: 1})
	if snap := await[Snapshot](b); snap.Step != 1 {
		t.Errorf("snapshot of step %d where training paused, want 1", snap.Step)
	}
	cfg := small()
	cfg.Variant = "plain"
	b.Send(Watch{View: View{Layer: "no such"}, PerSecond: 8})
	if snap := await[Snapshot](b); snap.Layer != "layer1.0.conv1" {
		t.Errorf("unknown layer: shows %s, want the first map that wraps", snap.Layer)
	}
	b.Send(Configure{Config: cfg})
	if snap := await[Snapshot](b); snap.IsMap || snap.Step != 0 {
		t.Errorf("after Configure: map %v, step %d", snap.IsMap, snap.Step)
	}
}

func TestWatchKeepsToItsShare(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name string
		w    watch
		want bool
	}{
		{"off", watch{}, false},
		{"first", watch{Watch: Watch{PerSecond: 8}}, true},
		{"too soon", watch{Watch: Watch{PerSecond: 8}, seen: now}, false},
		{"pause over", watch{Watch: Watch{PerSecond: 8}, seen: now.Add(-200 * time.Millisecond)}, true},
		{"too dear", watch{Watch: Watch{PerSecond: 8}, seen: now.Add(-200 * time.Millisecond), cost: 50 * time.Millisecond}, false},
		{"dear but rare", watch{Watch: Watch{PerSecond: 8}, seen: now.Add(-2 * time.Second), cost: 50 * time.Millisecond}, true},
	} {
		if got := c.w.due(); got != c.want {
			t.Errorf("%s: due %v, want %v", c.name, got, c.want)
		}
	}
}

// BenchmarkSnapshot is the cost that watchShare bounds.
func BenchmarkSnapshot(b *testing.B) {
	s, err := NewSessionWith(DefaultConfig(), data.Shapes(10, 1, 7), reference.Device{}, Options{Keep: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Step(); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		view View
	}{{"layer", View{Layer: "layer1.0.conv1"}}, {"filters", View{Layer: "layer1.0.conv1", Filters: true}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Snapshot(c.view); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
