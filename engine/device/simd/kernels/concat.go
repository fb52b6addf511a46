package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// ConcatSpec joins pictures of CA and CB channels.
type ConcatSpec struct {
	CA, CB, H, W     int
	APad, BPad, YPad int // of the gradients in the backward pass
	AddA, AddB       bool
}

// each emits a walk over all vectors of A and of B with their places in Y.
func (s ConcatSpec) each(f *Func, lo, hi Var, operands []Var, body func(part, whole Var, isB bool)) {
	a, b := Picture{s.CA, s.H, s.W, s.APad}, Picture{s.CB, s.H, s.W, s.BPad}
	y := Picture{s.CA + s.CB, s.H, s.W, s.YPad}
	pa, pb, py := f.Local(I32), f.Local(I32), f.Local(I32)
	groups(f, lo, hi, operands, []int{a.Group(), b.Group(), y.Group()}, func(at []Var, _ Var) {
		f.Set(pa, Add(at[0], a.Origin()))
		f.Set(pb, Add(at[1], b.Origin()))
		f.Set(py, Add(at[2], y.Origin()))
		run := func(part Var, n int, isB bool) {
			advance(f, n, func() {
				body(part, py, isB)
				f.Inc(part, 16)
				f.Inc(py, 16)
			})
		}
		advance(f, s.H, func() {
			advance(f, s.W, func() {
				run(pa, s.CA, false)
				run(pb, s.CB, true)
			})
			f.Inc(pa, a.Row()-s.W*a.Pixel())
			f.Inc(pb, b.Row()-s.W*b.Pixel())
			f.Inc(py, y.Row()-s.W*y.Pixel())
		})
	})
}

// Concat joins A and B along channels; operands a, b, y; by group.
func (e *Env) Concat(s ConcatSpec) *Func {
	return e.kernel(s, "concat", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		s.each(f, lo, hi, p, func(part, whole Var, _ bool) { f.StoreV(whole, 0, LoadV(part, 0)) })
	})
}

// concatBack tells the backward kernel from the forward one in the cache.
type concatBack ConcatSpec

// ConcatBackward splits DY; operands da, db, dy; by group.
func (e *Env) ConcatBackward(s ConcatSpec) *Func {
	return e.kernel(concatBack(s), "concatBackward", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		s.each(f, lo, hi, p, func(part, whole Var, isB bool) {
			v := LoadV(whole, 0)
			if isB && s.AddB || !isB && s.AddA {
				v = F32x4Add(LoadV(part, 0), v)
			}
			f.StoreV(part, 0, v)
		})
	})
}
