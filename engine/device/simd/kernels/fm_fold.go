package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/filtermap"
)

// fmFastBackward transforms and packs the map for the input gradient, runs the
// backward kernel over chunks of the batch, adds up their map gradients and
// transforms the sum back.
func (e *Env) fmFastBackward(s FMSpec, dx bool) Work {
	l := newFMLayer(s)
	w := Work{Partial: 4 * l.gradients() * l.chunks()}
	back := Stage{Func: e.fmBackward(l, dx), Args: []Arg{ArgX, ArgDY, ArgPartial}, Tasks: l.chunks(),
		Scratch: newBackward(l, dx).scratch(), ByGroup: l.chunks() == s.Groups()}
	if dx {
		w.Packed = 4 * l.gradients()
		w.Stages = append(w.Stages, Stage{Func: e.fmPackBack(l), Args: []Arg{ArgW, ArgPacked},
			Tasks: l.z / l.lanes(), Prepare: true})
		back.Args, back.Wait = append(back.Args, ArgPacked, ArgDX), true
	}
	w.Stages = append(w.Stages, back)
	if l.chunks() > 1 {
		w.Stages = append(w.Stages, Stage{Func: e.sumChunks(4*l.gradients(), l.chunks()), Args: []Arg{ArgPartial},
			Tasks: ceilDiv(4*l.gradients(), sumSlice), Wait: true})
	}
	w.Stages = append(w.Stages, Stage{Func: e.fmFold(l), Args: []Arg{ArgPartial, ArgDW},
		Tasks: l.Map.Hm(), Wait: true})
	return w
}

type fmPackBackKey struct{ FMSpec }

// fmPackBack is a kernel of (m, packed): the map for the input gradient. For
// each part, with stride 2 for each class, the input channels are columns and
// the cells, [class][k1][k2], are the run of a product. A task is a
// vector of channels of each block.
func (e *Env) fmPackBack(l fmLayer) *Func {
	key := l.forwardKey()
	key.H, key.W, key.XPad, key.YPad = 0, 0, 0, 0
	return e.kernel(fmPackBackKey{key}, "fmPackBack", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		t := f.Local(I32)
		f.For(t, lo, hi, 1, func() {
			channel := f.Let(Mul(t, l.lanes()))
			for i, c := range classes() {
				cell := f.Let(Add(p[0], Add((c.p1*l.Map.Wm()+c.p2)*4*l.C, Mul(channel, 4))))
				columns := l.packColumns(e, f, i, channel, p[1])
				advance(f, l.Map.K1, func() {
					advance(f, l.Map.K2, func() {
						blocks := l.loadCell(f, cell)
						for q, share := range l.scheme.weights {
							v := combine(f, share, blocks)
							for lane, col := range columns {
								f.StoreLane32(col.at, q*16*l.kappa*l.z, v, lane)
							}
						}
						for _, col := range columns {
							f.Inc(col.at, col.step)
						}
						f.Inc(cell, 2*4*l.C)
					})
					f.Inc(cell, l.Map.Wm()*4*l.C)
				})
			}
		})
	})
}

// packedColumn is a column of weights: where the next one goes, and the bytes
// from it to the one after.
type packedColumn struct{ at, step Var }

// packColumns finds the columns of a vector of channels of the first part, at
// their first cell of class i.
func (l fmLayer) packColumns(e *Env, f *Func, i int, channel, packed Var) []packedColumn {
	first, from := i*l.kappa, packed
	if l.Stride == 2 {
		first, from = 0, f.Let(Add(packed, i*4*l.products()))
	}
	columns := make([]packedColumn, l.lanes())
	for lane := range columns {
		col := packedColumn{f.Local(I32), f.Local(I32)}
		e.columnAddress(f, l.z, f.Let(Add(channel, lane)), from, l.cells(), col.at, col.step)
		f.Inc(col.at, Mul(col.step, first))
		columns[lane] = col
	}
	return columns
}

// sumSlice is how many bytes of a partial sum one task adds.
const sumSlice = 4096

// sumChunks is a kernel of (partial): it adds the other chunks, of the given
// size in bytes, to the first, in their order.
func (e *Env) sumChunks(size, chunks int) *Func {
	type key struct{ size, chunks int }
	return e.kernel(key{size, chunks}, "sumChunks", 1, func(f *Func, p []Var, lo, hi, _ Var) {
		at := f.Let(Add(p[0], Mul(lo, sumSlice)))
		end := f.Let(Add(p[0], MinS(Mul(hi, sumSlice), size)))
		f.While(LtU(at, end), func() {
			v, other := f.Let(LoadV(at, 0)), f.Let(at.Get())
			advance(f, chunks-1, func() {
				f.Inc(other, size)
				f.Set(v, F32x4Add(v, LoadV(other, 0)))
			})
			f.StoreV(at, 0, v)
			f.Inc(at, Vector)
		})
	})
}

type fmFoldKey struct {
	FMSpec
	rule filtermap.Rule
}

// fmFold is a kernel of (partial, dm): the transpose of the map's transform,
// and for the mean the division by the number of filter elements that a cell
// has. A task is a map row.
func (e *Env) fmFold(l fmLayer) *Func {
	key := fmFoldKey{l.forwardKey(), l.Rule}
	key.H, key.W, key.XPad, key.YPad = 0, 0, 0, 0
	return e.kernel(key, "fmFold", 2, func(f *Func, p []Var, lo, hi, _ Var) {
		m1 := f.Local(I32)
		f.For(m1, lo, hi, 1, func() {
			k1, p1 := f.Let(ShrU(m1, 1)), f.Let(And(m1, 1))
			dm := f.Let(Add(p[1], Mul(m1, 4*l.Map.Wm()*l.C)))
			k2 := f.Local(I32)
			f.For(k2, 0, l.Map.K2, 1, func() {
				for p2 := range 2 {
					odd, even := F32Const(1), F32Const(1)
					if l.Rule == filtermap.Mean {
						n := l.scheme.n * (2 - p2) // filter elements of a cell on an odd row
						odd, even = F32Const(1/float32(n)), F32Const(1/float32(2*n))
					}
					by := f.Let(F32x4Splat(Select(odd, even, p1)))
					cell := Add(Mul(k1, l.Map.K2), k2)
					class := Add(Mul(p1, 2), p2)
					src := f.Let(Add(p[0], Add(l.classOffset(class), Mul(cell, 4))))
					advance(f, l.z/l.lanes(), func() {
						e.emitFoldCell(f, l, src, dm, by)
						f.Inc(dm, 4*l.lanes())
					})
					f.Inc(dm, 4*(l.C-l.z))
				}
			})
		})
	})
}

// classOffset is where the cells of a class begin for the first channel of a
// part: among the channel's cells with stride 1, in a block of their own with 2.
func (l fmLayer) classOffset(class Expr) Expr {
	if l.Stride == 2 {
		return Mul(class, 4*l.products())
	}
	return Mul(class, 4*l.kappa)
}

// emitFoldCell takes the gradients of lanes() channels of all parts back to
// the blocks of one map cell and moves src on by as many channels.
func (e *Env) emitFoldCell(f *Func, l fmLayer, src, dm, by Var) {
	blocks := f.Locals(V128, l.scheme.n)
	for _, v := range blocks {
		f.Set(v, zero())
	}
	channel := 4 * l.cells() // bytes from channel to channel
	for q, share := range l.scheme.weights {
		at := q * 16 * l.kappa * l.z
		g := f.Let(LoadZero32(src, at))
		for lane := 1; lane < l.lanes(); lane++ {
			f.Set(g, LoadLane32(src, at+lane*channel, g, lane))
		}
		for i, c := range share {
			if c != 0 {
				f.Set(blocks[i], F32x4Add(blocks[i], F32x4Mul(g, F32x4Const(float32(c)))))
			}
		}
	}
	f.Inc(src, l.lanes()*channel)
	for i, v := range blocks {
		f.Set(v, F32x4Mul(v, by))
		if l.lanes() == Lanes {
			f.StoreV(dm, 4*i*l.z, v)
		} else {
			f.StoreLane32(dm, 4*i*l.z, v, 0)
		}
	}
}
