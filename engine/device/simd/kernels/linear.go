package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// LinearSpec is a linear layer on N pictures of C x H x W, flattened in that
// order, with Out results. Its weights are dense, (Out, C*H*W).
type LinearSpec struct {
	N, C, H, W, Out int
	XPad, YPad      int // YPad is 0: results are pictures of one pixel
}

// Groups is the number of groups of four pictures.
func (s LinearSpec) Groups() int { return GroupsOf(s.N) }

func (s LinearSpec) in() int    { return s.C * s.H * s.W }
func (s LinearSpec) x() Picture { return Picture{s.C, s.H, s.W, s.XPad} }
func (s LinearSpec) y() Picture { return Picture{s.Out, 1, 1, s.YPad} }

// inputs emits a walk over the inputs in the order in which weights lie:
// channel, row, column. The body finds its vector at in.
func (s LinearSpec) inputs(f *Func, group Expr, body func(in Var)) {
	x := s.x()
	in := f.Let(Add(group, x.Origin()))
	advance(f, s.C, func() {
		advance(f, s.H, func() {
			advance(f, s.W, func() {
				body(in)
				f.Inc(in, x.Pixel())
			})
			f.Inc(in, x.Row()-s.W*x.Pixel())
		})
		f.Inc(in, 16-s.H*x.Row())
	})
}

// Linear is y = x W' + b; operands x, w, b, y; by group.
func (e *Env) Linear(s LinearSpec) *Func {
	return e.kernel(s, "linear", 4, func(f *Func, p []Var, lo, hi, _ Var) {
		wt, bias, to, acc := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(V128)
		groups(f, lo, hi, []Var{p[0], p[3]}, []int{s.x().Group(), s.y().Group()}, func(at []Var, _ Var) {
			f.Set(wt, p[1])
			f.Set(bias, p[2])
			f.Set(to, Add(at[1], s.y().Origin()))
			advance(f, s.Out, func() {
				f.Set(acc, LoadSplat32(bias, 0))
				s.inputs(f, at[0].Get(), func(in Var) {
					f.Set(acc, e.Madd(LoadSplat32(wt, 0), LoadV(in, 0), acc))
					f.Inc(wt, 4)
				})
				f.StoreV(to, 0, acc)
				f.Inc(to, 16)
				f.Inc(bias, 4)
			})
		})
	})
}

type linearGradInput LinearSpec

// LinearGradInput is dx = dy W; operands w, dy, dx; by group.
func (e *Env) LinearGradInput(s LinearSpec) *Func {
	return e.kernel(linearGradInput(s), "linearGradInput", 3, func(f *Func, p []Var, lo, hi, _ Var) {
		column, wt, from, acc := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(V128)
		groups(f, lo, hi, []Var{p[1], p[2]}, []int{s.y().Group(), s.x().Group()}, func(at []Var, _ Var) {
			f.Set(column, p[0])
			s.inputs(f, at[1].Get(), func(to Var) {
				f.Set(wt, column)
				f.Set(from, Add(at[0], s.y().Origin()))
				f.Set(acc, zero())
				advance(f, s.Out, func() {
					f.Set(acc, e.Madd(LoadSplat32(wt, 0), LoadV(from, 0), acc))
					f.Inc(wt, 4*s.in())
					f.Inc(from, 16)
				})
				f.StoreV(to, 0, acc)
				f.Inc(column, 4)
			})
		})
	})
}

type linearGradWeight LinearSpec

// LinearGradWeight is dw = dy' x and db, the sum of dy; operands x, dy, dw,
// db; tasks are results. Lanes without a picture have dy = 0.
func (e *Env) LinearGradWeight(s LinearSpec) *Func {
	return e.kernel(linearGradWeight(s), "linearGradWeight", 4, func(f *Func, p []Var, lo, hi, _ Var) {
		o, column, to := f.Let(lo.Get()), f.Local(I32), f.Local(I32)
		xg, dy, acc := f.Local(I32), f.Local(I32), f.Local(V128)
		f.While(LtS(o, hi), func() {
			f.Set(column, Add(p[1], Add(s.y().Origin(), Shl(o, 4))))
			f.Set(acc, zero())
			f.Set(dy, column)
			advance(f, s.Groups(), func() {
				f.Set(acc, F32x4Add(acc, LoadV(dy, 0)))
				f.Inc(dy, s.y().Group())
			})
			f.StoreF32(Add(p[3], Shl(o, 2)), 0, laneSum(acc))
			f.Set(to, Add(p[2], Mul(o, 4*s.in())))
			s.inputs(f, p[0].Get(), func(in Var) {
				f.Set(acc, zero())
				f.Set(dy, column)
				f.Set(xg, in)
				advance(f, s.Groups(), func() {
					f.Set(acc, e.Madd(LoadV(xg, 0), LoadV(dy, 0), acc))
					f.Inc(dy, s.y().Group())
					f.Inc(xg, s.x().Group())
				})
				f.StoreF32(to, 0, laneSum(acc))
				f.Inc(to, 4)
			})
			f.Inc(o, 1)
		})
	})
}
