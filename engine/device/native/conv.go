package native

import "filtermaplab/engine/program"

// This file holds the direct convolution forward and with respect to its
// input. Both are rows of sums over taps (see tileArgs); they differ in which
// taps meet which pixels. The weight gradient is in convweights.go.

// filterMatrix is where the weights of filter k, channel c, tap (r,s) lie.
func filterMatrix(c program.Conv) matrix {
	m := matrix{Outs: c.K, Ins: c.C, Out: c.C * c.R * c.S, In: c.R * c.S}
	for tap := range c.R * c.S {
		m.Taps = append(m.Taps, tap)
	}
	return m
}

// forwardUse and backwardUse name the packs of a convolution's filters.
type (
	forwardUse  struct{ program.Conv }
	backwardUse struct {
		program.Conv
		Row, Col int
	}
)

func (e *executable) convForward(o program.ConvForward) []phase {
	w := e.packed(o.W, forwardUse{o.Conv}, func() ([]float32, []phase) {
		return packPhases(filterMatrix(o.Conv), e.mem(o.W))
	})
	return append(w.phases(), e.directForward(o.Conv, o.X, o.Y, w.data))
}

// phases returns the phases that bring a pack up to date.
func (p *pack) phases() []phase { return append([]phase(nil), p.make...) }

// packPhases packs the dense weights in src.
func packPhases(m matrix, src []float32) ([]float32, []phase) {
	data := alignedFloats(m.len())
	return data, []phase{{tasks: m.blocks(), run: func(b int, _ *worker) {
		m.packBlock(data[b*m.block():][:m.block()], src, b)
	}}}
}

// pointwise reports that every pixel is an output pixel of its own, so that
// nothing needs staging.
func pointwise(c program.Conv) bool { return c.R == 1 && c.S == 1 && c.Stride == 1 && c.Pad == 0 }

// leastTasks is the number of tasks that an operation is cut into if its
// size allows: enough for some cores to be late.
const leastTasks = 16

// directForward convolves x with packed filters. A task is a band of output
// rows of one group.
func (e *executable) directForward(c program.Conv, x, y program.Buffer, weights []float32) phase {
	in, out := e.images[x], e.images[y]
	src, dst := e.mem(x), e.mem(y)
	m := filterMatrix(c)
	win := window{
		Step: c.Stride, Phases: min(c.Stride, c.S), Left: -c.Pad,
		Cols: out.W + (c.S-1)/c.Stride,
	}
	if c.R < c.Stride {
		win.Keep = c.R
	}
	rowLen := win.row(c.C)
	if pointwise(c) {
		rowLen = in.row()
	}
	taps := make([]int, 0, len(m.Taps))
	for r := range c.R {
		for s := range c.S {
			taps = append(taps, r*rowLen+win.at(c.C, s%c.Stride, s/c.Stride))
		}
	}
	band, count := bands(out.H, c.Stride*rowLen, ceilDiv(leastTasks, out.Groups))
	staged := ((band-1)*c.Stride + c.R) * rowLen
	e.scratch(staged)

	return phase{tasks: out.Groups * count, run: func(task int, w *worker) {
		g, i0 := task/count, task%count*band
		i1 := min(i0+band, out.H)
		group := src[g*in.group():][:in.group()]
		rows := w.scratch[:staged]
		if pointwise(c) {
			rows = group[i0*rowLen:]
		} else {
			e.stage(w, win, rows, in, group, i0*c.Stride-c.Pad, (i1-i0-1)*c.Stride+c.R)
		}
		a := &w.tile
		*a = tileArgs{
			OutChan: out.W * lanes, OutPix: lanes, Pixels: out.W,
			InChan: win.Cols * lanes, Chans: c.C, Taps: taps,
		}
		for b := range m.blocks() {
			a.W = weights[b*m.block():][:m.block()]
			a.Filters = min(blockFilters, c.K-b*blockFilters)
			for i := i0; i < i1; i++ {
				a.In = rows[(i-i0)*c.Stride*rowLen:]
				a.Out = dst[g*out.group()+i*out.row()+b*blockFilters*out.W*lanes:]
				e.kernel.tile(a)
			}
		}
	}}
}

// residue is one class of pixels of the input gradient: those whose padded row
// and column leave the remainders Row and Col modulo the stride. Only every
// Stride-th tap reaches them.
type residue struct {
	matrix       // weights [c][tap][k]
	taps   []int // offsets into the staged output gradient
	x0, v0 int   // first picture column of the class, and its padded column / stride
	pixels int
	data   []float32
}

// directBackwardInput computes the gradient of x from that of y:
//
//	DX[c,p,q] = sum over k and taps (r,s) with p = i*Stride+r, q = j*Stride+s of DY[k,i,j]*W[k,c,r,s]
//
// in padded coordinates p, q. A task is a band of rows of DX of one group.
func (e *executable) directBackwardInput(c program.Conv, filters filterSource, dy, dx program.Buffer, add bool) []phase {
	out, in := e.images[dy], e.images[dx]
	src, dst := e.mem(dy), e.mem(dx)
	up, left := (c.R-1)/c.Stride, (c.S-1)/c.Stride // reach of the taps in rows and columns of dy
	j0 := c.Pad/c.Stride - left
	win := window{Step: 1, Phases: 1, Left: j0, Cols: (in.W-1+c.Pad)/c.Stride - j0 + 1}
	rowLen := win.row(c.K)
	if pointwise(c) {
		rowLen = out.row()
	}

	var phases []phase
	classes := make([]residue, c.Stride*c.Stride)
	for i := range classes {
		row, col := i/c.Stride, i%c.Stride
		q := &classes[i]
		q.matrix = matrix{Outs: c.C, Ins: c.K, Out: c.R * c.S, In: c.C * c.R * c.S}
		for r := row; r < c.R; r += c.Stride {
			for s := col; s < c.S; s += c.Stride {
				q.matrix.Taps = append(q.matrix.Taps, r*c.S+s)
				q.taps = append(q.taps, (up-r/c.Stride)*rowLen+win.at(c.K, 0, left-s/c.Stride))
			}
		}
		q.x0 = (col - c.Pad%c.Stride + c.Stride) % c.Stride
		q.v0 = (q.x0 + c.Pad) / c.Stride
		q.pixels = max(0, ceilDiv(in.W-q.x0, c.Stride))
		p := e.packed(filters.param, backwardUse{c, row, col}, func() ([]float32, []phase) {
			data, pack := packPhases(q.matrix, filters.dense)
			return data, append(filters.prepare(), pack...)
		})
		q.data = p.data
		phases = append(phases, p.phases()...)
	}

	band, count := bands(in.H, ceilDiv(rowLen, c.Stride), ceilDiv(leastTasks, in.Groups))
	staged := (ceilDiv(band, c.Stride) + 1 + up) * rowLen
	e.scratch(staged)
	return append(phases, phase{tasks: in.Groups * count, run: func(task int, w *worker) {
		g, y0 := task/count, task%count*band
		y1 := min(y0+band, in.H)
		u0, u1 := (y0+c.Pad)/c.Stride, (y1-1+c.Pad)/c.Stride
		group := src[g*out.group():][:out.group()]
		rows := w.scratch[:staged]
		if pointwise(c) {
			rows = group[y0*rowLen:]
		} else {
			e.stage(w, win, rows, out, group, u0-up, u1-u0+1+up)
		}
		a := &w.tile
		*a = tileArgs{
			OutChan: in.W * lanes, OutPix: c.Stride * lanes,
			InChan: win.Cols * lanes, Chans: c.K, Add: add,
		}
		for b := range ceilDiv(c.C, blockFilters) {
			a.Filters = min(blockFilters, c.C-b*blockFilters)
			for y := y0; y < y1; y++ {
				u, row := (y+c.Pad)/c.Stride, (y+c.Pad)%c.Stride
				for col := range c.Stride {
					q := &classes[row*c.Stride+col]
					if q.pixels == 0 {
						continue
					}
					a.W = q.data[b*q.block():][:q.block()]
					a.Taps, a.Pixels = q.taps, q.pixels
					a.In = rows[(u-u0)*rowLen+(q.v0-left-j0)*lanes:]
					a.Out = dst[g*in.group()+y*in.row()+(b*blockFilters*in.W+q.x0)*lanes:]
					e.kernel.tile(a)
				}
			}
		}
	}})
}

// filterSource is where the dense filters (K,C,R,S) of a convolution are, and
// the parameter that they come from. Prepare returns the phases that bring
// them up to date, none where the parameter is the filters.
type filterSource struct {
	param   program.Buffer
	dense   []float32
	prepare func() []phase
}

func (e *executable) convBackward(o program.ConvBackward) []phase {
	filters := filterSource{param: o.W, dense: e.mem(o.W), prepare: func() []phase { return nil }}
	var phases []phase
	if o.DX != program.None {
		phases = e.directBackwardInput(o.Conv, filters, o.DY, o.DX, o.AddDX)
	}
	return append(phases, e.directBackwardWeights(o.Conv, o.X, o.DY, e.mem(o.DW))...)
}
