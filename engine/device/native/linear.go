package native

import "filtermaplab/engine/program"

// A linear layer is a convolution with one pixel, whose channels are all the
// numbers of a picture. They lie in the order (H,C,W) here and in the order
// (C,H,W) in the weights, which only matters where H > 1.

// features lists, in stored order, the input number of each value of a picture.
func (im image) features() []int {
	var order []int
	for y := range im.H {
		for c := range im.C {
			for x := range im.W {
				order = append(order, (c*im.H+y)*im.W+x)
			}
		}
	}
	return order
}

// linearUse names the two packs of a linear layer's weights.
type linearUse struct {
	In, Out    int
	Transposed bool
}

func (e *executable) linear(o program.Linear) []phase {
	in, out := e.images[o.X], e.images[o.Y]
	x, y, bias := e.mem(o.X), e.mem(o.Y), e.mem(o.B)
	w := e.linearPack(o.W, in, o.Out, false)
	taps := []int{0}
	return append(w.phases(), phase{tasks: in.Groups, run: func(g int, wk *worker) {
		dst := y[g*out.group():][:out.group()]
		for i := range dst {
			dst[i] = bias[i/lanes]
		}
		wk.tile = tileArgs{
			Out: dst, OutChan: lanes, OutPix: lanes, Filters: o.Out, Pixels: 1,
			In: x[g*in.group():], InChan: lanes, Chans: o.In, Taps: taps, W: w.data, Add: true,
		}
		e.kernel.tile(&wk.tile)
	}})
}

// linearPack packs the weights (Out,In), or their transpose, in stored order.
func (e *executable) linearPack(param program.Buffer, im image, outs int, transposed bool) *pack {
	order := im.features()
	return e.packed(param, linearUse{len(order), outs, transposed}, func() ([]float32, []phase) {
		src := e.mem(param)
		rows, cols := outs, len(order)
		if transposed {
			rows, cols = cols, rows
		}
		data := alignedFloats(roundUp(rows, blockFilters) * cols)
		return data, []phase{{tasks: 1, run: func(int, *worker) {
			for r := range rows {
				for c := range cols {
					out, in := r, c
					if transposed {
						out, in = c, r
					}
					data[(r/blockFilters*cols+c)*blockFilters+r%blockFilters] = src[out*len(order)+order[in]]
				}
			}
		}}}
	})
}

func (e *executable) linearBackward(o program.LinearBackward) []phase {
	in, out := e.images[o.X], e.images[o.DY]
	x, dy := e.mem(o.X), e.mem(o.DY)
	dw, db := e.mem(o.DW), e.mem(o.DB)
	order := in.features()
	taps := []int{0}

	var phases []phase
	if o.DX != program.None {
		dx := e.mem(o.DX)
		w := e.linearPack(o.W, in, o.Out, true)
		phases = append(w.phases(), phase{tasks: in.Groups, run: func(g int, wk *worker) {
			wk.tile = tileArgs{
				Out: dx[g*in.group():], OutChan: lanes, OutPix: lanes, Filters: o.In, Pixels: 1,
				In: dy[g*out.group():], InChan: lanes, Chans: o.Out, Taps: taps, W: w.data,
			}
			e.kernel.tile(&wk.tile)
		}})
	}
	m := matrix{Outs: o.Out, Ins: o.In, Taps: taps}
	e.scratch(m.block())
	return append(phases, phase{tasks: m.blocks(), run: func(b int, wk *worker) {
		sums := wk.scratch[:m.block()]
		clear(sums)
		a := &wk.grad
		*a = gradArgs{
			DWStep: blockFilters, DY: dy, DYRow: out.group(), X: x, XRow: in.group(),
			Images: 1, Rows: in.Groups, Pixels: 1,
		}
		a.filters(b, o.Out, lanes)
		for i := 0; i < o.In; i += gradCols {
			a.Cols = min(gradCols, o.In-i)
			for j := range a.XAt {
				a.XAt[j] = (i + min(j, a.Cols-1)) * lanes
			}
			a.DW = sums[i*blockFilters:]
			e.kernel.weightGrad(a)
		}
		for f := range min(blockFilters, o.Out-b*blockFilters) {
			k := b*blockFilters + f
			for i, feature := range order {
				dw[k*o.In+feature] = sums[i*blockFilters+f]
			}
			var sum float32
			for g := range out.Groups {
				for _, v := range dy[g*out.group()+k*lanes:][:lanes] {
					sum += v
				}
			}
			db[k] = sum
		}
	}})
}
