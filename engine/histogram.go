package engine

import (
	"math"
	"time"

	"filtermaplab/engine/program"
)

type (
	// Measure asks for the spread of every layer's numbers: Measured at once,
	// after every start of a run, and while training at most PerSecond times a
	// second and no more than one part in forty of the time. PerSecond 0 stops.
	Measure struct{ PerSecond float64 }

	// Measured has histograms of every layer, in forward order.
	Measured struct {
		Step   int           `json:"step"`
		Epoch  float64       `json:"epoch"`
		Layers []LayerSpread `json:"layers"`
	}

	// LayerSpread is how a layer's numbers are spread: weights and their
	// gradient in the last step, and what the layer put out for the first
	// pictures of that step. Gradient and output are empty before the first
	// step, and the output in sessions that do not keep activations.
	LayerSpread struct {
		Name   string    `json:"name"`
		IsMap  bool      `json:"isMap"`
		Weight Histogram `json:"weight"`
		Grad   Histogram `json:"grad"`
		Output Histogram `json:"output"`
	}

	// Histogram counts numbers in HistogramBins equal steps from -Range to
	// Range. What lies beyond is counted at the ends. Range is 1, 2 or 5 times
	// a power of ten and at least four times the root mean square, so that it
	// rarely changes while numbers grow. The zero Histogram is of no numbers.
	Histogram struct {
		Range  float64 `json:"range"`
		Mean   float64 `json:"mean"`
		Std    float64 `json:"std"` // root of the mean square deviation
		Counts []int   `json:"counts"`
	}
)

func (Measure) command() {}
func (Measured) event()  {}

// HistogramBins is even: half of the bins are below zero, half above.
const HistogramBins = 40

// histogramPictures is how many pictures of a step the outputs are counted
// of: enough for the shape, a small part of the step's arithmetic.
const histogramPictures = 4

// measureShare bounds the time that Measure takes: one part in so many.
const measureShare = 40

// NewHistogram counts v. Numbers that are not finite are left out.
func NewHistogram(v []float32) Histogram {
	var n, sum, squares float64
	for _, x := range v {
		if f := float64(x); finite(f) {
			n++
			sum += f
			squares += f * f
		}
	}
	if n == 0 {
		return Histogram{}
	}
	mean := sum / n
	h := Histogram{
		Mean: mean, Std: math.Sqrt(max(0, squares/n-mean*mean)),
		Range: roundUp(4 * math.Sqrt(squares/n)), Counts: make([]int, HistogramBins),
	}
	scale := float32(HistogramBins / (2 * h.Range))
	for _, x := range v {
		if !finite(float64(x)) {
			continue
		}
		at := x*scale + HistogramBins/2 // may be infinite: compared before it is made whole
		switch {
		case at < 0:
			h.Counts[0]++
		case at >= HistogramBins:
			h.Counts[HistogramBins-1]++
		default:
			h.Counts[int(at)]++
		}
	}
	return h
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// roundUp returns the next of 1, 2 or 5 times a power of ten; 1 for 0.
func roundUp(x float64) float64 {
	if x == 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, f := range []float64{1, 2, 5} {
		if x <= f*power {
			return f * power
		}
	}
	return 10 * power
}

// Measured counts every layer's numbers. It trains nothing and changes nothing.
func (s *Session) Measured() (Measured, error) {
	m := Measured{Step: s.step, Epoch: float64(s.step) / float64(s.StepsPerEpoch())}
	for _, l := range s.net.Layers {
		p := s.net.Params[l.Param]
		spread := LayerSpread{Name: l.Name, IsMap: l.Map != nil}
		w, err := s.Read(p.Weight)
		if err != nil {
			return Measured{}, err
		}
		spread.Weight = NewHistogram(w)
		if s.trained {
			g, err := s.Read(p.Grad)
			if err != nil {
				return Measured{}, err
			}
			spread.Grad = NewHistogram(g)
		}
		if s.trained && s.keeps && l.Output != program.None {
			out, err := s.Read(l.Output)
			if err != nil {
				return Measured{}, err
			}
			batch := s.net.Program.Batch
			spread.Output = NewHistogram(out[:len(out)/batch*min(batch, histogramPictures)])
		}
		m.Layers = append(m.Layers, spread)
	}
	return m, nil
}

// measuring is a Measure under way.
type measuring struct {
	Measure
	seen time.Time
	cost time.Duration
}

// due reports whether it is time for the next.
func (m measuring) due() bool {
	return m.PerSecond > 0 && time.Since(m.seen) >= max(time.Duration(float64(time.Second)/m.PerSecond), measureShare*m.cost)
}

// measureNow emits histograms if somebody asked for them.
func (t *Trainer) measureNow() error {
	if t.measure.PerSecond <= 0 {
		return nil
	}
	start := time.Now()
	m, err := t.session.Measured()
	if err != nil {
		return err
	}
	t.opts.Emit(m)
	t.measure.seen = time.Now()
	t.measure.cost = t.measure.seen.Sub(start)
	return nil
}
