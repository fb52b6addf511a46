package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// The other micro-kernel: weight gradients are sums over pixels,
//
//	sum[i][k] = sum over pixels q and lanes of a[q][i] * b[q][k],
//
// with vectors on both sides. A tile keeps up to 6 x 2 vector sums in
// registers while pixels pass, and adds up the four lanes, the four pictures
// of a group, only at its end.

// outer is one tile: a's rows x b's columns, over lines of pixels.
type outer struct {
	rows, columns  int // vectors of a and of b
	width          int // pixels in a line
	aPixel, bPixel int // bytes from pixel to pixel
}

// emitPixels emits the sum over one line: it moves a and b past the line's pixels.
func (e *Env) emitPixels(f *Func, o outer, a, b Var, sums []Var) {
	held := f.Locals(V128, o.columns)
	pass := f.Local(V128)
	pixel := func(u int) {
		for k := range o.columns {
			f.Set(held[k], LoadV(b, u*o.bPixel+k*Vector))
		}
		for i := range o.rows {
			f.Set(pass, LoadV(a, u*o.aPixel+i*Vector))
			for k := range o.columns {
				s := sums[i*o.columns+k]
				f.Set(s, e.Madd(pass, held[k], s))
			}
		}
	}
	n := unroll(o.width)
	end := f.Let(Add(a, o.width*o.aPixel))
	f.Repeat(LtU(a, end), func() {
		for u := range n {
			pixel(u)
		}
		f.Inc(a, n*o.aPixel)
		f.Inc(b, n*o.bPixel)
	})
}

// unroll is the number of turns of a loop of n that are written out.
func unroll(n int) int {
	for u := 4; u > 1; u-- {
		if n%u == 0 {
			return u
		}
	}
	return 1
}

// emitLaneSums adds up the lanes of each vector. It hands out the results four
// (at the end fewer) at a time, as the first n lanes of v: those of
// sums[first], sums[first+1], ... The lanes are always added in the order
// (0+2)+(1+3).
func emitLaneSums(f *Func, sums []Var, done func(first, n int, v Var)) {
	v := f.Local(V128)
	for first := 0; first < len(sums); first += 4 {
		n := min(4, len(sums)-first)
		at := func(i int) Var { return sums[first+min(i, n-1)] }
		pair := func(a, b Var) Expr {
			return F32x4Add(Shuffle(a, b, 0, 4, 1, 5), Shuffle(a, b, 2, 6, 3, 7))
		}
		p, q := f.Let(pair(at(0), at(1))), f.Let(pair(at(2), at(3)))
		f.Set(v, F32x4Add(Shuffle(p, q, 0, 1, 4, 5), Shuffle(p, q, 2, 3, 6, 7)))
		done(first, n, v)
	}
}
