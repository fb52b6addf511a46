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
		Scratch: newBackward(l, dx).scratch()}
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
// each frequency, with stride 2 for each class, the input channels are columns
// and the cells, [class][r][k1][k2], are the run of a product. A task is a
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
						l.eachWeight(e, f, l.loadCell(f, cell), func(q, r, j int, v Var) {
							for lane, col := range columns[q][r][j] {
								f.StoreLane32(col.at, 0, v, lane)
								f.Inc(col.at, col.step)
							}
						})
						f.Inc(cell, 2*4*l.C)
					})
					f.Inc(cell, l.Map.Wm()*4*l.C)
				})
			}
		})
	})
}

// packed is a column of weights: the address of the next and the bytes to the one after.
type packedColumn struct{ at, step Var }

// packColumns finds the columns of a vector of channels, by frequency, result,
// input block and lane, at their first cell of class i.
func (l fmLayer) packColumns(e *Env, f *Func, i int, channel, packed Var) [][][][]packedColumn {
	all := make([][][][]packedColumn, len(l.scheme.frequencies))
	base := 0
	for q, fr := range l.scheme.frequencies {
		first := i * l.kappa * fr.out // cell
		from := base
		if l.Stride == 2 {
			from, first = base+i*4*l.cells(fr)*l.depth(fr), 0
		}
		base += 16 * l.kappa * fr.out * l.depth(fr)
		for r := range fr.out {
			all[q] = append(all[q], nil)
			for j := range fr.in {
				all[q][r] = append(all[q][r], nil)
				for lane := range l.lanes() {
					col := packedColumn{f.Local(I32), f.Local(I32)}
					c := f.Let(Add(channel, j*l.z+lane))
					e.columnAddress(f, l.depth(fr), c, f.Let(Add(packed, from)), l.cells(fr), col.at, col.step)
					f.Inc(col.at, Mul(col.step, first+r*l.kappa))
					all[q][r][j] = append(all[q][r][j], col)
				}
			}
		}
	}
	return all
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
					src := l.foldSources(f, p[0], class, cell)
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

// foldSources are the addresses of one cell's gradient, for the first channel
// of each frequency.
func (l fmLayer) foldSources(f *Func, partial Var, class, cell Expr) []Var {
	var src []Var
	base := 0
	for _, q := range l.scheme.frequencies {
		from := Add(base, Mul(class, 4*l.kappa*q.out))
		if l.Stride == 2 {
			from = Add(base, Mul(class, 4*l.cells(q)*l.depth(q)))
		}
		src = append(src, f.Let(Add(partial, Add(from, Mul(cell, 4)))))
		base += 16 * l.kappa * q.out * l.depth(q)
	}
	return src
}

// emitFoldCell takes the gradients of lanes() channels of all layers back to
// the blocks of one map cell and moves src on by as many channels.
func (e *Env) emitFoldCell(f *Func, l fmLayer, src []Var, dm, by Var) {
	blocks := f.Locals(V128, l.scheme.n)
	for _, v := range blocks {
		f.Set(v, zero())
	}
	for q, fr := range l.scheme.frequencies {
		cells := 4 * l.cells(fr) // bytes from channel to channel
		for r := range fr.out {
			for j := range fr.in {
				at := j*l.z*cells + 4*r*l.kappa
				g := f.Let(LoadZero32(src[q], at))
				for lane := 1; lane < l.lanes(); lane++ {
					f.Set(g, LoadLane32(src[q], at+lane*cells, g, lane))
				}
				for i, c := range fr.weights[r][j] {
					if c != 0 {
						f.Set(blocks[i], F32x4Add(blocks[i], F32x4Mul(g, F32x4Const(float32(c)))))
					}
				}
			}
		}
		f.Inc(src[q], l.lanes()*cells)
	}
	for i, v := range blocks {
		f.Set(v, F32x4Mul(v, by))
		if l.lanes() == Lanes {
			f.StoreV(dm, 4*i*l.z, v)
		} else {
			f.StoreLane32(dm, 4*i*l.z, v, 0)
		}
	}
}
