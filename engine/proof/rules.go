package proof

import (
	"errors"
	"math"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Rules is what came of computing a map's gradient by both rules.
type Rules struct {
	Layer     string  `json:"layer"` // "" where the network has no map
	Shape     []int   `json:"shape"` // of the map
	Cell      int     `json:"cell"`  // in the map (Hm,Wm,C): the largest gradient among shared cells
	Count     int     `json:"count"` // n_j, the places of filters that the cell serves
	Sum       float64 `json:"sum"`
	Mean      float64 `json:"mean"`
	Quotient  float64 `json:"quotient"`  // Sum / Mean, which should be Count
	Cells     int     `json:"cells"`     // of the whole map
	Deviation float64 `json:"deviation"` // the largest |sum - n_j mean| of all cells, relative to the largest sum
	Limit     float64 `json:"limit"`     // of Deviation, up to which the check holds
}

// Holds reports whether the rules agree on every cell of the map.
func (r Rules) Holds() bool { return r.Cells > 0 && r.Deviation <= r.Limit }

// rulesLimit is for sums of 32-bit numbers that differ in their last rounding.
const rulesLimit = 1e-4

// Rules runs the same step under the sum rule and under the mean rule.
func (s Subject) Rules() (Rules, error) {
	var grads [2][]float32
	var r Rules
	var counts []int32
	for i, rule := range []filtermap.Rule{filtermap.Sum, filtermap.Mean} {
		l, err := s.load(rule)
		if err != nil {
			return Rules{}, err
		}
		if l.layer.Map == nil {
			return Rules{}, l.exe.Close()
		}
		grads[i], err = l.step()
		if err = errors.Join(err, l.exe.Close()); err != nil {
			return Rules{}, err
		}
		r.Layer, r.Shape, counts = l.layer.Name, l.param().Shape, filtermap.NewIndex(*l.layer.Map).Counts()
	}
	r.Cells, r.Limit = len(counts), rulesLimit
	var largest float64
	for j, n := range counts {
		sum, mean := float64(grads[0][j]), float64(grads[1][j])
		largest = max(largest, math.Abs(sum))
		deviation := math.Abs(sum - float64(n)*mean)
		if !(deviation <= math.MaxFloat64) {
			deviation = math.Inf(1)
		}
		r.Deviation = max(r.Deviation, deviation)
		if n > 1 && math.Abs(sum) > math.Abs(r.Sum) {
			r.Cell, r.Count, r.Sum, r.Mean = j, int(n), sum, mean
		}
	}
	if largest > 0 {
		r.Deviation /= largest
	}
	if r.Mean != 0 {
		r.Quotient = r.Sum / r.Mean
	}
	return r, nil
}

// step runs one step and returns the layer's gradient.
func (l *loaded) step() ([]float32, error) {
	if err := l.exe.Run(program.Train); err != nil {
		return nil, err
	}
	return l.read(l.param().Grad)
}
