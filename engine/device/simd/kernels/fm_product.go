package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// Sharing along columns. Filter k2 reads map columns 2*k2, 2*k2+1, 2*k2+2, so
// that column 2*k2+2 belongs to filter k2+1 as well. Let P[m][q] be the product
// of pixel q with column m of the map; then along a row
//
//	h[k2][j] = P[2*k2][j-1] + P[2*k2+1][j] + P[2*k2+2][j+1],
//
// two products for each filter instead of three. A row is done in two passes.
// The first computes the even columns and keeps them, one pixel of border on
// either side, and their first column once more at the end because k2 wraps.
// The second computes the odd columns: its sums start at P[2*k2][j-1], and
// P[2*k2+2][j+1] is added when they are done, so that the three terms meet in
// registers.
//
// With stride 2 even columns are needed at every other pixel only and odd
// columns at the pixels between: h[j] takes the even products of pixels 2j-1
// and 2j+1 and the odd one of pixel 2j.

// rowProduct is the product of one row of pixels with one row of the map.
type rowProduct struct {
	depth   int // input channels
	k2      int // filters along a row
	even    int // pixels that need the even columns
	width   int // output pixels
	inPixel int // bytes from one of these pixels to the next
	far     int // slots from a result's first even product to its last

	outPixel int // bytes from one output pixel to the next
}

// slot is the size of the even products of one pixel, and slots their number.
func (p rowProduct) slot() int  { return (p.k2 + 1) * Vector }
func (p rowProduct) slots() int { return p.width + p.far }

// weights is the size of the weights of one of the two passes.
func (p rowProduct) weights() int { return p.depth * p.k2 * 4 }

// cursor is an address that a pass moves along with its tiles.
type cursor struct {
	at    Var
	pixel int // bytes to the next pixel
}

// eachTile emits the loops of a pass over pixels and pairs of filters. Body
// emits one tile, with the cursors' addresses for it.
func (p rowProduct) eachTile(e *Env, f *Func, pixels int, x, w Var, cursors []cursor, body func(d dot, x, w Var, at []Var)) {
	xt := f.Let(x.Get())
	rows := make([]Var, len(cursors))
	for i, c := range cursors {
		rows[i] = f.Let(c.at.Get())
	}
	for _, px := range split(pixels, e.partner(min(2, p.k2))) {
		advance(f, px.count, func() {
			wt := f.Let(w.Get())
			at := make([]Var, len(rows))
			for i, r := range rows {
				at[i] = f.Let(r.Get())
			}
			for _, cols := range split(p.k2, 2) {
				advance(f, cols.count, func() {
					body(dot{px.size, cols.size, p.inPixel, p.depth, 1, 0}, xt, wt, at)
					for _, a := range at {
						f.Inc(a, cols.size*Vector)
					}
				})
			}
			f.Inc(xt, px.size*p.inPixel)
			for i, r := range rows {
				f.Inc(r, px.size*cursors[i].pixel)
			}
		})
	}
}

// evenPass is a function of (x, w, even): the products of the even columns,
// from slot 1 on. Slot 0, and the last where no pixel fills it, stay zero.
func (e *Env) evenPass(p rowProduct) *Func {
	type key rowProduct
	p.outPixel = 0
	return e.function(key(p), "evenColumns", []Type{I32, I32, I32}, nil, func(f *Func, a []Var) {
		if p.even == 0 {
			return
		}
		x, w := a[0], a[1]
		even := f.Let(Add(a[2], p.slot()))
		slots := []cursor{{even, p.slot()}}
		p.eachTile(e, f, p.even, x, w, slots, func(d dot, x, w Var, at []Var) {
			e.emitDot(f, d, x, w, nil, func(i, k int, sum Var) {
				f.StoreV(at[0], i*p.slot()+k*Vector, sum)
			})
		})
		advance(f, p.even, func() {
			f.StoreV(even, p.k2*Vector, LoadV(even, 0))
			f.Inc(even, p.slot())
		})
	})
}

// finish says what the odd pass does with h.
type finish int

const (
	keep      finish = iota // a = h
	addTo                   // a += h
	startNext               // a += h, b = h
	winograd                // a = h + t + e, b = h - t, c -= e; see fm_winograd.go
)

// outs is the number of addresses of output.
func (o finish) outs() int { return [...]int{1, 1, 2, 3}[o] }

// oddPass is a function of (x, w, even, out...): the products of the odd
// columns, added to the even ones, handed to the outputs. After a winograd
// finish's outputs come the addresses of kept rows e and t.
func (e *Env) oddPass(p rowProduct, do finish) *Func {
	type key struct {
		rowProduct
		finish
	}
	params := []Type{I32, I32, I32}
	for range do.outs() {
		params = append(params, I32)
	}
	if do == winograd {
		params = append(params, I32, I32)
	}
	return e.function(key{p, do}, "oddColumns", params, nil, func(f *Func, a []Var) {
		cursors := []cursor{{a[2], p.slot()}}
		for i, at := range a[3:] {
			c := cursor{at, p.outPixel}
			if i >= do.outs() { // kept rows have no gaps
				c.pixel = p.k2 * Vector
			}
			cursors = append(cursors, c)
		}
		p.eachTile(e, f, p.width, a[0], a[1], cursors, func(d dot, x, w Var, at []Var) {
			even, outs := at[0], at[1:]
			first := func(i, k int) Expr { return LoadV(even, i*p.slot()+k*Vector) }
			e.emitDot(f, d, x, w, first, func(i, k int, sum Var) {
				h := f.Let(F32x4Add(sum, LoadV(even, (i+p.far)*p.slot()+(k+1)*Vector)))
				to := i*p.outPixel + k*Vector
				switch do {
				case keep:
					f.StoreV(outs[0], to, h)
				case addTo:
					f.StoreV(outs[0], to, F32x4Add(LoadV(outs[0], to), h))
				case startNext:
					f.StoreV(outs[0], to, F32x4Add(LoadV(outs[0], to), h))
					f.StoreV(outs[1], to, h)
				case winograd:
					from := (i*p.k2 + k) * Vector
					ev, tv := f.Let(LoadV(outs[3], from)), f.Let(LoadV(outs[4], from))
					f.StoreV(outs[0], to, F32x4Add(F32x4Add(h, tv), ev))
					f.StoreV(outs[1], to, F32x4Sub(h, tv))
					f.StoreV(outs[2], to, F32x4Sub(LoadV(outs[2], to), ev))
				}
			})
		})
	})
}
