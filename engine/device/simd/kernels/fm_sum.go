package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// Sharing along rows by sums, for stride 2 and for odd K1. It is the column
// sharing of fm_product.go once more, turned: with h the row products of one
// map row m1 over one input row q,
//
//	Y[i][k1] = h[2*k1][i-1] + h[2*k1+1][i] + h[2*k1+2][i+1]       stride 1
//	Y[i][k1] = h[2*k1][2i-1] + h[2*k1+1][2i] + h[2*k1+2][2i+1]    stride 2
//
// so an odd map row adds to one output row, and an even one ends the sum of
// filter k1-1 in one row and begins that of filter k1 in another. Input row q
// takes every map row with stride 1, and only those of its parity with stride
// 2. Rows of output begin at an even map row of the row above them; the first
// one begins at zero.

// sumScratch is the scratch of fmSum in bytes.
func (l fmLayer) sumScratch() int {
	p := l.product()
	return l.W*l.inPixel() + 3*l.Wo()*l.outPixel() + p.slots()*p.slot() + arenaSlack
}

type fmSumKey struct{ FMSpec }

// fmSum is a kernel of (x, packed, y) with one task a group.
func (e *Env) fmSum(l fmLayer) *Func {
	return e.kernel(fmSumKey{l.forwardKey()}, "fmSum", 3, func(f *Func, p []Var, lo, hi, scratch Var) {
		x, y := l.x(), l.y()
		f.Fill(scratch, 0, l.sumScratch())
		mem := &arena{base: scratch}
		row := l.Wo() * l.outPixel()
		in := mem.place(f, l.W*l.inPixel())
		// Output rows: the one that even map rows end, the one of odd map rows,
		// the one that even map rows begin. With stride 2 an input row has map
		// rows of one parity, and the last two are the same row.
		ends, here, begins := mem.place(f, row), mem.place(f, row), mem.place(f, row)
		slots := mem.place(f, l.product().slots()*l.product().slot())

		e.eachGroup(f, lo, hi, p[0], x.Group(), p[2], y.Group(), func(xg, yg Var) {
			f.Fill(here, 0, row)
			xr, yr := f.Let(Add(xg, x.Origin())), f.Let(Add(yg, y.Origin()))
			write := func(from Var) {
				l.emitOutput(f, from, yr)
				f.Inc(yr, y.Row())
			}
			q := f.Local(I32)
			f.For(q, 0, l.H, 1, func() {
				from, to := f.Let(xr.Get()), f.Let(in.Get())
				rowTransform(f, l.W, l.z, from, l.scheme.n, x.Pixel(), to, l.inPixel(), false,
					func(v []Var) []Var { return l.scheme.input(f, v) })
				f.Inc(xr, x.Row())
				rows := fmRows{in: in, packed: p[1], slots: slots, ends: ends, here: here, begins: begins}
				if l.Stride == 1 {
					e.emitMapRows(f, l, rows, 1)
					e.emitMapRows(f, l, rows, 0)
					f.If(GtS(q, 0), func() { write(ends) })
					swap(f, ends, here)
					swap(f, here, begins)
					return
				}
				f.If(And(q, 1),
					func() { // even map rows: they end a row that then is complete
						e.emitMapRows(f, l, rows, 0)
						write(here)
						swap(f, here, begins)
					},
					func() { e.emitMapRows(f, l, rows, 1) })
			})
			if l.Stride == 1 {
				write(ends)
			} else if l.H%2 == 1 {
				write(here)
			}
		})
	})
}

// fmRows are the rows that one input row has to do with.
type fmRows struct {
	in, packed, slots  Var
	ends, here, begins Var
}

// emitMapRows emits the products of the input row with all map rows m1 of one parity.
func (e *Env) emitMapRows(f *Func, l fmLayer, v fmRows, parity int) {
	p := l.product()
	w, x := f.Let(Add(v.packed, parity*2*p.weights())), f.Let(v.in.Get())
	even := 0
	ends, here, begins := v.ends, v.here, v.begins
	if l.Stride == 2 {
		even = l.inPixel() // even columns begin in the border, which is zero
		ends = v.here
	}
	block := f.Let(I32Const(0))
	advance(f, l.parts(), func() {
		k1 := f.Let(I32Const(0))
		advance(f, l.Map.K1, func() {
			f.Call(e.evenPass(p), Add(x, even), w, v.slots)
			odd := Add(w, p.weights())
			at := Add(block, Mul(k1, l.Map.K2*Vector))
			if parity == 1 {
				f.Call(e.oddPass(p, addTo), x, odd, v.slots, Add(here, at))
			} else {
				before := Add(block, l.filterBefore(k1))
				f.Call(e.oddPass(p, startNext), x, odd, v.slots, Add(ends, before), Add(begins, at))
			}
			f.Inc(w, 4*p.weights())
			f.Inc(k1, 1)
		})
		f.Inc(x, l.inBlock())
		f.Inc(block, l.outBlock())
	})
}
