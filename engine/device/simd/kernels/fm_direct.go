package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/filtermap"
)

// The direct way, for every geometry: T is applied to the weights only. The
// filters are expanded once a step, F[i] = M[T(i)], and the gradient of the
// filters is scattered, DM[j] = sum of DF[i] over T(i) = j.
//
// T needs no table here, because its three axes are independent:
//
//	T(k,c,s1,s2) = (fold(k1*x + s1), fold(k2*y + s2), (k3*z + c) mod C).

// fmDirectForward expands the filters behind the room of the packed ones,
// packs them, and runs the plain convolution.
func (e *Env) fmDirectForward(s FMSpec) Work {
	w := e.ConvForward(s.ConvSpec)
	room := w.Packed
	w.Packed += 4 * s.weights()
	w.Stages[0] = Stage{Func: e.packForward(s.Conv, room), Args: []Arg{ArgPacked, ArgPacked},
		Tasks: s.K, Prepare: true, Wait: true}
	w.Stages = append([]Stage{e.expandStage(s, room)}, w.Stages...)
	return w
}

// fmDirectBackward keeps the gradient of the filters in ArgPartial.
func (e *Env) fmDirectBackward(s FMSpec, dx bool) Work {
	w := e.ConvBackward(s.ConvSpec, dx)
	if dx {
		room := w.Packed
		w.Packed += 4 * s.weights()
		w.Stages[0] = Stage{Func: e.packBackward(s.Conv, room), Args: []Arg{ArgPacked, ArgPacked},
			Tasks: s.C, Prepare: true, Wait: true}
		w.Stages = append([]Stage{e.expandStage(s, room)}, w.Stages...)
	}
	w.Partial = 4 * s.weights()
	w.Stages[len(w.Stages)-1].Args[2] = ArgPartial
	w.Stages = append(w.Stages, Stage{Func: e.fmScatter(s.Map, s.Rule), Args: []Arg{ArgPartial, ArgDW},
		Tasks: s.C, Scratch: 4 * s.Map.Hm() * s.Map.Wm(), Wait: true})
	return w
}

func (e *Env) expandStage(s FMSpec, offset int) Stage {
	return Stage{Func: e.fmExpand(s.Map, offset), Args: []Arg{ArgW, ArgPacked}, Tasks: s.K, Prepare: true}
}

// windowLine is fold(k*stride + i): the line of the map that line i of
// window k reads.
func windowLine(f *Func, g filtermap.Geometry, k Expr, stride, i, lines int) Expr {
	m := f.Let(Add(Mul(k, stride), i))
	if g.Padding == filtermap.Authors {
		// Beyond the last line comes line 1.
		f.Inc(m, GeS(m, lines))
	}
	return RemU(m, lines)
}

type fmExpandKey struct {
	filtermap.Geometry
	offset int
}

// fmExpand is a kernel of (m, filters) with one task a filter: it writes the
// filters (K,C,S1,S2) offset bytes after the second address.
func (e *Env) fmExpand(g filtermap.Geometry, offset int) *Func {
	return e.kernel(fmExpandKey{g, offset}, "fmExpand", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		taps := g.S1 * g.S2
		k := f.Local(I32)
		f.For(k, lo, hi, 1, func() {
			k1, k2 := RemU(DivU(k, g.K2), g.K1), RemU(k, g.K2)
			first := f.Let(Mul(DivU(k, g.K1*g.K2), g.Z())) // map channel of channel 0; below C
			filter := f.Let(Add(p[1], Add(offset, Mul(k, 4*taps*g.C))))
			for s1 := range g.S1 {
				row := f.Let(windowLine(f, g, k1, g.X, s1, g.Hm()))
				for s2 := range g.S2 {
					line := Add(Mul(row, g.Wm()), windowLine(f, g, k2, g.Y, s2, g.Wm()))
					start := f.Let(Add(p[0], Mul(line, 4*g.C)))
					src, end := f.Let(Add(start, Mul(first, 4))), f.Let(Add(start, 4*g.C))
					dst, n := f.Let(Add(filter, 4*(s1*g.S2+s2))), f.Let(I32Const(int32(g.C)))
					f.Repeat(n, func() {
						f.StoreF32(dst, 0, LoadF32(src, 0))
						f.Inc(dst, 4*taps)
						f.Inc(src, 4)
						f.Set(src, Select(start, src, Eq(src, end)))
						f.Inc(n, -1)
					})
				}
			}
		})
	})
}

type fmScatterKey struct {
	filtermap.Geometry
	rule filtermap.Rule
}

// fmScatter is a kernel of (filters' gradient, map's gradient) with one task a
// channel of the map. It adds in the order of filtermap.Index.Scatter; for
// the mean it counts in scratch what it adds.
func (e *Env) fmScatter(g filtermap.Geometry, rule filtermap.Rule) *Func {
	return e.kernel(fmScatterKey{g, rule}, "fmScatter", 2, func(f *Func, p []Var, lo, hi, scratch Var) {
		taps, cells := g.S1*g.S2, g.Hm()*g.Wm()
		c := f.Local(I32)
		f.For(c, lo, hi, 1, func() {
			dm := f.Let(Add(p[1], Mul(c, 4)))
			at := f.Let(dm.Get())
			advance(f, cells, func() {
				f.StoreF32(at, 0, 0)
				f.Inc(at, 4*g.C)
			})
			f.Fill(scratch, 0, 4*cells)
			k := f.Local(I32)
			f.For(k, 0, g.K(), 1, func() {
				k1, k2 := RemU(DivU(k, g.K2), g.K1), RemU(k, g.K2)
				k3 := DivU(k, g.K1*g.K2)
				// The channel of filter k that T sends to c.
				ch := RemU(Sub(Add(c, g.C), Mul(k3, g.Z())), g.C)
				src := f.Let(Add(p[0], Mul(Add(Mul(k, g.C), ch), 4*taps)))
				for s1 := range g.S1 {
					row := f.Let(windowLine(f, g, k1, g.X, s1, g.Hm()))
					for s2 := range g.S2 {
						cell := f.Let(Add(Mul(row, g.Wm()), windowLine(f, g, k2, g.Y, s2, g.Wm())))
						to := f.Let(Add(dm, Mul(cell, 4*g.C)))
						f.StoreF32(to, 0, F32Add(LoadF32(to, 0), LoadF32(src, 4*(s1*g.S2+s2))))
						n := f.Let(Add(scratch, Mul(cell, 4)))
						f.StoreF32(n, 0, F32Add(LoadF32(n, 0), 1))
					}
				}
			})
			if rule == filtermap.Sum {
				return
			}
			f.Set(at, dm)
			n := f.Let(scratch.Get())
			advance(f, cells, func() { // a cell in a gap has sum 0 and no mean
				f.StoreF32(at, 0, F32Div(LoadF32(at, 0), F32Max(LoadF32(n, 0), 1)))
				f.Inc(at, 4*g.C)
				f.Inc(n, 4)
			})
		})
	})
}
