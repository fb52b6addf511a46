package proof

import (
	"errors"
	"math"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Convolution is what came of holding a filter-map layer to the definition.
type Convolution struct {
	Layer      string  `json:"layer"`      // "" where the network has no map
	Values     int     `json:"values"`     // outputs of one picture that were compared
	Difference float64 `json:"difference"` // the largest between device and definition
	Largest    float64 `json:"largest"`    // output, for scale
	Limit      float64 `json:"limit"`      // of Difference / Largest, up to which the check holds
	Direct     int64   `json:"direct"`     // multiplications of one picture by the definition
	Fast       int64   `json:"fast"`       // that the device spends
}

// Holds reports whether both are the same up to rounding.
func (c Convolution) Holds() bool { return c.Values > 0 && c.Difference <= c.Limit*c.Largest }

// convolutionLimit is relative to the largest output: 32-bit sums of some
// hundred products, through transforms that add and subtract neighbours.
const convolutionLimit = 1e-4

// Convolution runs the network and compares the layer's output for the first
// picture with the convolution of the filters that Extract cuts out of the
// map, summed in float64.
func (s Subject) Convolution() (c Convolution, err error) {
	l, err := s.load(filtermap.Sum)
	if err != nil {
		return Convolution{}, err
	}
	defer func() { err = errors.Join(err, l.exe.Close()) }()
	if l.layer.Map == nil {
		return Convolution{}, nil
	}
	if err := l.exe.Run(program.Train); err != nil {
		return Convolution{}, err
	}
	x, err := l.read(l.layer.Input)
	if err != nil {
		return Convolution{}, err
	}
	y, err := l.read(l.layer.Output)
	if err != nil {
		return Convolution{}, err
	}
	filters := make([]float32, l.layer.Map.FilterLen())
	filtermap.NewIndex(*l.layer.Map).Extract(filters, l.Weights[l.param().Name])
	shape := l.layer.Conv
	want := direct(shape, x[:shape.C*shape.H*shape.W], filters)
	c = Convolution{Layer: l.layer.Name, Values: len(want), Limit: convolutionLimit, Direct: shape.MACs(), Fast: l.multiplications()}
	for i, v := range want {
		c.Largest = max(c.Largest, math.Abs(v))
		difference := math.Abs(v - float64(y[i]))
		if !(difference <= math.MaxFloat64) { // NaN is as wrong as can be
			difference = math.Inf(1)
		}
		c.Difference = max(c.Difference, difference)
	}
	return c, nil
}

// direct is the convolution of one picture x (C,H,W) with filters (K,C,R,S) as
// program.ConvForward defines it, in float64.
func direct(c program.Conv, x, w []float32) []float64 {
	y := make([]float64, c.K*c.Ho()*c.Wo())
	for k := range c.K {
		for i := range c.Ho() {
			for j := range c.Wo() {
				var sum float64
				for ch := range c.C {
					for r := range c.R {
						row := i*c.Stride + r - c.Pad
						if row < 0 || row >= c.H {
							continue
						}
						for s := range c.S {
							if column := j*c.Stride + s - c.Pad; column >= 0 && column < c.W {
								sum += float64(x[(ch*c.H+row)*c.W+column]) * float64(w[((k*c.C+ch)*c.R+r)*c.S+s])
							}
						}
					}
				}
				y[(k*c.Ho()+i)*c.Wo()+j] = sum
			}
		}
	}
	return y
}

// multiplications is what the device spends on the layer's forward pass.
func (l *loaded) multiplications() int64 {
	for _, in := range l.net.Program.Train {
		if op, ok := in.Op.(program.FMConvForward); ok && op.Y == l.layer.Output {
			if counter, ok := l.exe.(device.Counter); ok {
				return counter.MACs(op)
			}
		}
	}
	return l.layer.Conv.MACs()
}
