package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// stridedForward is the forward pass with stride 2. Map row m1 and column m2
// then only meet the padded rows and columns of the same parity, so one
// product serves each pixel and cell already, and Winograd's algorithm has
// nothing to add. With A(m1,m2) the product of a cell with the pixels of its
// parity, the column sums of an input row are
//
//	h(k2)[j] = A(2k2)[j] + A(2k2+1)[j] + A(2k2+2)[j+1]
//
// and output row i of filter k1 adds up those of the padded input rows 2i,
// 2i+1 and 2i+2 with the map rows 2k1, 2k1+1 and 2k1+2.
func (e *executable) stridedForward(o program.FMConvForward) []phase {
	f := newStrided(e, o)
	return append(f.phases, phase{tasks: f.in.Groups * f.bands, run: f.task})
}

// strided is a compiled stridedForward.
type strided struct {
	e       *executable
	g       filtermap.Geometry
	in, out image
	x, y    []float32
	freqs   []frequency
	panels  panels // of each frequency, map row and parity of columns
	weights []float32
	phases  []phase // that bring the weights up to date

	win         window
	z, kappa    int
	pitch       int // of a row of products or of staged pixels
	rowX, rowY  int // lengths of a staged row and of a row of outputs
	parity      int // length of the products with one part and parity
	band, bands int // output rows in a task, tasks in a group

	inAt, outAt, productsAt int // places in the scratch
}

func newStrided(e *executable, o program.FMConvForward) *strided {
	g := o.Map
	f := &strided{
		e: e, g: g, in: e.images[o.X], out: e.images[o.Y], x: e.mem(o.X), y: e.mem(o.Y),
		freqs: frequencies(g.K3), z: g.Z(), kappa: g.K1 * g.K2,
	}
	f.pack(o.M)
	f.win = stridedWindow(f.out.W)
	f.pitch = f.win.Cols * lanes
	f.rowX, f.rowY = f.win.row(g.C), g.K()*f.pitch
	f.parity = g.K2 * f.pitch
	f.band, f.bands = fmBands(f.in.Groups, f.out.H)

	var mem carve
	f.inAt = mem.take(f.rowX)
	f.outAt = mem.take(2 * f.rowY)
	f.productsAt = mem.take(2*2*f.parity + lanes)
	e.scratch(mem.used)
	return f
}

// task does a band of output rows of a group, input row by input row. Input
// row r is the padded row r+1; an odd r begins output row (r+1)/2 and ends the
// one above.
func (f *strided) task(task int, w *worker) {
	grp, i0 := task/f.bands, task%f.bands*f.band
	i1 := min(i0+f.band, f.out.H)
	if i0 == 0 {
		clear(f.output(w, 0)) // the row above the picture contributes nothing
	}
	for r := max(0, 2*i0-1); r <= 2*i1-1; r++ {
		if r < f.in.H {
			f.row(w, grp, r)
		}
		if i := (r - 1) / 2; r%2 == 1 && i >= i0 {
			f.e.channelsInverse(w, f.out.rowOf(f.y, grp, i), f.output(w, i), f.g.K3, f.kappa, f.out.W*lanes, f.pitch)
		}
	}
}

// output is row i of outputs, still transformed; two are under way.
func (f *strided) output(w *worker, i int) []float32 {
	return w.scratch[f.outAt+(i+2)%2*f.rowY:][:f.rowY]
}

// row adds the products of input row r to the outputs that it meets.
func (f *strided) row(w *worker, grp, r int) {
	staged := w.scratch[f.inAt:][:f.rowX]
	f.e.stage(w, f.win, staged, f.in, f.x[grp*f.in.group():][:f.in.group()], r, 1)
	f.e.stridedChannels(w, staged, f.g, f.win)
	here, above := f.output(w, (r+1)/2), f.output(w, (r+1)/2-1)
	products := w.scratch[f.productsAt:]
	for i, freq := range f.freqs {
		for k1 := range f.g.K1 {
			m1 := 2*k1 + 1 - r%2
			f.multiply(w, i, m1)
			for part := range freq.Parts {
				filters := func(rows []float32, k1 int) []float32 {
					return rows[((freq.Block+part)*f.kappa+k1*f.g.K2)*f.pitch:][:f.parity]
				}
				even, odd := products[part*f.parity:], products[(freq.Parts+part)*f.parity:]
				if r%2 == 0 {
					f.addColumns(filters(here, k1), nil, even, odd)
				} else {
					f.addColumns(filters(above, (k1+f.g.K1-1)%f.g.K1), filters(here, k1), even, odd)
				}
			}
		}
	}
}

// multiply computes the products of frequency i of a staged row with map row
// m1: even columns with even cells, then odd ones with odd cells.
func (f *strided) multiply(w *worker, i, m1 int) {
	freq := f.freqs[i]
	for parity := range 2 {
		w.tile = tileArgs{
			Out: w.scratch[f.productsAt+parity*freq.Parts*f.parity:], OutChan: f.pitch, OutPix: lanes,
			Filters: freq.Parts * f.g.K2, Pixels: f.win.Cols - parity,
			In:     w.scratch[f.inAt+f.win.at(f.g.C, parity, 0)+freq.Block*f.z*f.pitch:],
			InChan: f.pitch, Chans: freq.Parts * f.z,
			Taps: oneTap, W: f.panels.of(f.weights, (i*f.g.Hm()+m1)*2+parity),
		}
		f.e.kernel.tile(&w.tile)
	}
}

// addColumns adds the column sums of a row of filters to sum, and stores them
// in first unless that is nil.
func (f *strided) addColumns(sum, first, even, odd []float32) {
	add := func(at, n, next int) {
		if first == nil {
			f.e.kernel.addSum3(sum[at:at+n], even[at:], odd[at:], even[next+lanes:])
		} else {
			f.e.kernel.splitSum3(first[at:at+n], sum[at:], even[at:], odd[at:], even[next+lanes:])
		}
	}
	last := (f.g.K2 - 1) * f.pitch
	if last > 0 {
		add(0, last, f.pitch)
	}
	add(last, f.pitch-lanes, 0) // the third column of the last filter is the first again
}

// stridedWindow stages a row for stride 2: phase 0 holds the even columns of
// the padded picture, phase 1 the odd ones.
func stridedWindow(outW int) window {
	return window{Step: 2, Phases: 2, Left: -1, Cols: outW + 1}
}

// stridedChannels transforms the blocks of a staged row in place.
func (e *executable) stridedChannels(w *worker, row []float32, g filtermap.Geometry, win window) {
	for phase := range win.Phases {
		cols := row[win.at(g.C, phase, 0):]
		e.channels(w, cols, cols, g.K3, g.Z()*win.Cols*lanes)
	}
}

// stridedUse names the pack of the cells for stride 2.
type stridedUse struct{ filtermap.Geometry }

// pack prepares the cells.
func (f *strided) pack(param program.Buffer) {
	table, transform := f.e.transformMap(param, f.g)
	var list []products
	for _, freq := range f.freqs {
		for m1 := range f.g.Hm() {
			list = append(list, products{freq, []int{m1}, evens}, products{freq, []int{m1}, odds})
		}
	}
	f.panels = newPanels(list, func(p products) int { return p.forwardLen(f.g) })
	pack := f.e.packed(param, stridedUse{f.g}, func() ([]float32, []phase) {
		data, packPhase := f.panels.packTable(table, products.packForward)
		return data, append(transform(), packPhase)
	})
	f.weights, f.phases = pack.data, pack.phases()
}
