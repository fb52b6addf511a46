package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// The gradients of the fast way. A product of pixel q with map cell m goes
// into a few outputs, so its gradient is the sum of theirs. With k1, k2 the
// filter whose window begins at or before m = (2*k1+p1, 2*k2+p2),
//
//	dA[q][m] = DY[q]                                  p1 = 1, p2 = 1
//	         = DY[q+1][k1] + DY[q-1][k1-1]            along each axis where p is 0
//
// three additions for each output and all its nine taps. One dA serves both:
//
//	dX[q] = sum over m of dA[q][m] * M[m]             a product of long runs
//	dM[m] = sum over q of dA[q][m] * X[q]             an outer product
//
// With stride 2, pixel q meets only the map cells of its own parities, so
// there are four classes of pixels, each with a quarter of the cells, and
// DY[q+1], DY[q-1] become the two nearest outputs. All of it is done for each
// layer of the scheme, between the transposed transforms.
//
// The kernel goes over bands of rows: it transforms them, builds dA for a
// band, and does both products while dA is in the cache.

// fmChunks is the number of parts of a batch whose map gradients are summed
// separately, so that threads can share the work. It bounds the threads that
// are of use, and never depends on how many there are.
const fmChunks = 8

// fmBackBand is about how many output pixels a band should have.
const fmBackBand = 64

// linePad is added to rows of channels in work buffers, in bytes: a cache line,
// because pixels that are a power of two apart would share few cache sets.
const linePad = 64

func (l fmLayer) chunks() int { return min(fmChunks, l.Groups()) }

// groupsPerChunk is the number of groups of every chunk but perhaps the last ones.
func (l fmLayer) groupsPerChunk() int { return ceilDiv(l.Groups(), l.chunks()) }

// class is a set of pixels and the map cells that they meet. With stride 1
// there is one class, of all pixels and cells; its parts are those of stride 2.
type class struct{ p1, p2 int }

func classes() []class { return []class{{0, 0}, {0, 1}, {1, 0}, {1, 1}} }

// cells is the number of map cells that a pixel meets.
func (l fmLayer) cells() int {
	if l.Stride == 2 {
		return l.kappa
	}
	return 4 * l.kappa
}

// products is the number of floats of the weights, and of their gradient, of
// one part and class.
func (l fmLayer) products() int { return l.cells() * l.z }

// gradients is the number of floats of the map gradient in all parts, rounded
// up to whole vectors.
func (l fmLayer) gradients() int { return (l.parts()*4*l.kappa*l.z + 3) &^ 3 }

// backward holds the sizes and addresses of a running band.
type backward struct {
	fmLayer
	dx           bool
	bandRows     int // rows of DY in a band
	xPixel       int // bytes of a pixel of X, and of dA
	mapPixel     int
	x, dy, dA, g Var // bands of transformed X and DY, of dA, of the gradient of X
	partial      Var
	packed       Var
}

func newBackward(l fmLayer, dx bool) *backward {
	return &backward{
		fmLayer: l, dx: dx, bandRows: min(l.Ho(), max(1, fmBackBand/l.Wo())),
		xPixel: l.inPixel() + linePad, mapPixel: l.cells()*Vector + linePad,
	}
}

// sizes are the bytes of the bands of X, DY, dA and the gradient of X.
func (b *backward) sizes() (x, dy, dA, g int) {
	rows := b.bandRows * b.Stride
	return rows * b.W * b.xPixel, b.ringRows() * b.dyRow(), b.bandRows * b.Wo() * b.mapPixel, rows * b.W * b.inPixel()
}

func (b *backward) scratch() int {
	x, dy, dA, g := b.sizes()
	return x + dy + dA + g + arenaSlack
}

// ringRows is the number of transformed rows of DY that are kept: those of a
// band and one on either side.
func (b *backward) ringRows() int { return b.bandRows + 2 }

// dyRow is a transformed row of DY with a pixel of border on either side.
func (b *backward) dyRow() int { return (b.Wo() + 2) * b.outPixel() }

// dyAt is the address of transformed row i of DY, its left border pixel.
func (b *backward) dyAt(i any) Expr {
	return Add(b.dy, Mul(RemU(Add(i, 1), b.ringRows()), b.dyRow()))
}

type fmBackwardKey struct {
	FMSpec
	dx bool
}

// fmBackward is a kernel of (x, dy, partial) or (x, dy, partial, packed, dx)
// with one task a chunk.
func (e *Env) fmBackward(l fmLayer, dx bool) *Func {
	key := fmBackwardKey{l.FMSpec, dx}
	key.YPad, key.Rule = 0, 0
	operands := 3
	if dx {
		operands = 5
	}
	return e.kernel(key, "fmBackward", operands, func(f *Func, p []Var, lo, hi, scratch Var) {
		b := newBackward(l, dx)
		mem := &arena{base: scratch}
		nx, ndy, nA, ng := b.sizes()
		b.x, b.dy, b.dA, b.g = mem.place(f, nx), mem.place(f, ndy), mem.place(f, nA), mem.place(f, ng)
		if dx {
			b.packed = p[3]
		}
		chunk, group := f.Local(I32), f.Local(I32)
		f.For(chunk, lo, hi, 1, func() {
			b.partial = f.Let(Add(p[2], Mul(chunk, 4*l.gradients())))
			f.Fill(b.partial, 0, 4*l.gradients())
			first := f.Let(Mul(chunk, l.groupsPerChunk()))
			end := f.Let(MinS(Add(first, l.groupsPerChunk()), l.Groups()))
			f.For(group, first, end, 1, func() {
				xr := f.Let(Add(p[0], Add(l.x().Origin(), Mul(group, l.x().Group()))))
				dyr := f.Let(Add(p[1], Add(l.dy().Origin()-l.dy().Pixel(), Mul(group, l.dy().Group()))))
				var dxr Var
				if dx {
					dxr = f.Let(Add(p[4], Add(l.dx().Origin(), Mul(group, l.dx().Group()))))
				}
				b.emitGroup(e, f, xr, dyr, dxr)
			})
		})
	})
}

// emitGroup emits the bands of one group. x and dx are at pixel (0,0), dy one
// pixel to its left. It moves them.
func (b *backward) emitGroup(e *Env, f *Func, x, dy, dx Var) {
	next := f.Let(I32Const(0)) // first row of DY that is not yet transformed
	if b.Stride == 1 {
		f.Set(next, -1)
		f.Inc(dy, -b.FMSpec.dy().Row())
	}
	t := f.Local(I32)
	f.For(t, 0, b.Ho(), b.bandRows, func() {
		rows := f.Let(MinS(Sub(b.Ho(), t), b.bandRows))
		f.While(LeS(next, Add(t, rows)), func() {
			to := f.Let(b.dyAt(next))
			from := f.Let(dy.Get())
			rowTransform(f, b.Wo()+2, b.kappa, from, b.scheme.n, b.FMSpec.dy().Pixel(), to, b.outPixel(), false,
				func(v []Var) []Var { return b.scheme.outputBack(f, v) })
			f.Inc(dy, b.FMSpec.dy().Row())
			f.Inc(next, 1)
		})
		to := f.Let(b.x.Get())
		xRows := f.Let(MinS(Mul(rows, b.Stride), Sub(b.H, Mul(t, b.Stride))))
		n := f.Let(xRows.Get())
		f.Repeat(n, func() {
			from := f.Let(x.Get())
			rowTransform(f, b.W, b.z, from, b.scheme.n, b.FMSpec.x().Pixel(), to, b.xPixel, false,
				func(v []Var) []Var { return b.scheme.input(f, v) })
			f.Inc(x, b.FMSpec.x().Row())
			f.Inc(n, -1)
		})
		b.emitProducts(e, f, t, rows)
		if !b.dx {
			return
		}
		from := f.Let(b.g.Get())
		f.Repeat(xRows, func() {
			to := f.Let(dx.Get())
			rowTransform(f, b.W, b.z, from, b.parts(), b.inPixel(), to, b.FMSpec.dx().Pixel(), b.AddDX,
				func(v []Var) []Var { return b.scheme.inputBack(f, v) })
			f.Inc(dx, b.FMSpec.dx().Row())
			f.Inc(xRows, -1)
		})
	})
}

// partAt says where one part of a band lies: X and its gradient, the part's
// block in a pixel of DY, and the weights and their gradient.
type partAt struct{ x, g, block, packed, partial Var }

// emitProducts emits dA and both products of one band, rows t to t+rows-1 of DY.
func (b *backward) emitProducts(e *Env, f *Func, t, rows Var) {
	p := partAt{x: f.Let(b.x.Get()), block: f.Let(I32Const(0)), g: f.Let(b.g.Get()), partial: f.Let(b.partial.Get())}
	if b.dx {
		p.packed = f.Let(b.packed.Get())
	}
	// next moves on to the weights of the next part or class.
	next := func() {
		f.Inc(p.partial, 4*b.products())
		if b.dx {
			f.Inc(p.packed, 4*b.products())
		}
	}
	advance(f, b.parts(), func() {
		if b.Stride == 1 {
			for i, c := range classes() {
				b.emitSpread(e, f, c, t, rows, p.block, b.W, i*b.outBlock())
			}
			b.emitBoth(e, f, p, rows, b.W, 0)
			next()
		} else {
			for _, c := range classes() {
				b.emitClass(e, f, p, c, t, rows)
				next()
			}
		}
		f.Inc(p.x, b.inBlock())
		f.Inc(p.g, b.inBlock())
		f.Inc(p.block, b.outBlock())
	})
}

// emitClass emits dA and both products for one class of pixels of stride 2.
func (b *backward) emitClass(e *Env, f *Func, p partAt, c class, t, rows Var) {
	width, at := b.Wo(), 0
	if c.p2 == 0 {
		width, at = b.W/2, 1
	}
	if c.p1 == 0 { // rows 2t+1 of X, of which the last may be missing
		at += b.W
		rows = f.Let(Sub(MinS(Add(t, rows), b.H/2), t))
	}
	if width > 0 {
		f.If(GtS(rows, 0), func() {
			b.emitSpread(e, f, c, t, rows, p.block, width, 0)
			b.emitBoth(e, f, p, rows, width, at)
		})
	}
}

// emitBoth emits the two products of the band's dA: rows x width pixels of
// which the first is pixel `at` of the bands of X.
func (b *backward) emitBoth(e *Env, f *Func, p partAt, rows Var, width, at int) {
	if b.dx {
		s := panel{
			width: width, inRow: width * b.mapPixel, inPixel: b.mapPixel, tapRows: 1, run: b.cells(),
			outRow: b.Stride * b.W * b.inPixel(), outPix: b.Stride * b.inPixel(), columns: b.z,
		}
		e.emitPanel(f, s, rows, b.dA, p.packed, f.Let(Add(p.g, at*b.inPixel())))
	}
	b.emitMapGradient(e, f, rows, width, f.Let(Add(p.x, at*b.xPixel)), p.partial)
}

// emitMapGradient adds the outer product of dA and x to dst, [channel][cell].
func (b *backward) emitMapGradient(e *Env, f *Func, rows Var, width int, x, dst Var) {
	st, cells := b.Stride, b.cells()
	a, d := f.Let(b.dA.Get()), f.Let(dst.Get())
	for _, tile := range split(cells, e.maxTile()) {
		advance(f, tile.count, func() {
			xc, dc := f.Let(x.Get()), f.Let(d.Get())
			for _, cols := range channelTiles(b.z) {
				advance(f, cols.count, func() {
					o := outer{tile.size, cols.size, width, b.mapPixel, st * b.xPixel}
					sums := f.Locals(V128, tile.size*cols.size)
					for _, s := range sums {
						f.Set(s, zero())
					}
					al, xl, n := f.Let(a.Get()), f.Let(xc.Get()), f.Let(rows.Get())
					f.Repeat(n, func() {
						e.emitPixels(f, o, al, xl, sums)
						// The rest of the row, and with stride 2 the row between.
						f.Inc(xl, st*(b.W-width)*b.xPixel)
						f.Inc(n, -1)
					})
					for k := range cols.size {
						addSums(f, dc, k*4*cells, column(sums, k, cols.size))
					}
					f.Inc(xc, cols.size*Vector)
					f.Inc(dc, cols.size*4*cells)
				})
			}
			f.Inc(a, tile.size*Vector)
			f.Inc(d, 4*tile.size)
		})
	}
}

// column is every size-th of the sums, from the k-th on.
func column(sums []Var, k, size int) []Var {
	var out []Var
	for i := k; i < len(sums); i += size {
		out = append(out, sums[i])
	}
	return out
}

// addSums adds the lane sums of each vector to the floats at+off, one behind the other.
func addSums(f *Func, at Var, off int, sums []Var) {
	emitLaneSums(f, sums, func(first, n int, v Var) {
		to := off + 4*first
		if n == 4 {
			f.StoreV(at, to, F32x4Add(LoadV(at, to), v))
			return
		}
		for l := range n {
			f.StoreF32(at, to+4*l, F32Add(LoadF32(at, to+4*l), F32x4ExtractLane(v, l)))
		}
	})
}
