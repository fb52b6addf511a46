package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// PoolSpec averages windows of R x S pixels that do not overlap.
type PoolSpec struct {
	C, H, W, R, S int
	XPad, YPad    int // of DX and DY in the backward pass
	Add           bool
}

func (s PoolSpec) x() Picture { return Picture{s.C, s.H, s.W, s.XPad} }
func (s PoolSpec) y() Picture { return Picture{s.C, s.H / s.R, s.W / s.S, s.YPad} }

// each emits a walk over all windows and channels of the groups: in is the
// first vector of the window in X, out its vector in Y.
func (s PoolSpec) each(f *Func, lo, hi Var, operands []Var, body func(in, out Var)) {
	x, y := s.x(), s.y()
	in, out := f.Local(I32), f.Local(I32)
	groups(f, lo, hi, operands, []int{x.Group(), y.Group()}, func(at []Var, _ Var) {
		f.Set(in, Add(at[0], x.Origin()))
		f.Set(out, Add(at[1], y.Origin()))
		advance(f, y.H, func() {
			advance(f, y.W, func() {
				advance(f, s.C, func() {
					body(in, out)
					f.Inc(in, 16)
					f.Inc(out, 16)
				})
				f.Inc(in, (s.S-1)*x.Pixel())
			})
			f.Inc(in, s.R*x.Row()-y.W*s.S*x.Pixel())
			f.Inc(out, y.Row()-y.W*y.Pixel())
		})
	})
}

// window emits a walk over the pixels of one window.
func (s PoolSpec) window(f *Func, in Var, body func(at Var)) {
	x := s.x()
	at := f.Let(in.Get())
	advance(f, s.R, func() {
		advance(f, s.S, func() {
			body(at)
			f.Inc(at, x.Pixel())
		})
		f.Inc(at, x.Row()-s.S*x.Pixel())
	})
}

// AvgPool is the mean of every window; operands x, y; by group.
func (e *Env) AvgPool(s PoolSpec) *Func {
	return e.kernel(s, "avgPool", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		sum := f.Local(V128)
		s.each(f, lo, hi, p, func(in, out Var) {
			f.Set(sum, zero())
			s.window(f, in, func(at Var) { f.Set(sum, F32x4Add(sum, LoadV(at, 0))) })
			f.StoreV(out, 0, F32x4Mul(sum, F32x4Const(1/float32(s.R*s.S))))
		})
	})
}

// poolBack tells the backward kernel from the forward one in the cache.
type poolBack PoolSpec

// AvgPoolBackward spreads DY over the windows; operands dx, dy; by group.
func (e *Env) AvgPoolBackward(s PoolSpec) *Func {
	return e.kernel(poolBack(s), "avgPoolBackward", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		share := f.Local(V128)
		s.each(f, lo, hi, p, func(in, out Var) {
			f.Set(share, F32x4Mul(LoadV(out, 0), F32x4Const(1/float32(s.R*s.S))))
			s.window(f, in, func(at Var) {
				if s.Add {
					f.StoreV(at, 0, F32x4Add(LoadV(at, 0), share))
				} else {
					f.StoreV(at, 0, share)
				}
			})
		})
	})
}
