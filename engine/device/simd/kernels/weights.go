package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// Filters are stored as (K,C,R,S). The micro-kernel wants the weights of one
// tile in the order in which it reads them, [R][S*C][columns of the tile], the
// tiles one behind the other. That is done once a step.

type packForwardKey struct {
	program.Conv
	offset int
}

// packForward is a kernel of (w, packed) with one task a filter. The filters
// start offset bytes after w.
func (e *Env) packForward(c program.Conv, offset int) *Func {
	key := packForwardKey{program.Conv{C: c.C, K: c.K, R: c.R, S: c.S}, offset}
	return e.kernel(key, "pack", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		taps, filter := c.R*c.S, 4*c.C*c.R*c.S
		k := f.Local(I32)
		f.For(k, lo, hi, 1, func() {
			src := f.Let(Add(p[0], Add(offset, Mul(k, filter))))
			dst, step := f.Local(I32), f.Local(I32)
			e.columnAddress(f, c.K, k, p[1], taps*c.C, dst, step)
			// Filter order is [C][R*S], packed order [R*S][C].
			n := f.Let(I32Const(int32(taps)))
			f.Repeat(n, func() {
				at := f.Let(src.Get())
				m := f.Let(I32Const(int32(c.C)))
				f.Repeat(m, func() {
					f.StoreF32(dst, 0, LoadF32(at, 0))
					f.Inc(dst, step)
					f.Inc(at, 4*taps)
					f.Inc(m, -1)
				})
				f.Inc(src, 4)
				f.Inc(n, -1)
			})
		})
	})
}

// columnAddress sets dst to the address of column k's first weight among
// columns packed in tiles of depth weights a column, and step to the bytes
// from one weight of the column to its next.
func (e *Env) columnAddress(f *Func, columns int, k, packed Var, depth int, dst, step Var) {
	e.inBlock(f, columns, e.maxTile(), k, func(start Expr, first, size int) {
		// Tiles of `size` columns start at column `first`; start is the column's tile.
		f.Set(dst, Add(packed, Add(Mul(start, 4*depth), Mul(Sub(k, start), 4))))
		f.Set(step, 4*size)
	})
}

// inBlock emits body once for each tile size that split makes of n; at run
// time the one for the tile that holds column k is executed. start is the
// first column of that tile, first that of the first tile of the size.
func (e *Env) inBlock(f *Func, n, limit int, k Var, body func(start Expr, first, size int)) {
	parts := split(n, limit)
	head := parts[0].size * parts[0].count
	start := func(first, size int) Expr {
		return Add(first, Mul(DivU(Sub(k, first), size), size))
	}
	if len(parts) == 1 {
		body(start(0, parts[0].size), 0, parts[0].size)
		return
	}
	f.If(LtU(k, head),
		func() { body(start(0, parts[0].size), 0, parts[0].size) },
		func() { body(start(head, parts[1].size), head, parts[1].size) })
}
