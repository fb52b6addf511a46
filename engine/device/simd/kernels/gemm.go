package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// The micro-kernel. Everything that costs time in a convolution is a product
// of a few pixels with a few columns of weights,
//
//	sum[i][k] = sum over t < run of x[i][t] * w[t][k],
//
// where x[i][t] is a vector, four pictures at a time, and w[t][k] one float
// for all four. The sums of a tile of pixels x columns stay in registers while
// t runs. x86 has 16 vector registers and V8 keeps one for itself. Of the 15
// left, a tile of 2 x 6 takes 12 for the sums, 2 for the pixels, and 1 through
// which the six weights pass, each loaded and spread (one instruction) right
// before its two multiply-adds. One register more and V8 spills a sum on every
// turn, which halves the speed; much fewer, and there are not the 8 sums in
// flight that two pipes of four cycles' latency need. The same 12 sums may
// stand as 6 pixels x 2 columns, with the two weights held and the pixels
// passing. Strict arithmetic needs a register for the product, so its largest
// tiles are 2 x 5 and 5 x 2.
//
// A tile of this shape runs at 58 of the 59 GFLOP/s that the machine has
// (strict: 55), even for runs of 8.

// registers is the number of vector registers that generated code can use.
const registers = 15

// spare is the number of registers left for sums and for the held operand:
// one is for the operand that passes, one more for a product that is rounded.
func (e *Env) spare() int {
	if e.Relaxed {
		return registers - 1
	}
	return registers - 2
}

// maxTile is the larger side of the largest tile whose smaller side is 2.
func (e *Env) maxTile() int { return (e.spare() - 2) / 2 }

// partner is the largest other side of a tile that has n on one side.
func (e *Env) partner(n int) int {
	m := e.maxTile()
	for m > 1 && m*n+min(m, n) > e.spare() {
		m--
	}
	return m
}

// part is a number of tiles of one size.
type part struct{ size, count int }

// split cuts n into the fewest tiles of at most limit, as equal as they can
// be: 16 by 6 is 6+5+5. Full tiles and a small rest would do worse, because a
// small tile cannot fill the pipes. Larger tiles come first.
func split(n, limit int) []part {
	tiles := (n + limit - 1) / limit
	size, large := n/tiles, n%tiles
	switch {
	case large == 0:
		return []part{{size, tiles}}
	default:
		return []part{{size + 1, large}, {size, tiles - large}}
	}
}

// dot is one tile: pixels x columns sums over rows runs of vectors each.
type dot struct {
	pixels, columns int
	pixel           int // bytes from one pixel's input to the next one's
	run             int // vectors that lie one behind the other
	rows, row       int // number of runs and the bytes from one to the next
}

// emitDot emits a tile. It leaves x alone and moves w past the tile's weights.
// The sums start at first(i,k), or at zero where first is nil; done receives
// each sum in turn.
func (e *Env) emitDot(f *Func, d dot, x, w Var, first func(i, k int) Expr, done func(i, k int, sum Var)) {
	sums := f.Locals(V128, d.pixels*d.columns)
	sum := func(i, k int) Var { return sums[i*d.columns+k] }
	for i := range d.pixels {
		for k := range d.columns {
			if first == nil {
				f.Set(sum(i, k), zero())
			} else {
				f.Set(sum(i, k), first(i, k))
			}
		}
	}
	held := f.Locals(V128, min(d.pixels, d.columns))
	pass := f.Local(V128)
	at, end := f.Let(x.Get()), f.Local(I32)
	turn := func() {
		if d.pixels <= d.columns {
			for i := range d.pixels {
				f.Set(held[i], LoadV(at, i*d.pixel))
			}
			for k := range d.columns {
				f.Set(pass, LoadSplat32(w, 4*k))
				for i := range d.pixels {
					f.Set(sum(i, k), e.Madd(held[i], pass, sum(i, k)))
				}
			}
		} else {
			for k := range d.columns {
				f.Set(held[k], LoadSplat32(w, 4*k))
			}
			for i := range d.pixels {
				f.Set(pass, LoadV(at, i*d.pixel))
				for k := range d.columns {
					f.Set(sum(i, k), e.Madd(pass, held[k], sum(i, k)))
				}
			}
		}
		f.Inc(at, Vector)
		f.Inc(w, 4*d.columns)
	}
	f.Set(end, Add(x, d.run*Vector))
	advance(f, d.rows, func() {
		f.Repeat(LtU(at, end), turn)
		if d.rows > 1 {
			f.Inc(at, d.row-d.run*Vector)
			f.Inc(end, d.row)
		}
	})
	for i := range d.pixels {
		for k := range d.columns {
			done(i, k, sum(i, k))
		}
	}
}

// Vector is the size of one channel of one pixel of four pictures in bytes.
const Vector = 4 * Lanes

// panel is a dense product over a rectangle of output pixels: each one takes
// tapRows runs of the input and all columns of the weights.
type panel struct {
	width           int // output pixels in a row
	inRow, inPixel  int // bytes of input from one output row or pixel to the next
	tapRows, tapRow int // runs of one output pixel and the bytes between them
	run             int // vectors in a run
	outRow, outPix  int // bytes of output from one row or pixel to the next
	columns         int
	add             bool // add to the output instead of overwriting it
}

// weights is the number of bytes of packed weights that a panel reads.
func (s panel) weights() int { return s.tapRows * s.run * s.columns * 4 }

// emitPanel emits a panel over rows (an i32, at least 1) output rows, with the
// weights packed in tiles as split cuts the columns. Columns are outermost, so that the weights
// of one block stay in the first-level cache while the rows pass. It leaves
// x, w and y alone.
func (e *Env) emitPanel(f *Func, s panel, rows, x, w, y Var) {
	wb, yb := f.Let(w.Get()), f.Let(y.Get())
	for _, block := range split(s.columns, e.maxTile()) {
		size := s.tapRows * s.run * block.size * 4
		advance(f, block.count, func() {
			left := f.Let(rows.Get())
			xr, yr := f.Let(x.Get()), f.Let(yb.Get())
			f.Repeat(left, func() {
				xp, yp := f.Let(xr.Get()), f.Let(yr.Get())
				for _, px := range split(s.width, e.partner(block.size)) {
					advance(f, px.count, func() {
						e.emitStoredDot(f, s, px.size, block.size, xp, wb, yp)
						f.Inc(xp, px.size*s.inPixel)
						f.Inc(yp, px.size*s.outPix)
					})
				}
				f.Inc(xr, s.inRow)
				f.Inc(yr, s.outRow)
				f.Inc(left, -1)
			})
			f.Inc(wb, size)
			f.Inc(yb, block.size*Vector)
		})
	}
}

// emitStoredDot emits one tile of a panel and stores or adds its sums.
func (e *Env) emitStoredDot(f *Func, s panel, pixels, columns int, x, w, y Var) {
	at := func(i, k int) int { return i*s.outPix + k*Vector }
	done := func(i, k int, sum Var) {
		if s.add {
			f.StoreV(y, at(i, k), F32x4Add(LoadV(y, at(i, k)), sum))
		} else {
			f.StoreV(y, at(i, k), sum)
		}
	}
	if s.tapRows*s.run == 0 { // no tap meets these pixels
		if !s.add {
			for i := range pixels {
				for k := range columns {
					f.StoreV(y, at(i, k), zero())
				}
			}
		}
		return
	}
	d := dot{pixels, columns, s.inPixel, s.run, s.tapRows, s.tapRow}
	wc := f.Let(w.Get())
	e.emitDot(f, d, x, wc, nil, done)
}
