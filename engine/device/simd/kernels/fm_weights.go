package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// The map's way into the kernels: it is transformed along channels like the
// input, combined along rows where Winograd wants it, and laid out in the
// order in which the tiles read it. All scale factors, 1/N, 2/N and 1/2, go
// in here, once a step, and none into the activations.

// lanes is the number of channels of a block that are done at a time.
func (l fmLayer) lanes() int {
	if l.z%Lanes == 0 {
		return Lanes
	}
	return 1
}

// loadCell loads the n blocks of a map cell, the next lanes() channels of each.
func (l fmLayer) loadCell(f *Func, at Var) []Var {
	v := make([]Var, l.scheme.n)
	for i := range v {
		if l.lanes() == Lanes {
			v[i] = f.Let(LoadV(at, 4*i*l.z))
		} else {
			v[i] = f.Let(LoadZero32(at, 4*i*l.z))
		}
	}
	return v
}

// combine is the sum of c[i] * v[i].
func combine(f *Func, c []float64, v []Var) Var {
	var acc Expr
	for i := range v {
		switch k := float32(c[i]); {
		case k == 0:
		case acc.Type() == 0:
			acc = F32x4Mul(v[i], F32x4Const(k))
		default:
			acc = F32x4Add(acc, F32x4Mul(v[i], F32x4Const(k)))
		}
	}
	return f.Let(acc)
}

// storeLanes stores the lanes of v step bytes apart.
func (l fmLayer) storeLanes(f *Func, at Var, off, step int, v Var) {
	for i := range l.lanes() {
		f.StoreLane32(at, off+i*step, v, i)
	}
}

// partWeights is the size of the packed weights of one part in bytes.
func (l fmLayer) partWeights() int {
	n := 2 * l.Map.K1 // one product a map row
	if l.winograd() {
		n = 3 * l.Map.K1
	}
	return n * 2 * l.product().weights()
}

type fmPackKey struct{ FMSpec }

// fmPack is a kernel of (m, packed). Packed weights are, for each part,
//
//	Winograd      [parity of k1][k1/2][E,T,S][even, odd columns]
//	otherwise     [m1][even, odd columns]
//
// and within the last [pair of k2][input channel][k2 in the pair]. A task
// is a filter row k1 or a map row m1.
func (e *Env) fmPack(l fmLayer) *Func {
	key := l.forwardKey()
	key.H, key.W, key.XPad, key.YPad = 0, 0, 0, 0
	return e.kernel(fmPackKey{key}, "fmPack", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		row := 4 * l.Map.Wm() * l.C
		t := f.Local(I32)
		f.For(t, lo, hi, 1, func() {
			rows := []Var{f.Let(Add(p[0], Mul(t, row)))}
			var place Expr // of the task's weights, counted in row products
			if l.winograd() {
				f.Set(rows[0], Add(p[0], Mul(t, 2*row)))
				rows = append(rows, f.Let(Add(rows[0], row)),
					f.Let(Add(p[0], Mul(RemU(Add(t, 1), l.Map.K1), 2*row))))
				place = Add(Mul(And(t, 1), l.Map.K1/2*3), Mul(ShrU(t, 1), 3))
			} else {
				place = t.Get()
			}
			dst := f.Let(Add(p[1], Mul(place, 2*l.product().weights())))
			k2 := f.Local(I32)
			f.For(k2, 0, l.Map.K2, 1, func() {
				e.inBlock(f, l.Map.K2, 2, k2, func(start Expr, _, size int) {
					e.emitPackColumns(f, l, k2, f.Let(start), size, rows, dst)
				})
			})
		})
	})
}

// emitPackColumns packs the even and the odd column of filter column k2, which
// belongs to the tile of size columns that begins at start.
func (e *Env) emitPackColumns(f *Func, l fmLayer, k2, start Var, size int, rows []Var, dst Var) {
	for half := range 2 {
		src := make([]Var, len(rows))
		for i, r := range rows {
			src[i] = f.Let(Add(r, Mul(Add(Mul(k2, 2), half), 4*l.C)))
		}
		column := Add(Mul(start, 4*l.z), Mul(Sub(k2, start), 4))
		to := f.Let(Add(dst, Add(half*l.product().weights(), column)))
		advance(f, l.z/l.lanes(), func() {
			for u, cell := range e.rowCombinations(f, l, src) {
				for q, share := range l.scheme.weights {
					off := q*l.partWeights() + u*2*l.product().weights()
					l.storeLanes(f, to, off, 4*size, combine(f, share, cell))
				}
			}
			for _, s := range src {
				f.Inc(s, 4*l.lanes())
			}
			f.Inc(to, 4*size*l.lanes())
		})
	}
}

// rowCombinations are the map cells that are multiplied with e, t and s, or
// the single cell that is.
func (e *Env) rowCombinations(f *Func, l fmLayer, src []Var) [][]Var {
	first := l.loadCell(f, src[0])
	if len(src) == 1 {
		return [][]Var{first}
	}
	middle, last := l.loadCell(f, src[1]), l.loadCell(f, src[2])
	tees, esses := make([]Var, len(first)), make([]Var, len(first))
	for i := range first {
		outer, half := f.Let(F32x4Add(first[i], last[i])), F32x4Const(0.5)
		tees[i] = f.Let(F32x4Mul(F32x4Sub(outer, middle[i]), half))
		esses[i] = f.Let(F32x4Mul(F32x4Add(outer, middle[i]), half))
	}
	return [][]Var{first, tees, esses}
}
