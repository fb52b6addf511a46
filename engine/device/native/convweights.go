package native

import "filtermaplab/engine/program"

// gradShare is a part of the batch and of the filters, whose weight gradient
// is summed by one task. The split depends on the shapes only, and the parts
// are added in the order of the batch, so the result does not depend on the
// number of goroutines.
type gradSplit struct {
	parts         int // of the groups of pictures
	groups        int // in each part
	chunks        int // of the blocks of filters
	blocks        int // in each chunk
	images, sub   int // groups staged at once, rows in one call of the kernel
	band, perPart int // rows staged at once, packed floats of one part
}

const (
	// partFloats bounds the partial gradients: beyond it the filters are split
	// instead of the batch, since adding the parts would cost more than
	// staging the inputs more than once.
	partFloats = 256 << 10
	// gradPixels is how many pixels a call of the kernel should sum over: few
	// enough for its rows to stay in the first-level cache while it walks
	// through the channels, enough to make the call's fixed costs small.
	gradPixels = 128
)

func splitGrad(m matrix, groups, h, w, rowLen int) gradSplit {
	s := gradSplit{perPart: m.len()}
	s.parts = max(1, min(groups, leastTasks, partFloats/max(1, m.len())))
	s.groups = ceilDiv(groups, s.parts)
	s.parts = ceilDiv(groups, s.groups)
	s.chunks = max(1, min(m.blocks(), leastTasks/s.parts))
	s.blocks = ceilDiv(m.blocks(), s.chunks)
	s.chunks = ceilDiv(m.blocks(), s.blocks)

	s.band, _ = bands(h, rowLen, 1)
	s.sub = max(1, min(s.band, gradPixels/w))
	s.images = 1
	if s.band == h {
		s.images = max(1, min(s.groups, gradPixels/(h*w)))
	}
	return s
}

// directBackwardWeights sums DW[k,c,r,s] = DY[n,k,i,j] * X[n,c,i*Stride+r-Pad,j*Stride+s-Pad]
// over pictures and pixels into the dense gradient dw (K,C,R,S).
func (e *executable) directBackwardWeights(c program.Conv, x, dy program.Buffer, dw []float32) []phase {
	in, out := e.images[x], e.images[dy]
	src, grad := e.mem(x), e.mem(dy)
	m := filterMatrix(c)
	win := window{
		Step: c.Stride, Phases: min(c.Stride, c.S), Left: -c.Pad,
		Cols: out.W + (c.S-1)/c.Stride,
	}
	if c.R < c.Stride {
		win.Keep = c.R
	}
	rowLen := win.row(c.C)
	columns := gradColumns(c, win)
	s := splitGrad(m, out.Groups, out.H, out.W, c.Stride*rowLen)
	stagedRows := func(rows int) int { return (rows-1)*c.Stride + c.R }
	staged := stagedRows(s.band) * rowLen
	e.scratch(s.images * staged)
	e.share(s.parts * s.perPart)

	sum := func(task int, w *worker) {
		part, chunk := task/s.chunks, task%s.chunks
		b0, b1 := chunk*s.blocks, min((chunk+1)*s.blocks, m.blocks())
		sums := e.shared[part*s.perPart:][:s.perPart]
		clear(sums[b0*m.block() : b1*m.block()])
		g1 := min((part+1)*s.groups, out.Groups)
		for g := part * s.groups; g < g1; g += s.images {
			images := min(s.images, g1-g)
			for i0 := 0; i0 < out.H; i0 += s.band {
				rows := min(s.band, out.H-i0)
				for n := range images {
					e.stage(w, win, w.scratch[n*staged:][:staged], in, src[(g+n)*in.group():][:in.group()],
						i0*c.Stride-c.Pad, stagedRows(rows))
				}
				a := &w.grad
				a.DYImage, a.DYRow = out.group(), out.row()
				a.XImage, a.XRow = staged, c.Stride*rowLen
				a.Images, a.Pixels = images, out.W
				for r0 := 0; r0 < rows; r0 += s.sub {
					a.Rows = min(s.sub, rows-r0)
					a.X = w.scratch[r0*c.Stride*rowLen:]
					a.DY = grad[g*out.group()+(i0+r0)*out.row():]
					for b := b0; b < b1; b++ {
						a.filters(b, c.K, out.W*lanes)
						e.gradBlock(a, sums[b*m.block():][:m.block()], columns)
					}
				}
			}
		}
	}
	return []phase{
		{tasks: s.parts * s.chunks, run: sum},
		{tasks: m.blocks(), run: func(b int, _ *worker) {
			m.unpackBlock(dw, e.addParts(s.parts, s.perPart, b*m.block(), m.block()), b)
		}},
	}
}

// addParts adds the parts' floats [at,at+n) of e.shared onto those of the
// first part, in order, and returns them.
func (e *executable) addParts(parts, perPart, at, n int) []float32 {
	sum := e.shared[at:][:n]
	for part := 1; part < parts; part++ {
		for i, v := range e.shared[part*perPart+at:][:n] {
			sum[i] += v
		}
	}
	return sum
}

// filters points a at the filters of block b, each chanLen floats after the
// one before.
func (a *gradArgs) filters(b, k, chanLen int) {
	for f := range a.DYAt {
		a.DYAt[f] = min(b*blockFilters+f, k-1) * chanLen
	}
}

// gradColumn is up to 3 inputs whose weights lie Step floats apart in a packed
// block, from DW on.
type gradColumn struct {
	At             [gradCols]int
	DW, Step, Cols int
}

// gradColumns lists the inputs of a convolution in threes: the taps of one
// filter row where there are that many, so that their pixels overlap in the
// cache, otherwise neighbouring channels.
func gradColumns(c program.Conv, win window) []gradColumn {
	var list []gradColumn
	rowLen := win.row(c.C)
	// first: offset of (r,s) for channel 0; chanLen: from channel to channel.
	at := func(ch, r, s int) int {
		return r*rowLen + win.at(c.C, s%c.Stride, s/c.Stride) + ch*win.Cols*lanes
	}
	dw := func(ch, r, s int) int { return ((r*c.S+s)*c.C + ch) * blockFilters }
	if c.S >= gradCols {
		for ch := range c.C {
			for r := range c.R {
				for s := 0; s < c.S; s += gradCols {
					col := gradColumn{DW: dw(ch, r, s), Step: c.C * blockFilters, Cols: min(gradCols, c.S-s)}
					for j := range col.At {
						col.At[j] = at(ch, r, s+min(j, col.Cols-1))
					}
					list = append(list, col)
				}
			}
		}
		return list
	}
	for tap := range c.R * c.S {
		r, s := tap/c.S, tap%c.S
		for ch := 0; ch < c.C; ch += gradCols {
			col := gradColumn{DW: dw(ch, r, s), Step: blockFilters, Cols: min(gradCols, c.C-ch)}
			for j := range col.At {
				col.At[j] = at(ch+min(j, col.Cols-1), r, s)
			}
			list = append(list, col)
		}
	}
	return list
}

// gradBlock sums one block of filters against all inputs.
func (e *executable) gradBlock(a *gradArgs, dw []float32, columns []gradColumn) {
	for i := range columns {
		col := &columns[i]
		a.XAt = col.At
		a.DW, a.DWStep, a.Cols = dw[col.DW:], col.Step, col.Cols
		e.kernel.weightGrad(a)
	}
}
