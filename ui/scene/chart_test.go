package scene

import (
	"math"
	"strings"
	"testing"

	"filtermaplab/engine"
)

// twoRuns is a history of an FM run that is over and a plain one under way.
func twoRuns() *History {
	h := &History{}
	for i, name := range []string{"ResNet-8-FM", "ResNet-8"} {
		h.Apply(engine.Ready{Network: name, Config: engine.Config{Epochs: 10, Rule: "mean"}, Data: engine.Dataset{Classes: make([]string, 10)}})
		for step := 1; step <= 1000; step++ {
			e := float64(step) / 100
			if i == 1 && e > 6 {
				break
			}
			h.Apply(engine.Stepped{Step: step, Epoch: e, Loss: 0.5 + 1.8*math.Exp(-e/2) + 0.1*float64(i), TrainAccuracy: 0.7 - 0.6*math.Exp(-e/3), LR: 0.05 * math.Sin(e/3.2)})
			if step%100 == 0 {
				h.Apply(engine.Evaluated{Step: step, Epoch: step / 100, TestAccuracy: 0.6 - 0.5*math.Exp(-e/3)})
			}
			if step%20 == 0 {
				h.Apply(engine.Snapshot{Step: step, Epoch: e, Layers: []engine.LayerNorm{
					{Name: "conv1", Weight: 3 + e, Grad: 0.1 / e}, {Name: "layer1.0.conv1", Weight: 10 + e, Grad: 0.02 / e},
				}})
			}
		}
	}
	return h
}

func TestChartsGolden(t *testing.T) {
	charts := twoRuns().Charts(Light(), nil, 3.25)
	pic, areas := DrawCharts(charts, View{W: 700, Theme: Light()})
	golden(t, "charts", pic.String())
	if len(areas) != 5 {
		t.Fatalf("%d charts, want loss, accuracy, rate, weights, gradients", len(areas))
	}
	for _, o := range pic.Ops {
		switch o := o.(type) {
		case Line:
			if len(o.Points) > mostPoints+1 {
				t.Errorf("a line of %d points, want at most %d", len(o.Points), mostPoints+1)
			}
			for _, p := range o.Points {
				if !(p.X >= 0 && p.X <= pic.W && p.Y >= 0 && p.Y <= pic.H) {
					t.Fatalf("a line runs through %v, outside %v x %v", p, pic.W, pic.H)
				}
			}
		case Text:
			if left, right := span1(o); left < 0 || right > pic.W {
				t.Errorf("%q runs from %.0f to %.0f", o.S, left, right)
			}
		}
	}
}

// A chart's head reads what stands under the cursor: the value before it.
func TestCursorReads(t *testing.T) {
	h := twoRuns()
	for _, c := range []struct {
		cursor float64
		want   string
	}{{2, precise(nil, 0.6+1.8*math.Exp(-1))}, {-1, precise(nil, 0.6+1.8*math.Exp(-3))}} {
		pic, _ := DrawCharts(h.Charts(Light(), nil, c.cursor), View{W: 350, Theme: Light()})
		if !strings.Contains(pic.String(), `"`+c.want+`"`) {
			t.Errorf("cursor at %v: no %s in the heads", c.cursor, c.want)
		}
	}
	charts := h.Charts(Light(), nil, -1)
	v := View{W: 350, Theme: Light()}
	_, areas := DrawCharts(charts, v)
	a := areas[0]
	for at, want := range map[float64]float64{a.X + v.rem(2.75): 0, a.X + a.W - v.rem(0.75): 10} {
		if got, ok := EpochAt(areas, charts, v, Point{at, a.Y + 50}); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("pointer at %v: epoch %v, %v; want %v", at, got, ok, want)
		}
	}
	if _, ok := EpochAt(areas, charts, v, Point{1, 1}); ok {
		t.Error("the margin has an epoch")
	}
}

// The table has the numbers that the charts end with, and a long run is thinned,
// not forgotten.
func TestLengthsAndLongRuns(t *testing.T) {
	h := twoRuns()
	table := h.LengthTable(nil, -1)
	if len(table.Rows) != 2 || table.Rows[0][1] != precise(nil, 9) || table.Rows[1][2] != precise(nil, 0.02/6) {
		t.Errorf("lengths %v", table.Rows)
	}
	var trail Trail
	const n = 10 * mostKept
	for i := range n {
		trail.add(float64(i), -float64(i))
	}
	if len(trail.X) > mostKept || len(trail.X) < mostKept/2 || trail.X[len(trail.X)-1] != n-1 || trail.X[0] > n/100 {
		t.Errorf("%d values from %v to %v", len(trail.X), trail.X[0], trail.X[len(trail.X)-1])
	}
	for i, x := range trail.X {
		if trail.Y[i] != -x {
			t.Fatalf("value %d: %v at %v", i, trail.Y[i], x)
		}
	}
}

// A loss that leaves the numbers breaks no scale, and a run that never began
// is not kept.
func TestHistoryOfTrouble(t *testing.T) {
	h := &History{}
	ready := engine.Ready{Network: "ResNet-8-FM", Config: engine.Config{Epochs: 2}}
	h.Apply(engine.Stepped{}) // before any run
	for range 9 {
		h.Apply(ready)
	}
	if len(h.Runs) != 1 {
		t.Errorf("%d runs after nine beginnings, want 1", len(h.Runs))
	}
	h.Apply(engine.Stepped{Epoch: 0.5, Loss: 2})
	h.Apply(engine.Stepped{Epoch: 1, Loss: math.Inf(1)})
	_, hi, _ := h.Charts(Light(), nil, -1)[0].scale()
	if hi != 2 {
		t.Errorf("scale ends at %v, want 2", hi)
	}
	for range 9 {
		h.Apply(ready)
		h.Apply(engine.Stepped{Epoch: 1, Loss: 1})
	}
	if len(h.Runs) != mostRuns {
		t.Errorf("%d runs are kept, want %d", len(h.Runs), mostRuns)
	}
}
