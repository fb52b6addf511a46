package devicetest

import (
	"math"
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/program"
)

// Central differences in float64 with this step are good to about 1e-8.
const (
	epsilon        = 1e-5
	differenceTol  = 1e-6
	samplesATensor = 4
	caseStep       = 5 // neighbours in the table differ in flags that do not matter here
)

// TestGradients holds the oracle's backward ops to finite differences of its
// forward ops: for a random weighting L = sum DY*Y of the outputs, the
// gradient of an input element is dL by that element.
func TestGradients(t *testing.T) {
	for i, c := range Cases() {
		if i%caseStep != 0 {
			continue
		}
		instrs := c.Program.Train
		if len(instrs) != 2 {
			continue
		}
		pairs, y, dy, fixed := gradientPairs(instrs[0].Op, instrs[1].Op)
		if pairs == nil || c.Program.Batch > 5 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			in := c.inputs(7)
			for _, dx := range pairs {
				clear(in[dx]) // what is added to starts at nothing
			}
			analytic := newOracle(c.Program, in)
			analytic.do(instrs[0].Op)
			for to, from := range fixed {
				copy(analytic.data[to], analytic.data[from])
			}
			analytic.do(instrs[1].Op)

			loss := func(x program.Buffer, i int, by float64) float64 {
				o := newOracle(c.Program, in)
				o.data[x][i] += by
				o.do(instrs[0].Op)
				sum := 0.0
				for i, v := range o.data[y] {
					sum += v * o.data[dy][i]
				}
				return sum
			}
			rng := rand.New(rand.NewPCG(1, 2))
			for x, dx := range pairs {
				top := 0.0
				for _, v := range analytic.data[dx] {
					top = max(top, math.Abs(v))
				}
				for range samplesATensor {
					i := rng.IntN(len(in[x]))
					want := (loss(x, i, epsilon) - loss(x, i, -epsilon)) / (2 * epsilon)
					if got := analytic.data[dx][i]; math.Abs(got-want) > differenceTol*max(top, 1) {
						t.Errorf("%s[%d]: gradient %g, by differences %g", c.Program.Info(dx).Name, i, got, want)
					}
				}
			}
		})
	}
}

// gradientPairs maps inputs to their gradients. Fixed lists what the backward
// op must take from the forward op for the comparison to make sense.
func gradientPairs(f, b program.Op) (pairs map[program.Buffer]program.Buffer, y, dy program.Buffer, fixed map[program.Buffer]program.Buffer) {
	pairs = make(map[program.Buffer]program.Buffer)
	add := func(x, dx program.Buffer) {
		if x != program.None && dx != program.None {
			pairs[x] = dx
		}
	}
	switch b := b.(type) {
	case program.ConvBackward:
		add(b.X, b.DX)
		add(b.W, b.DW)
		return pairs, f.(program.ConvForward).Y, b.DY, nil
	case program.FMConvBackward:
		add(b.X, b.DX)
		if b.Rule != 0 { // the mean rule is no gradient
			add(b.M, b.DM)
		}
		return pairs, f.(program.FMConvForward).Y, b.DY, nil
	case program.BatchNormBackward:
		f := f.(program.BatchNormTrain)
		add(b.X, b.DX)
		add(f.Res, b.DRes)
		add(f.Gamma, b.DGamma)
		add(f.Beta, b.DBeta)
		fixed = map[program.Buffer]program.Buffer{b.SavedMean: f.SavedMean, b.SavedInv: f.SavedInv}
		if b.ReLU {
			fixed[b.Y] = f.Y
		}
		return pairs, f.Y, b.DY, fixed
	case program.AvgPoolBackward:
		f := f.(program.AvgPool)
		add(f.X, b.DX)
		return pairs, f.Y, b.DY, nil
	case program.ConcatBackward:
		f := f.(program.Concat)
		add(f.A, b.DA)
		add(f.B, b.DB)
		return pairs, f.Y, b.DY, nil
	case program.LinearBackward:
		f := f.(program.Linear)
		add(f.X, b.DX)
		add(f.W, b.DW)
		add(f.B, b.DB)
		return pairs, f.Y, b.DY, nil
	}
	return nil, 0, 0, nil
}
