package opcount

import (
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// threeFrom is the number of filters from which three multiplications for a
// complex product are faster than four, as measured.
const threeFrom = 64

// Fast is the algorithm that was measured to be the fastest for a layer, of
// those that apply: both savings at stride 1, A in place of WA at stride 2,
// three multiplications from 64 filters on.
func Fast(c program.Conv, g filtermap.Geometry) (Algorithm, Ops) {
	channels := Fourier4
	if c.K >= threeFrom {
		channels = Fourier3
	}
	for _, a := range []Algorithm{{WA, channels}, {A, channels}, {WA, Blocks}, {A, Blocks}} {
		if ops, ok := a.Count(c, g); ok {
			return a, ops
		}
	}
	ops, _ := Algorithm{}.Count(c, g)
	return Algorithm{}, ops
}

// Network is the arithmetic of one picture's forward pass with the fast
// algorithms in the layers that have maps; all else is counted direct.
func Network(net *nn.Network) Ops {
	var sum Ops
	for _, in := range net.Program.Infer {
		if op, ok := in.Op.(program.FMConvForward); ok {
			_, ops := Fast(op.Conv, op.Map)
			sum = sum.Plus(ops)
		} else {
			sum.MACs += in.Op.Cost(1).MACs
		}
	}
	return sum
}
