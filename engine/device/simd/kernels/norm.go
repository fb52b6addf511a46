package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// NormSpec is a batch normalisation of N pictures of C x H x W. The borders
// are those of the tensors that have one.
type NormSpec struct {
	N, C, H, W int
	Eps        float32
	Momentum   float32
	ReLU, Res  bool

	XPad, YPad, ResPad int
}

// Groups is the number of groups of four pictures.
func (s NormSpec) Groups() int { return GroupsOf(s.N) }

func (s NormSpec) picture(pad int) Picture { return Picture{s.C, s.H, s.W, pad} }

// The partial sums of one channel of one group: three vectors, lane by lane,
// that is picture by picture. See NormStats.
const (
	statPivot  = 0
	statSum    = 16
	statSquare = 32
	statBytes  = 48
)

// PartialBytes is the memory for the partial sums of the whole batch.
func (s NormSpec) PartialBytes() int { return s.Groups() * s.C * statBytes }

// AffineBytes is the memory for a scale and a shift a channel.
func (s NormSpec) AffineBytes() int { return 8 * s.C }

// NormStats sums each channel of each picture; operands x, partial; by group.
// For a channel it takes the first pixel p as pivot and leaves
//
//	p    sum of (x-p)    sum of (x-p)^2
//
// The pivot is near the mean when the mean is large against the spread, so
// that the squares do not cancel.
func (e *Env) NormStats(s NormSpec) *Func {
	type key struct{ C, H, W, XPad int }
	return e.kernel(key{s.C, s.H, s.W, s.XPad}, "normStats", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		x := s.picture(s.XPad)
		groups(f, lo, hi, p, []int{x.Group(), s.C * statBytes}, func(at []Var, _ Var) {
			xg, part := at[0], at[1]
			from, to := f.Let(Add(xg, x.Origin())), f.Let(part.Get())
			advance(f, s.C, func() {
				f.StoreV(to, statPivot, LoadV(from, 0))
				f.StoreV(to, statSum, zero())
				f.StoreV(to, statSquare, zero())
				f.Inc(from, 16)
				f.Inc(to, statBytes)
			})
			pivot, sum, square := f.Locals(V128, quad), f.Locals(V128, quad), f.Locals(V128, quad)
			d, q := f.Local(V128), f.Local(I32)
			sweep{
				C: s.C, H: s.H, W: s.W, Pads: []int{s.XPad},
				Begin: func(c Var, n int) {
					f.Set(q, Add(part, Mul(c, statBytes/4)))
					for i := range n {
						f.Set(pivot[i], LoadV(q, i*statBytes+statPivot))
						f.Set(sum[i], LoadV(q, i*statBytes+statSum))
						f.Set(square[i], LoadV(q, i*statBytes+statSquare))
					}
				},
				Pixel: func(at []Var, n int) {
					for i := range n {
						f.Set(d, F32x4Sub(LoadV(at[0], 16*i), pivot[i]))
						f.Set(sum[i], F32x4Add(sum[i], d))
						f.Set(square[i], e.Madd(d, d, square[i]))
					}
				},
				End: func(c Var, n int) {
					for i := range n {
						f.StoreV(q, i*statBytes+statSum, sum[i])
						f.StoreV(q, i*statBytes+statSquare, square[i])
					}
				},
			}.emit(f, []Var{xg})
		})
	})
}

// NormCombine turns partial sums into statistics; operands partial, gamma,
// beta, mean, var, savedMean, savedInv, affine; tasks are channels. Every
// picture has the same number n of pixels, so with m and M2 the mean and the
// sum of squares about it of one picture,
//
//	mean = average of m    var = sum of (M2 + n*(m-mean)^2) / (N*n)
//
// Pictures are taken in order, four at a time. Affine receives scale and
// shift with which normalising is one multiply-add:
//
//	scale = gamma*inv    shift = beta - mean*scale
func (e *Env) NormCombine(s NormSpec) *Func {
	type key struct {
		N, C, pixels  int
		Eps, Momentum float32
	}
	return e.kernel(key{s.N, s.C, s.H * s.W, s.Eps, s.Momentum}, "normCombine", 8, func(f *Func, p []Var, lo, hi, _ Var) {
		part, gamma, beta, mean, variance, savedMean, savedInv, affine := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
		pixels, count := float32(s.H*s.W), float32(s.N)*float32(s.H*s.W)
		stride := s.C * statBytes
		c := f.Let(lo.Get())
		at, acc, m, dev, mu := f.Local(I32), f.Local(V128), f.Local(V128), f.Local(V128), f.Local(V128)
		muS, inv, scale, biased := f.Local(F32), f.Local(F32), f.Local(F32), f.Local(F32)

		// pictureMeans runs body for every group with m set; body returns what
		// the group adds to acc.
		pictureMeans := func(body func() Expr) {
			f.Set(acc, zero())
			f.Set(at, Add(part, Mul(c, statBytes)))
			group := func(lanes int) {
				f.Set(m, F32x4Add(LoadV(at, statPivot), F32x4Mul(LoadV(at, statSum), F32x4Const(1/pixels))))
				v := body()
				if lanes < Lanes {
					v = VAnd(v, laneMask(lanes))
				}
				f.Set(acc, F32x4Add(acc, v))
			}
			advance(f, s.N/Lanes, func() {
				group(Lanes)
				f.Inc(at, stride)
			})
			if rest := s.N % Lanes; rest > 0 {
				group(rest)
			}
		}
		f.While(LtS(c, hi), func() {
			pictureMeans(func() Expr { return m.Get() })
			f.Set(muS, F32Div(laneSum(acc), float32(s.N)))
			f.Set(mu, F32x4Splat(muS))
			pictureMeans(func() Expr {
				f.Set(dev, F32x4Sub(m, mu))
				within := F32x4Sub(LoadV(at, statSquare),
					F32x4Mul(F32x4Mul(LoadV(at, statSum), LoadV(at, statSum)), F32x4Const(1/pixels)))
				return F32x4Add(within, F32x4Mul(F32x4Mul(dev, dev), F32x4Const(pixels)))
			})
			f.Set(biased, F32Max(F32Div(laneSum(acc), count), 0))
			f.Set(inv, F32Div(1, F32Sqrt(F32Add(biased, s.Eps))))
			word := func(base Var) Expr { return Add(base, Shl(c, 2)) }
			f.StoreF32(word(savedMean), 0, muS)
			f.StoreF32(word(savedInv), 0, inv)
			move := func(base Var, to Expr) {
				f.StoreF32(word(base), 0, F32Add(LoadF32(word(base), 0),
					F32Mul(s.Momentum, F32Sub(to, LoadF32(word(base), 0)))))
			}
			move(mean, muS.Get())
			move(variance, F32Mul(biased, count/max(count-1, 1)))
			f.Set(scale, F32Mul(LoadF32(word(gamma), 0), inv))
			f.StoreF32(Add(affine, Shl(c, 3)), 0, scale)
			f.StoreF32(Add(affine, Shl(c, 3)), 4, F32Sub(LoadF32(word(beta), 0), F32Mul(muS, scale)))
			f.Inc(c, 1)
		})
	})
}

// NormAffine is scale and shift from the running statistics; operands gamma,
// beta, mean, var, affine; tasks are channels.
func (e *Env) NormAffine(s NormSpec) *Func {
	type key struct{ Eps float32 }
	return e.kernel(key{s.Eps}, "normAffine", 5, func(f *Func, p []Var, lo, hi, _ Var) {
		c, scale := f.Let(lo.Get()), f.Local(F32)
		word := func(base Var) Expr { return LoadF32(Add(base, Shl(c, 2)), 0) }
		f.While(LtS(c, hi), func() {
			f.Set(scale, F32Mul(word(p[0]), F32Div(1, F32Sqrt(F32Add(word(p[3]), s.Eps)))))
			f.StoreF32(Add(p[4], Shl(c, 3)), 0, scale)
			f.StoreF32(Add(p[4], Shl(c, 3)), 4, F32Sub(word(p[1]), F32Mul(word(p[2]), scale)))
			f.Inc(c, 1)
		})
	})
}

// NormApply is y = act(x*scale + shift + res); operands x, affine, res, y; by
// group. Without Res that operand is not looked at.
func (e *Env) NormApply(s NormSpec) *Func {
	type key struct {
		C, H, W, XPad, YPad, ResPad int
		ReLU, Res                   bool
	}
	if !s.Res {
		s.ResPad = 0
	}
	return e.kernel(key{s.C, s.H, s.W, s.XPad, s.YPad, s.ResPad, s.ReLU, s.Res}, "normApply", 4, func(f *Func, p []Var, lo, hi, _ Var) {
		affine := p[1]
		operands, pads := []Var{p[0], p[3]}, []int{s.XPad, s.YPad}
		if s.Res {
			operands, pads = append(operands, p[2]), append(pads, s.ResPad)
		}
		sizes := make([]int, len(pads))
		for k, pad := range pads {
			sizes[k] = s.picture(pad).Group()
		}
		scale, shift, v := f.Locals(V128, quad), f.Locals(V128, quad), f.Local(V128)
		groups(f, lo, hi, operands, sizes, func(at []Var, _ Var) {
			sweep{
				C: s.C, H: s.H, W: s.W, Pads: pads,
				Begin: func(c Var, n int) {
					for i := range n {
						f.Set(scale[i], LoadSplat32(Add(affine, Shl(c, 1)), 8*i))
						f.Set(shift[i], LoadSplat32(Add(affine, Shl(c, 1)), 8*i+4))
					}
				},
				Pixel: func(at []Var, n int) {
					for i := range n {
						f.Set(v, e.Madd(LoadV(at[0], 16*i), scale[i], shift[i]))
						if s.Res {
							f.Set(v, F32x4Add(v, LoadV(at[2], 16*i)))
						}
						if s.ReLU {
							// PMax keeps NaN: a run that has diverged should show it.
							f.Set(v, F32x4PMax(v, zero()))
						}
						f.StoreV(at[1], 16*i, v)
					}
				},
			}.emit(f, at)
		})
	})
}
