package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// NormBackSpec is the backward pass of a batch normalisation. With ReLU, G is
// DY where Y > 0 and 0 elsewhere; without, G is DY.
type NormBackSpec struct {
	N, C, H, W                      int
	ReLU                            bool
	FromX                           bool // see gate
	DX, DRes                        bool // which of the two are wanted
	AddDX, AddDRes                  bool
	XPad, YPad, DYPad, DXPad, RePad int
}

// Groups is the number of groups of four pictures.
func (s NormBackSpec) Groups() int { return GroupsOf(s.N) }

// early says that G is stored in DRes by the first pass, and read from there
// by the second.
func (s NormBackSpec) early() bool { return s.DRes && !s.AddDRes }

// The partial sums of one channel of one group.
const (
	backSum   = 0  // of G
	backDot   = 16 // of G*(X-mean)
	backBytes = 32
)

// PartialBytes is the memory for the partial sums of the whole batch.
func (s NormBackSpec) PartialBytes() int { return s.Groups() * s.C * backBytes }

// SlopeBytes is the memory for three numbers a channel; see NormSlopes.
func (s NormBackSpec) SlopeBytes() int { return 12 * s.C }

// tensors picks the picture operands of a kernel and where each of them is in
// the list that a sweep walks over.
type tensors struct {
	vars  []Var
	pads  []int
	sizes []int
}

func (t *tensors) add(v Var, pic Picture) (index int) {
	t.vars = append(t.vars, v)
	t.pads = append(t.pads, pic.Pad)
	t.sizes = append(t.sizes, pic.Group())
	return len(t.vars) - 1
}

// gate is the ReLU in the backward pass: it lets G through where Y > 0. Y can
// be read, or made again from X with the scale and shift of the forward pass,
// which is one multiply-add and saves reading a tensor that left the cache
// long ago. The same instruction on the same numbers gives the same bits, so
// both ways agree about every element.
type gate struct {
	e            *Env
	f            *Func
	affine       Var // scale and shift, if Y is made again
	scale, shift []Var
}

// gate prepares for the kernel's operand "y".
func (e *Env) gate(f *Func, s NormBackSpec, y Var) *gate {
	g := &gate{e: e, f: f, affine: y}
	if s.ReLU && s.FromX {
		g.scale, g.shift = f.Locals(V128, quad), f.Locals(V128, quad)
	}
	return g
}

// load fetches scale and shift of the channels from c on.
func (g *gate) load(c Var, n int) {
	for i := range n {
		if g.scale != nil {
			g.f.Set(g.scale[i], LoadSplat32(Add(g.affine, Shl(c, 1)), 8*i))
			g.f.Set(g.shift[i], LoadSplat32(Add(g.affine, Shl(c, 1)), 8*i+4))
		}
	}
}

// pass is v where the ReLU of channel i is open; y is its result, x what was
// normalised.
func (g *gate) pass(v Var, i int, x, y func() Expr) Expr {
	if g.scale != nil {
		return VAnd(v, F32x4Gt(g.e.Madd(x(), g.scale[i], g.shift[i]), zero()))
	}
	return VAnd(v, F32x4Gt(y(), zero()))
}

// block is the number of channels that fit in registers.
func (s NormBackSpec) block() int {
	if s.ReLU && s.FromX {
		return quad / 2
	}
	return quad
}

// Two kernels share a spec; these types tell them apart in the cache.
type (
	normSums NormBackSpec
	normGrad NormBackSpec
)

// NormSums takes the two sums that the gradients need; operands x, y (or
// the scale and shift, see gate), dy, savedMean, dres, partial; by group. DRes receives G here unless it is added to.
func (e *Env) NormSums(s NormBackSpec) *Func {
	s.DX, s.AddDX, s.DXPad = false, false, 0
	return e.kernel(normSums(s), "normSums", 6, func(f *Func, p []Var, lo, hi, _ Var) {
		mean := p[3]
		pic := func(pad int) Picture { return Picture{s.C, s.H, s.W, pad} }
		var t tensors
		x, dy := t.add(p[0], pic(s.XPad)), t.add(p[2], pic(s.DYPad))
		var y, dres int
		if s.ReLU && !s.FromX {
			y = t.add(p[1], pic(s.YPad))
		}
		gate := e.gate(f, s, p[1])
		if s.early() {
			dres = t.add(p[4], pic(s.RePad))
		}
		walked := len(t.vars)
		t.vars, t.sizes = append(t.vars, p[5]), append(t.sizes, s.C*backBytes)

		mu, sum, dot := f.Locals(V128, quad), f.Locals(V128, quad), f.Locals(V128, quad)
		g, xv, q := f.Local(V128), f.Local(V128), f.Local(I32)
		groups(f, lo, hi, t.vars, t.sizes, func(at []Var, _ Var) {
			part := at[walked]
			f.Fill(part, 0, s.C*backBytes)
			sweep{
				C: s.C, H: s.H, W: s.W, Pads: t.pads, Block: s.block(), Cold: true,
				Begin: func(c Var, n int) {
					gate.load(c, n)
					f.Set(q, Add(part, Mul(c, backBytes/4)))
					for i := range n {
						f.Set(mu[i], LoadSplat32(Add(mean, c), 4*i))
						f.Set(sum[i], LoadV(q, i*backBytes+backSum))
						f.Set(dot[i], LoadV(q, i*backBytes+backDot))
					}
				},
				Pixel: func(at []Var, n int) {
					for i := range n {
						f.Set(xv, LoadV(at[x], 16*i))
						f.Set(g, LoadV(at[dy], 16*i))
						if s.ReLU {
							f.Set(g, gate.pass(g, i, xv.Get, func() Expr { return LoadV(at[y], 16*i) }))
						}
						if s.early() {
							f.StoreV(at[dres], 16*i, g)
						}
						f.Set(sum[i], F32x4Add(sum[i], g))
						f.Set(dot[i], e.Madd(g, F32x4Sub(xv, mu[i]), dot[i]))
					}
				},
				End: func(c Var, n int) {
					for i := range n {
						f.StoreV(q, i*backBytes+backSum, sum[i])
						f.StoreV(q, i*backBytes+backDot, dot[i])
					}
				},
			}.emit(f, at[:walked])
		})
	})
}

// NormSlopes adds the partial sums up; operands partial, gamma, savedMean,
// savedInv, dgamma, dbeta, slopes; tasks are channels. Slopes receives a, b
// and c with which the gradient is DX = a*G + (b*X + c):
//
//	a = gamma*inv    b = -a*inv*dgamma/count    c = -a*dbeta/count - b*mean
func (e *Env) NormSlopes(s NormBackSpec) *Func {
	type key struct{ N, C, pixels int }
	return e.kernel(key{s.N, s.C, s.H * s.W}, "normSlopes", 7, func(f *Func, p []Var, lo, hi, _ Var) {
		part, gamma, mean, inv, dgamma, dbeta, slopes := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
		count := float32(s.N) * float32(s.H*s.W)
		ch := f.Let(lo.Get())
		at, sum, dot := f.Local(I32), f.Local(V128), f.Local(V128)
		db, dg, a, b := f.Local(F32), f.Local(F32), f.Local(F32), f.Local(F32)
		f.While(LtS(ch, hi), func() {
			f.Set(sum, zero())
			f.Set(dot, zero())
			f.Set(at, Add(part, Mul(ch, backBytes)))
			advance(f, s.Groups(), func() {
				f.Set(sum, F32x4Add(sum, LoadV(at, backSum)))
				f.Set(dot, F32x4Add(dot, LoadV(at, backDot)))
				f.Inc(at, s.C*backBytes)
			})
			word := func(base Var) Expr { return Add(base, Shl(ch, 2)) }
			f.Set(db, laneSum(sum))
			f.Set(dg, F32Mul(laneSum(dot), LoadF32(word(inv), 0)))
			f.StoreF32(word(dbeta), 0, db)
			f.StoreF32(word(dgamma), 0, dg)
			f.Set(a, F32Mul(LoadF32(word(gamma), 0), LoadF32(word(inv), 0)))
			f.Set(b, F32Neg(F32Div(F32Mul(F32Mul(a, LoadF32(word(inv), 0)), dg), count)))
			to := Add(slopes, Mul(ch, 12))
			f.StoreF32(to, 0, a)
			f.StoreF32(to, 4, b)
			f.StoreF32(to, 8, F32Neg(F32Add(F32Div(F32Mul(a, db), count), F32Mul(b, LoadF32(word(mean), 0)))))
			f.Inc(ch, 1)
		})
	})
}

// NormGrad is the second pass, DX = a*G + (b*X + c); operands x, y (or
// the scale and shift), dy, slopes, dx, dres; by group. Lanes without a picture receive 0.
func (e *Env) NormGrad(s NormBackSpec) *Func {
	return e.kernel(normGrad(s), "normGrad", 6, func(f *Func, p []Var, lo, hi, _ Var) {
		slopes := p[3]
		pic := func(pad int) Picture { return Picture{s.C, s.H, s.W, pad} }
		var t tensors
		var x, y, g, dx, dres int
		masked := s.ReLU && !s.early()
		if s.early() {
			g = t.add(p[5], pic(s.RePad))
		} else {
			g = t.add(p[2], pic(s.DYPad))
		}
		if masked && !s.FromX {
			y = t.add(p[1], pic(s.YPad))
		}
		gate := e.gate(f, s, p[1])
		if s.DX || masked && s.FromX {
			x = t.add(p[0], pic(s.XPad))
		}
		if s.DX {
			dx = t.add(p[4], pic(s.DXPad))
		}
		if s.DRes && s.AddDRes {
			dres = t.add(p[5], pic(s.RePad))
		}
		a, b, c := f.Locals(V128, quad), f.Locals(V128, quad), f.Locals(V128, quad)
		gv, xv, v, from := f.Local(V128), f.Local(V128), f.Local(V128), f.Local(I32)
		block := quad
		if masked {
			block = s.block()
		}
		// walk emits one group; lanes says how many of its pictures count.
		walk := func(at []Var, lanes int) {
			sweep{
				C: s.C, H: s.H, W: s.W, Pads: t.pads, Block: block, Cold: true,
				Begin: func(ch Var, n int) {
					if masked {
						gate.load(ch, n)
					}
					f.Set(from, Add(slopes, Mul(ch, 3)))
					for i := range n {
						f.Set(a[i], LoadSplat32(from, 12*i))
						f.Set(b[i], LoadSplat32(from, 12*i+4))
						f.Set(c[i], LoadSplat32(from, 12*i+8))
					}
				},
				Pixel: func(at []Var, n int) {
					for i := range n {
						f.Set(gv, LoadV(at[g], 16*i))
						if s.DX || masked && s.FromX {
							f.Set(xv, LoadV(at[x], 16*i))
						}
						if masked {
							f.Set(gv, gate.pass(gv, i, xv.Get, func() Expr { return LoadV(at[y], 16*i) }))
						}
						if s.DRes && s.AddDRes {
							f.StoreV(at[dres], 16*i, F32x4Add(LoadV(at[dres], 16*i), gv))
						}
						if !s.DX {
							continue
						}
						f.Set(v, e.Madd(gv, a[i], e.Madd(xv, b[i], c[i])))
						if lanes < Lanes {
							f.Set(v, VAnd(v, laneMask(lanes)))
						}
						if s.AddDX {
							f.Set(v, F32x4Add(v, LoadV(at[dx], 16*i)))
						}
						f.StoreV(at[dx], 16*i, v)
					}
				},
			}.emit(f, at)
		}
		groups(f, lo, hi, t.vars, t.sizes, func(at []Var, group Var) {
			if rest := s.N % Lanes; rest > 0 {
				f.If(Eq(group, s.Groups()-1), func() { walk(at, rest) }, func() { walk(at, Lanes) })
				return
			}
			walk(at, Lanes)
		})
	})
}
