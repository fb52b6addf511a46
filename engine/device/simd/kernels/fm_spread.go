package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// spread is the building of dA for one class of cells, over one row of pixels.
type spread struct {
	class
	k1, k2   int
	stride   int
	width    int
	from, to int // bytes of a pixel of DY and of dA
}

// emitSpread emits the part of dA of one class for a band, off bytes into each
// pixel. The part of DY begins block bytes into a pixel.
func (b *backward) emitSpread(e *Env, f *Func, c class, t, rows, block Var, width, off int) {
	s := spread{c, b.Map.K1, b.Map.K2, b.Stride, width, b.outPixel(), b.mapPixel}
	i, end := f.Let(t.Get()), f.Let(Add(t, rows))
	to := f.Let(Add(b.dA, off))
	f.Repeat(LtS(i, end), func() {
		here := f.Let(Add(b.dyAt(i), block))
		next, previous := here, here
		if c.p1 == 0 {
			next = f.Let(Add(b.dyAt(Add(i, 1)), block))
			if b.Stride == 1 {
				previous = f.Let(Add(b.dyAt(Sub(i, 1)), block))
			}
		}
		f.Call(e.spreadRow(s), next, previous, to)
		f.Inc(to, width*b.mapPixel)
		f.Inc(i, 1)
	})
}

// spreadRow is a function of (next, previous, to): the rows of DY, from their
// left border pixel on, whose filters k1 and k1-1 meet the row of pixels. For
// odd map rows there is one such row, and it is next.
func (e *Env) spreadRow(s spread) *Func {
	return e.function(s, "spreadRow", []Type{I32, I32, I32}, nil, func(f *Func, p []Var) {
		type term struct{ pixel, k2 int }
		// columns are the pixels, counted from the left border, and filters
		// along the row that cell 2*k2+p2 belongs to.
		columns := func(k2 int) []term {
			if s.p2 == 1 {
				return []term{{1, k2}}
			}
			previous := 0
			if s.stride == 2 {
				previous = 1
			}
			return []term{{2, k2}, {previous, (k2 + s.k2 - 1) % s.k2}}
		}
		next, previous, to := p[0], p[1], p[2]
		advance(f, s.width, func() {
			for k1 := range s.k1 {
				for k2 := range s.k2 {
					var v Expr
					add := func(row Var, k1 int) {
						for _, c := range columns(k2) {
							l := LoadV(row, c.pixel*s.from+(k1*s.k2+c.k2)*Vector)
							if v.Type() == 0 {
								v = l
							} else {
								v = F32x4Add(v, l)
							}
						}
					}
					add(next, k1)
					if s.p1 == 0 {
						add(previous, (k1+s.k1-1)%s.k1)
					}
					f.StoreV(to, (k1*s.k2+k2)*Vector, v)
				}
			}
			f.Inc(next, s.from)
			f.Inc(previous, s.from)
			f.Inc(to, s.to)
		})
	})
}
