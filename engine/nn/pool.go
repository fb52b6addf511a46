package nn

import "filtermaplab/engine/program"

// AvgPool takes the mean of windows of r x s pixels that do not overlap.
func AvgPool(b *Builder, x Value, name string, r, s int) Value {
	b.begin(name)
	y := b.value(name+".out", x.C, x.H/r, x.W/s)
	b.emit(
		program.AvgPool{C: x.C, H: x.H, W: x.W, R: r, S: s, X: x.train, Y: y.train},
		program.AvgPool{C: x.C, H: x.H, W: x.W, R: r, S: s, X: x.infer, Y: y.infer},
	)
	b.onBackward(func() program.Op {
		dx, add := b.into(x)
		return program.AvgPoolBackward{C: x.C, H: x.H, W: x.W, R: r, S: s, DY: y.grad, DX: dx, AddDX: add}
	})
	return y
}

// GlobalAvgPool takes the mean of every channel: (N,C,H,W) to (N,C,1,1).
func GlobalAvgPool(b *Builder, x Value, name string) Value {
	return AvgPool(b, x, name, x.H, x.W)
}

// Concat joins x and y along channels, x first.
func Concat(b *Builder, x, y Value, name string) Value {
	b.begin(name)
	z := b.value(name+".out", x.C+y.C, x.H, x.W)
	b.emit(
		program.Concat{CA: x.C, CB: y.C, H: x.H, W: x.W, A: x.train, B: y.train, Y: z.train},
		program.Concat{CA: x.C, CB: y.C, H: x.H, W: x.W, A: x.infer, B: y.infer, Y: z.infer},
	)
	b.onBackward(func() program.Op {
		op := program.ConcatBackward{CA: x.C, CB: y.C, H: x.H, W: x.W, DY: z.grad}
		op.DA, op.AddDA = b.into(x)
		op.DB, op.AddDB = b.into(y)
		return op
	})
	return z
}
