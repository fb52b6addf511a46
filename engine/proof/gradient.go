package proof

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Gradient is what the gradient check found.
type Gradient struct {
	Layer string  `json:"layer"`
	IsMap bool    `json:"isMap"`
	Shape []int   `json:"shape"` // of the map or the filters
	Cells []Moved `json:"cells"`
	Worst float64 `json:"worst"` // the largest relative error
	Limit float64 `json:"limit"` // up to which the check holds
	Step  float64 `json:"step"`  // that a cell was moved up and down
}

// Moved is one weight that was moved.
type Moved struct {
	Index      int     `json:"index"`      // in the map (Hm,Wm,C) or the filters (K,C,R,S)
	Backward   float64 `json:"backward"`   // its gradient by the backward pass
	Difference float64 `json:"difference"` // (loss above - loss below) / (2 Step)
	Error      float64 `json:"error"`      // of the two, relative to the larger
}

// Holds reports whether the backward pass is right as far as can be seen.
func (g Gradient) Holds() bool { return len(g.Cells) > 0 && g.Worst <= g.Limit }

const (
	// gradientLimit allows for the rounding of 32-bit logits and for the few
	// ReLUs that change sides within a step: right gradients of every layer of
	// ResNet-8-FM were measured to stay below half of it.
	gradientLimit = 0.05
	// gradientStep is relative to the root mean square of the weights: above,
	// more ReLUs change sides; below, rounding of the logits takes over.
	gradientStep = 0.003
)

// Gradient moves so many weights of the layer, spread over the quarter with
// the largest gradients, where 32-bit arithmetic can tell a difference from
// rounding. Maps are checked under the sum rule, which is the true derivative;
// the mean rule divides it by n_j. Progress may be nil.
func (s Subject) Gradient(cells int, progress func(done, total int)) (g Gradient, err error) {
	l, err := s.load(filtermap.Sum)
	if err != nil {
		return Gradient{}, err
	}
	defer func() { err = errors.Join(err, l.exe.Close()) }()
	if err := l.exe.Run(program.Train); err != nil {
		return Gradient{}, err
	}
	p := l.param()
	grad, err := l.read(p.Grad)
	if err != nil {
		return Gradient{}, err
	}
	w := slices.Clone(l.Weights[p.Name])
	g = Gradient{Layer: l.layer.Name, IsMap: p.IsMap, Shape: p.Shape, Limit: gradientLimit, Step: gradientStep * rms(w)}
	for n, i := range spread(grad, cells) {
		if progress != nil {
			progress(n, cells)
		}
		m, err := l.move(w, i, g.Step)
		if err != nil {
			return Gradient{}, err
		}
		m.Backward = float64(grad[i])
		m.Error = math.Abs(m.Backward-m.Difference) / max(math.Abs(m.Backward), math.Abs(m.Difference), math.SmallestNonzeroFloat64)
		g.Worst = max(g.Worst, m.Error)
		g.Cells = append(g.Cells, m)
	}
	return g, nil
}

// move takes the central difference of the loss at weight i.
func (l *loaded) move(w []float32, i int, step float64) (Moved, error) {
	was := w[i]
	defer func() { w[i] = was }()
	var losses [2]float64
	var at [2]float32
	for side, sign := range []float64{-1, 1} {
		at[side] = float32(float64(was) + sign*step)
		w[i] = at[side]
		if err := l.exe.Write(l.param().Weight, w); err != nil {
			return Moved{}, err
		}
		var err error
		if losses[side], err = l.loss(); err != nil {
			return Moved{}, err
		}
	}
	moved := float64(at[1]) - float64(at[0]) // as float32 has it
	w[i] = was
	return Moved{Index: i, Difference: (losses[1] - losses[0]) / moved}, l.exe.Write(l.param().Weight, w)
}

// loss runs the network and returns the mean cross-entropy of its logits, in
// float64: the device's own loss is too coarse to take differences of.
func (l *loaded) loss() (float64, error) {
	if err := l.exe.Run(program.Train); err != nil {
		return 0, err
	}
	logits, err := l.read(l.net.Program.Logits)
	if err != nil {
		return 0, err
	}
	classes := len(logits) / len(l.Labels)
	smoothing := float64(l.Spec.Smoothing)
	var sum float64
	for n, label := range l.Labels {
		row := logits[n*classes : (n+1)*classes]
		top := float64(slices.Max(row))
		var total, mean float64
		for _, v := range row {
			total += math.Exp(float64(v) - top)
			mean += float64(v) / float64(classes)
		}
		log := math.Log(total) + top
		sum += (1-smoothing)*(log-float64(row[int(label)])) + smoothing*(log-mean)
	}
	return sum / float64(len(l.Labels)), nil
}

// spread returns so many indices of the largest quarter of v, evenly by rank.
func spread(v []float32, n int) []int {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	size := func(i int) float64 { return math.Abs(float64(v[i])) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(b), size(a)) })
	largest := order[:(len(order)+3)/4]
	n = min(n, len(largest))
	picked := make([]int, n)
	for i := range picked {
		picked[i] = largest[i*len(largest)/n]
	}
	return picked
}

// rms is the root mean square.
func rms(v []float32) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum / float64(max(1, len(v))))
}
