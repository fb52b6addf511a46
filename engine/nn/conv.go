package nn

import (
	"fmt"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Conv is a plain convolution with k filters of r x r pixels, without bias,
// padded so that stride 1 keeps the size (r odd). Its parameter is
// name+".weight", (K,C,R,S), drawn by Kaiming's normal rule with fan-out.
func Conv(b *Builder, x Value, name string, k, r, stride int) Value {
	b.begin(name)
	shape := program.Conv{C: x.C, H: x.H, W: x.W, K: k, R: r, S: r, Stride: stride, Pad: r / 2}
	w := b.param(name+".weight", false, normal(2/float64(k*r*r)), k, x.C, r, r)
	y := b.value(name+".out", k, shape.Ho(), shape.Wo())
	b.emit(
		program.ConvForward{Conv: shape, X: x.train, W: w.Weight, Y: y.train},
		program.ConvForward{Conv: shape, X: x.infer, W: w.Weight, Y: y.infer},
	)
	b.onBackward(func() program.Op {
		dx, add := b.into(x)
		return program.ConvBackward{
			Conv: shape, X: x.train, W: w.Weight, DY: y.grad, DX: dx, DW: w.Grad, AddDX: add,
		}
	})
	b.describe(name, shape, nil, x, y)
	return y
}

// FMConv is a convolution whose filters are windows of a 3D-FilterMap. Its
// parameter is name+".map", (Hm,Wm,C), drawn from N(0, 2/(S1*S2*K)); its
// gradient follows the rule (Mean is Eq. 1 of the paper). The filters are
// padded so that stride 1 keeps the size. It panics where g does not fit x.
func FMConv(b *Builder, x Value, name string, g filtermap.Geometry, rule filtermap.Rule, stride int) Value {
	if g.C != x.C {
		panic(fmt.Sprintf("nn: %s: the map has %d channels, its input (%d,%d,%d)", name, g.C, x.C, x.H, x.W))
	}
	if g.S1 != g.S2 || g.S1%2 == 0 {
		panic(fmt.Sprintf("nn: %s: want square filters of odd size, got %d x %d", name, g.S1, g.S2))
	}
	b.begin(name)
	shape := program.Conv{
		C: x.C, H: x.H, W: x.W, K: g.K(), R: g.S1, S: g.S2, Stride: stride, Pad: g.S1 / 2,
	}
	m := b.param(name+".map", true, normal(2/float64(g.S1*g.S2*g.K())), g.Hm(), g.Wm(), g.C)
	y := b.value(name+".out", shape.K, shape.Ho(), shape.Wo())
	b.emit(
		program.FMConvForward{Conv: shape, Map: g, X: x.train, M: m.Weight, Y: y.train},
		program.FMConvForward{Conv: shape, Map: g, X: x.infer, M: m.Weight, Y: y.infer},
	)
	b.onBackward(func() program.Op {
		dx, add := b.into(x)
		return program.FMConvBackward{
			Conv: shape, Map: g, Rule: rule,
			X: x.train, M: m.Weight, DY: y.grad, DX: dx, DM: m.Grad, AddDX: add,
		}
	})
	b.describe(name, shape, &g, x, y)
	return y
}
