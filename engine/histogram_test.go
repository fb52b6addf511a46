package engine

import (
	"math"
	"testing"
)

func TestHistogram(t *testing.T) {
	inf := float32(math.Inf(1))
	h := NewHistogram([]float32{-1, -1, 1, 1, inf, float32(math.NaN())})
	if h.Range != 5 || h.Mean != 0 || h.Std != 1 { // 4 x 1, the next is 5
		t.Errorf("got range %v, mean %v, std %v; want 5, 0, 1", h.Range, h.Mean, h.Std)
	}
	// A bin is 0.25 wide: -1 begins bin 16, 1 bin 24.
	for i, n := range h.Counts {
		want := 0
		if i == 16 || i == 24 {
			want = 2
		}
		if n != want {
			t.Errorf("bin %d: got %d, want %d", i, n, want)
		}
	}
	far := make([]float32, 1000)
	far[0], far[1] = -1e30, 1e30
	if h := NewHistogram(far); h.Counts[HistogramBins/2] != 998 || h.Counts[0] > 1 {
		t.Errorf("outliers: got %v", h.Counts)
	}
	if h := NewHistogram(nil); h.Counts != nil || h.Range != 0 {
		t.Errorf("of nothing: got %+v", h)
	}
	if h := NewHistogram(make([]float32, 3)); h.Range != 1 || h.Counts[HistogramBins/2] != 3 {
		t.Errorf("of zeros: got %+v", h)
	}
}

func TestRoundUp(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{{0, 1}, {1, 1}, {1.1, 2}, {2.5, 5}, {6, 10}, {0.0031, 0.005}} {
		if got := roundUp(c.x); math.Abs(got-c.want) > 1e-12*c.want {
			t.Errorf("%v: got %v, want %v", c.x, got, c.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	b := newBench(t, smallRun())
	await[Answered](b)
	b.Send(Measure{PerSecond: 1000})
	first := await[Measured](b)
	for i, l := range first.Layers {
		if l.Name == "" || sum(l.Weight.Counts) == 0 || l.Grad.Counts != nil || l.Output.Counts != nil {
			t.Errorf("layer %d before the first step: got %+v", i, l)
		}
	}
	b.Send(Step{N: 1})
	m := await[Measured](b)
	if m.Step != 1 || len(m.Layers) != len(first.Layers) {
		t.Fatalf("got step %d, %d layers", m.Step, len(m.Layers))
	}
	for _, l := range m.Layers {
		if sum(l.Weight.Counts) != sum(l.Grad.Counts) || l.Grad.Std == 0 {
			t.Errorf("%s: %d weights, %d gradients of spread %v", l.Name, sum(l.Weight.Counts), sum(l.Grad.Counts), l.Grad.Std)
		}
	}
}

// A session that keeps activations counts those of the first pictures.
func TestMeasuredOutputs(t *testing.T) {
	s := watched(t, small())
	steps(t, s, 1)
	m, err := s.Measured()
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range m.Layers {
		c := s.net.Layers[i].Conv
		if want := min(s.cfg.Batch, histogramPictures) * c.K * c.Ho() * c.Wo(); sum(l.Output.Counts) != want {
			t.Errorf("%s: got %d outputs, want %d", l.Name, sum(l.Output.Counts), want)
		}
	}
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
