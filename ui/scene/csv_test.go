package scene

import (
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"filtermaplab/engine"
)

// The CSV has every value of every run that the charts show.
func TestCurvesCSV(t *testing.T) {
	h := twoRuns()
	h.Apply(engine.Stepped{Epoch: 7, Loss: math.Inf(1)})
	rows, err := csv.NewReader(strings.NewReader(h.CurvesCSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 1000 + 600 + 1; len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	tests := 0
	for i, row := range rows[1:] {
		run := &h.Runs[0]
		at := i
		if i >= 1000 {
			run, at = &h.Runs[1], i-1000
		}
		if row[1] != run.Name || row[2] != plainNumber(run.Loss.X[at]) || row[3] != plainNumber(run.Loss.Y[at]) {
			t.Fatalf("row %d: %v", i, row)
		}
		if row[7] != "" {
			tests++
			if _, err := strconv.ParseFloat(row[7], 64); err != nil {
				t.Errorf("row %d: test accuracy %q", i, row[7])
			}
		}
	}
	if tests != 16 {
		t.Errorf("%d tests, want 16", tests)
	}
	if last := rows[len(rows)-1]; last[3] != "+inf" {
		t.Errorf("a loss that became infinite is written %q", last[3])
	}
}

func TestLengthsCSV(t *testing.T) {
	h := twoRuns()
	rows, err := csv.NewReader(strings.NewReader(h.LengthsCSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 2*50 + 2*30; len(rows) != want {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	last := rows[len(rows)-1]
	if last[0] != "2" || last[3] != "layer1.0.conv1" || last[4] != "16" {
		t.Errorf("the last row is %v", last)
	}
}

// A pointer picks the line next to it, the layer under the microscope stands
// out, and that layer's line of the earlier run lies behind.
func TestLayerStandsOut(t *testing.T) {
	h := twoRuns()
	h.Apply(engine.Snapshot{Epoch: 6.2, Layer: "conv1", Layers: []engine.LayerNorm{{Name: "conv1", Weight: 9, Grad: 0.02}, {Name: "layer1.0.conv1", Weight: 16, Grad: 0.003}}})
	v := View{W: 1000, Theme: Light()}
	charts := h.Charts(v.Theme, nil, 3)
	weights := charts[3]
	old := 0
	for _, s := range weights.Series {
		if s.Old {
			old++
			if s.Name != "conv1" {
				t.Errorf("an earlier run's %s is drawn", s.Name)
			}
		}
	}
	if weights.Near != "conv1" || old != 1 {
		t.Errorf("%q stands out before %d earlier lines, want conv1 before 1", weights.Near, old)
	}
	pic, areas := DrawCharts(charts, v)
	if s := pic.String(); !strings.Contains(s, `"conv1"`) || strings.Contains(s, `"layer1.0.conv1"`) {
		t.Error("the head reads another layer than the one that stands out")
	}
	place := weights.places(weights.plot(areas[3], v))
	for name, y := range map[string]float64{"conv1": 6, "layer1.0.conv1": 13} {
		at := place(3, y)
		if got := SeriesAt(areas, charts, v, at.add(0, 1)); got != name {
			t.Errorf("at %s's line: %q", name, got)
		}
	}
	if got := SeriesAt(areas, charts, v, Point{0, 0}); got != "" {
		t.Errorf("in the margin: %q", got)
	}
	table := h.LengthTable(nil, 3)
	if want := precise(nil, 6); table.Rows[0][1] != want {
		t.Errorf("conv1 at epoch 3: %s in the table, want %s", table.Rows[0][1], want)
	}
}

// An earlier run that lasted longer ends at the axis.
func TestLongerRunEndsAtTheAxis(t *testing.T) {
	h := twoRuns()
	h.Apply(engine.Ready{Network: "ResNet-8-FM", Config: engine.Config{Epochs: 2}})
	h.Apply(engine.Stepped{Step: 1, Epoch: 0.1, Loss: 2})
	v := View{W: 700, Theme: Light()}
	charts := h.Charts(v.Theme, nil, -1)
	pic, areas := DrawCharts(charts, v)
	right := charts[0].plot(areas[0], v)
	for _, o := range pic.Ops {
		if l, ok := o.(Line); ok && l.Points[0].X < right.X+right.W && l.Points[len(l.Points)-1].X > areas[0].X+areas[0].W && areas[0].Contains(l.Points[0]) {
			t.Errorf("a line leaves the plot for %v", l.Points[len(l.Points)-1])
		}
	}
}
