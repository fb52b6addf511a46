package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// Sharing along rows. Filter k1 reads map rows 2*k1, 2*k1+1 and 2*k1+2, and
// the last of them is the first of filter k1+1. Winograd's F(2,3) makes two
// outputs of a 3-tap filter from four products; two of those belong to the
// outer taps alone, and here each of them serves two filters. With tiles of
// output rows q, q+1 for q = k1 (mod 2), on rows P of the padded input:
//
//	e = P[q] - P[q+2]    E = e . M[2*k1]
//	s = P[q+1] + P[q+2]  S = s . (M[2*k1] + M[2*k1+1] + M[2*k1+2]) / 2
//	t = P[q+2] - P[q+1]  T = t . (M[2*k1] - M[2*k1+1] + M[2*k1+2]) / 2
//
//	Y[q][k1]   = S + T + E(q,k1)
//	Y[q+1][k1] = S - T - E(q+1,k1+1)
//
// Three products for two outputs, where the definition takes six. The products
// . are those of fm_product.go, which share along columns. K1 must be even, so
// that k1+1 has the other parity for the last filter too, and the stride 1.
//
// The kernel walks down the rows of one group of pictures. At row q it
// transforms input row q+2, forms e, s and t, computes the filters of q's
// parity, and writes output row q, which then is complete. Two rows of input
// and two of output are all that it keeps.

func (l fmLayer) winograd() bool { return l.Stride == 1 && l.Map.K1%2 == 0 }

// product is the row product of a frequency.
func (l fmLayer) product(q frequency) rowProduct {
	p := rowProduct{
		depth: l.depth(q), r: q.out, k2: l.Map.K2, even: l.W, width: l.W, inPixel: l.inPixel(), far: 2,
		outPixel: l.outPixel(), outBlock: l.kappa * Vector,
	}
	if l.Stride == 2 {
		p.even, p.width, p.inPixel, p.far = l.W/2, l.Wo(), 2*l.inPixel(), 1
	}
	return p
}

// kept is the same product with its result in a row of its own.
func (p rowProduct) kept() rowProduct {
	p.outPixel, p.outBlock = p.r*p.k2*Vector, p.k2*Vector
	return p
}

// evenSlots reserves and clears the even products of each of the layers; those
// of equal size share them.
func (l fmLayer) evenSlots(f *Func, a *arena) map[int]Var {
	slots := map[int]Var{}
	for _, q := range l.scheme.frequencies {
		p := l.product(q)
		if _, ok := slots[q.out]; !ok {
			slots[q.out] = a.place(f, p.slots()*p.slot())
		}
	}
	return slots
}

// winogradScratch is the scratch of fmWinograd in bytes: rows of input, sums
// and differences, and output, and the products of one row.
func (l fmLayer) winogradScratch() int {
	r := l.scheme.frequencies[len(l.scheme.frequencies)-1].out
	slots := (l.W + 2) * (1 + r) * (1 + r) * (l.Map.K2 + 1) * Vector
	return 5*l.W*l.inPixel() + 2*l.W*l.outPixel() + slots + 2*l.W*r*l.Map.K2*Vector + 1024
}

type fmWinogradKey struct{ FMSpec }

// fmWinograd is a kernel of (x, packed, y) with one task a group.
func (e *Env) fmWinograd(l fmLayer) *Func {
	return e.kernel(fmWinogradKey{l.forwardKey()}, "fmWinograd", 3, func(f *Func, p []Var, lo, hi, scratch Var) {
		x, y := l.x(), l.y()
		f.Fill(scratch, 0, l.winogradScratch())
		mem := &arena{base: scratch}
		row := l.W * l.inPixel()
		older, newer := mem.place(f, row), mem.place(f, row)
		est := mem.place(f, 3*row)
		y0, y1 := mem.place(f, l.W*l.outPixel()), mem.place(f, l.W*l.outPixel())
		slots := l.evenSlots(f, mem)
		last := l.product(l.scheme.frequencies[len(l.scheme.frequencies)-1]).kept()
		keptE, keptT := mem.place(f, l.W*last.outPixel), mem.place(f, l.W*last.outPixel)

		e.eachGroup(f, lo, hi, p[0], x.Group(), p[2], y.Group(), func(xg, yg Var) {
			f.Fill(newer, 0, row) // the border above the picture
			xr, yr := f.Let(Add(xg, x.Origin())), f.Let(Add(yg, y.Origin()))
			q := f.Local(I32)
			f.For(q, -1, l.H, 1, func() {
				from := f.Let(xr.Get())
				l.emitEST(f, from, older, newer, est)
				f.Inc(xr, x.Row())
				swap(f, older, newer)

				odd := f.Let(And(q, 1))
				w := f.Let(p[1].Get())
				for _, fr := range l.scheme.frequencies {
					pr := l.product(fr)
					size := l.Map.K1 / 2 * 6 * pr.weights() // of the filters of one parity
					wk := f.Let(Add(w, Mul(odd, size)))
					k1 := f.Let(odd.Get())
					block := fr.outBlock * l.kappa * Vector
					in := fr.inBlock * l.z * Vector
					slot := slots[fr.out]
					advance(f, l.Map.K1/2, func() {
						f.If(GeS(q, 0), func() {
							f.Call(e.evenPass(pr), Add(est, in), wk, slot)
							f.Call(e.oddPass(pr.kept(), keep), Add(est, in), Add(wk, pr.weights()), slot, keptE)
						})
						f.Call(e.evenPass(pr), Add(est, 2*row+in), Add(wk, 2*pr.weights()), slot)
						f.Call(e.oddPass(pr.kept(), keep), Add(est, 2*row+in), Add(wk, 3*pr.weights()), slot, keptT)
						f.Call(e.evenPass(pr), Add(est, row+in), Add(wk, 4*pr.weights()), slot)
						here := f.Let(Add(block, Mul(k1, l.Map.K2*Vector)))
						before := Add(block, Mul(Select(l.Map.K1-1, Sub(k1, 1), Eq(k1, 0)), l.Map.K2*Vector))
						f.Call(e.oddPass(pr, winograd), Add(est, row+in), Add(wk, 5*pr.weights()), slot,
							Add(y0, here), Add(y1, here), Add(y0, before), keptE, keptT)
						f.Inc(wk, 6*pr.weights())
						f.Inc(k1, 2)
					})
					f.Inc(w, 2*size)
				}
				f.If(GeS(q, 0), func() {
					l.emitOutput(f, y0, yr)
					f.Inc(yr, y.Row())
				})
				swap(f, y0, y1)
			})
			f.Call(e.zeroBorder(y), yg)
		})
	})
}

func swap(f *Func, a, b Var) {
	t := f.Let(a.Get())
	f.Set(a, b)
	f.Set(b, t)
}

// emitEST transforms a row of input and forms e, s, t with the two rows above
// it. The transformed row takes the place of the older one. It moves x.
func (l fmLayer) emitEST(f *Func, x, older, newer, est Var) {
	row, zb := l.W*l.inPixel(), l.z*Vector
	a, b, t := f.Let(older.Get()), f.Let(newer.Get()), f.Let(est.Get())
	advance(f, l.W, func() {
		blocks(f, l.z, []Var{x, a, b, t}, func(off int) {
			for i, v := range l.scheme.input(f, loadBlocks(f, x, off, l.scheme.n, zb)) {
				at := off + i*zb
				v0, v1 := f.Let(LoadV(a, at)), f.Let(LoadV(b, at))
				f.StoreV(t, at, F32x4Sub(v0, v))
				f.StoreV(t, row+at, F32x4Add(v1, v))
				f.StoreV(t, 2*row+at, F32x4Sub(v, v1))
				f.StoreV(a, at, v)
			}
		})
		f.Inc(x, l.x().Pixel()-zb)
		for _, v := range []Var{a, b, t} {
			f.Inc(v, l.inPixel()-zb)
		}
	})
}

// emitOutput transforms a finished row y to a row of the picture at `to`. It
// moves neither.
func (l fmLayer) emitOutput(f *Func, y, to Var) {
	from, dst := f.Let(y.Get()), f.Let(to.Get())
	rowTransform(f, l.Wo(), l.kappa, from, l.scheme.outs, l.outPixel(), dst, l.scheme.n, l.y().Pixel(), false,
		func(v []Var) []Var { return l.scheme.output(f, v) })
}
