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

// product is the row product of one part.
func (l fmLayer) product() rowProduct {
	p := rowProduct{
		depth: l.z, k2: l.Map.K2, even: l.W, width: l.W, inPixel: l.inPixel(), far: 2, outPixel: l.outPixel(),
	}
	if l.Stride == 2 {
		p.even, p.width, p.inPixel, p.far = l.W/2, l.Wo(), 2*l.inPixel(), 1
	}
	return p
}

// kept is the same product with its result in a row of its own.
func (p rowProduct) kept() rowProduct {
	p.outPixel = p.k2 * Vector
	return p
}

// winogradScratch is the scratch of fmWinograd in bytes: rows of input, sums
// and differences, and output, and the products of one row.
func (l fmLayer) winogradScratch() int {
	p := l.product()
	rows := 5*l.inPixel() + 2*l.outPixel() + 2*p.kept().outPixel
	return l.W*rows + p.slots()*p.slot() + arenaSlack
}

type fmWinogradKey struct{ FMSpec }

// fmWinograd is a kernel of (x, packed, y) with one task a group.
func (e *Env) fmWinograd(l fmLayer) *Func {
	return e.kernel(fmWinogradKey{l.forwardKey()}, "fmWinograd", 3, func(f *Func, p []Var, lo, hi, scratch Var) {
		x, y := l.x(), l.y()
		f.Fill(scratch, 0, l.winogradScratch())
		mem := &arena{base: scratch}
		row, pr := l.W*l.inPixel(), l.product()
		older, newer := mem.place(f, row), mem.place(f, row)
		est := mem.place(f, 3*row)
		y0, y1 := mem.place(f, l.W*l.outPixel()), mem.place(f, l.W*l.outPixel())
		r := winogradRows{slots: mem.place(f, pr.slots()*pr.slot())}
		r.e, r.t = mem.place(f, l.W*pr.kept().outPixel), mem.place(f, l.W*pr.kept().outPixel)

		e.eachGroup(f, lo, hi, p[0], x.Group(), p[2], y.Group(), func(xg, yg Var) {
			f.Fill(newer, 0, row) // the border above the picture
			xr, yr := f.Let(Add(xg, x.Origin())), f.Let(Add(yg, y.Origin()))
			r.q = f.Local(I32)
			f.For(r.q, -1, l.H, 1, func() {
				from := f.Let(xr.Get())
				l.emitEST(f, from, older, newer, est)
				f.Inc(xr, x.Row())
				swap(f, older, newer)

				r.w, r.est, r.y0, r.y1 = f.Let(p[1].Get()), f.Let(est.Get()), f.Let(y0.Get()), f.Let(y1.Get())
				advance(f, l.parts(), func() {
					e.emitWinogradRow(f, l, r)
					f.Inc(r.w, l.partWeights())
					f.Inc(r.est, l.inBlock())
					f.Inc(r.y0, l.outBlock())
					f.Inc(r.y1, l.outBlock())
				})
				f.If(GeS(r.q, 0), func() {
					l.emitOutput(f, y0, yr)
					f.Inc(yr, y.Row())
				})
				swap(f, y0, y1)
			})
		})
	})
}

// winogradRows are the addresses for row q of one part.
type winogradRows struct {
	q, w        Var
	est, y0, y1 Var
	slots, e, t Var // the even products, and the rows of E and T
}

// emitWinogradRow emits the three products of all filters of q's parity.
func (e *Env) emitWinogradRow(f *Func, l fmLayer, r winogradRows) {
	pr, row := l.product(), l.W*l.inPixel()
	even, kept, last := e.evenPass(pr), e.oddPass(pr.kept(), keep), e.oddPass(pr, winograd)
	odd := And(r.q, 1)
	w := f.Let(Add(r.w, Mul(odd, l.partWeights()/2)))
	k1 := f.Let(odd)
	advance(f, l.Map.K1/2, func() {
		at := func(u int) (x, even, odd Expr) {
			first := 2 * u * pr.weights()
			// Packed as E, T, S; e, s and t lie one behind the other.
			return Add(r.est, [...]int{0, 2, 1}[u]*row), Add(w, first), Add(w, first+pr.weights())
		}
		f.If(GeS(r.q, 0), func() { // above the picture E would be of no use
			x, we, wo := at(0)
			f.Call(even, x, we, r.slots)
			f.Call(kept, x, wo, r.slots, r.e)
		})
		x, we, wo := at(1)
		f.Call(even, x, we, r.slots)
		f.Call(kept, x, wo, r.slots, r.t)
		x, we, wo = at(2)
		f.Call(even, x, we, r.slots)
		here := Mul(k1, l.Map.K2*Vector)
		f.Call(last, x, wo, r.slots, Add(r.y0, here), Add(r.y1, here), Add(r.y0, l.filterBefore(k1)), r.e, r.t)
		f.Inc(w, 6*pr.weights())
		f.Inc(k1, 2)
	})
}

// filterBefore is the offset of filter row k1-1, which for the first is the last, in a block.
func (l fmLayer) filterBefore(k1 Var) Expr {
	return Mul(Select(l.Map.K1-1, Sub(k1, 1), Eqz(k1)), l.Map.K2*Vector)
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
	rowTransform(f, l.Wo(), l.kappa, from, l.parts(), l.outPixel(), dst, l.y().Pixel(), false,
		func(v []Var) []Var { return l.scheme.output(f, v) })
}
