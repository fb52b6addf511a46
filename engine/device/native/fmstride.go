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
	g := o.Map
	in, out := e.images[o.X], e.images[o.Y]
	x, y := e.mem(o.X), e.mem(o.Y)
	freqs := frequencies(g.K3)
	weights, phases, panel := e.stridedWeights(o.M, g)

	var mem carve
	z, kappa := g.Z(), g.K1*g.K2
	win := stridedWindow(out.W)
	pitch := win.Cols * lanes
	rowX := win.row(g.C)
	inAt := mem.take(rowX)
	rowY := g.K3 * kappa * pitch
	outAt := mem.take(2 * rowY)
	prodAt := mem.take(2*2*g.K2*pitch + lanes)
	e.scratch(mem.used)
	band, count := fmBands(in.Groups, out.H)

	return append(phases, phase{tasks: in.Groups * count, run: func(task int, w *worker) {
		grp, i0 := task/count, task%count*band
		i1 := min(i0+band, out.H)
		group := x[grp*in.group():][:in.group()]
		row := w.scratch[inAt:][:rowX]
		prod := w.scratch[prodAt:][:2*2*g.K2*pitch+lanes]
		output := func(i int) []float32 { return w.scratch[outAt+(i+2)%2*rowY:][:rowY] }
		if i0 == 0 {
			clear(output(0)) // what the zero row above the picture leaves
		}
		for r := 2*i0 - 1; r <= 2*i1-1; r++ {
			if r >= 0 && r < in.H {
				e.stage(w, win, row, in, group, r, 1)
				e.stridedChannels(w, row, g, win)
				odd := (r + 2) % 2 // an odd row of the picture is an even padded row
				here, above := output((r+1)/2), output((r+1)/2-1)
				for f, freq := range freqs {
					parts := freq.Parts
					for k1 := range g.K1 {
						m1 := 2*k1 + 1 - odd
						for phase := range 2 { // columns of this parity with cells of this parity
							w.tile = tileArgs{
								Out: prod[phase*parts*g.K2*pitch:], OutChan: pitch, OutPix: lanes,
								Filters: parts * g.K2, Pixels: win.Cols - phase,
								In: row[win.at(g.C, phase, 0)+freq.Block*z*pitch:], InChan: pitch, Chans: parts * z,
								Taps: oneTap, W: panel(weights, f, m1, phase),
							}
							e.kernel.tile(&w.tile)
						}
						for part := range parts {
							at := func(rows []float32, k1 int) []float32 {
								return rows[((freq.Block+part)*kappa+k1*g.K2)*pitch:][:g.K2*pitch]
							}
							evenCols, oddCols := prod[part*g.K2*pitch:], prod[(parts+part)*g.K2*pitch:]
							if odd == 0 {
								e.addColumns(at(here, k1), nil, evenCols, oddCols, g.K2, pitch)
							} else {
								e.addColumns(at(above, (k1+g.K1-1)%g.K1), at(here, k1), evenCols, oddCols, g.K2, pitch)
							}
						}
					}
				}
			}
			if i := (r - 1) / 2; (r+2)%2 == 1 && i >= i0 && r > 0 {
				e.channelsInverse(w, out.rowOf(y, grp, i), output(i), g.K3, kappa, out.W*lanes, pitch)
			}
		}
	}})
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

// addColumns adds the column sums of a row of filters to sum, and stores them
// in first unless that is nil.
func (e *executable) addColumns(sum, first, even, odd []float32, k2s, pitch int) {
	add := func(at, n, next int) {
		if first == nil {
			e.kernel.addSum3(sum[at:at+n], even[at:], odd[at:], even[next+lanes:])
		} else {
			e.kernel.splitSum3(first[at:at+n], sum[at:], even[at:], odd[at:], even[next+lanes:])
		}
	}
	last := (k2s - 1) * pitch
	if last > 0 {
		add(0, last, pitch)
	}
	add(last, pitch-lanes, 0)
}

// stridedUse names the pack of the cells for stride 2.
type stridedUse struct{ filtermap.Geometry }

// stridedWeights returns the packed cells, the phases that pack them, and the
// part for a frequency, a map row and the columns of a parity.
func (e *executable) stridedWeights(param program.Buffer, g filtermap.Geometry) ([]float32, []phase, func(data []float32, f, m1, parity int) []float32) {
	table, transform := e.transformMap(param, g)
	var list []products
	for _, freq := range frequencies(g.K3) {
		for m1 := range g.Hm() {
			list = append(list, products{freq, []int{m1}, evens}, products{freq, []int{m1}, odds})
		}
	}
	p := newPanels(list, func(p products) int { return p.forwardLen(g) })
	pack := e.packed(param, stridedUse{g}, func() ([]float32, []phase) {
		data, packPhase := p.packTable(table, products.packForward)
		return data, append(transform(), packPhase)
	})
	return pack.data, pack.phases(), func(data []float32, f, m1, parity int) []float32 {
		return p.of(data, (f*g.Hm()+m1)*2+parity)
	}
}
