package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// sharedForward is the forward pass with stride 1 and K1 even. For each
// frequency it is a filter map in two dimensions, done by a Winograd
// transform along the rows and shared products along the columns:
//
// A tile is the two output rows q, q+1 of the filters k1 with k1 = q mod 2. Of
// the padded input rows q, q+1, q+2 (P) and the map rows 2k1, 2k1+1, 2k1+2 (M)
//
//	E = (P0-P2) M0    S = (P1+P2) (M0+M1+M2)/2    T = (P2-P1) (M0-M1+M2)/2
//
// are three products for two rows of outputs, S+T+E(k1) and S-T-E(k1+1): the
// fourth that Winograd's algorithm needs is the E of the neighbouring filter,
// k1+1 of tile q+1, because windows overlap by one row.
//
// Along the columns each of E, S, T is computed for every map column m2, and
// output column x of filter k2 is the sum of the products of 2k2, 2k2+1, 2k2+2
// with the input columns x-1, x, x+1: neighbouring filters share a product.
func (e *executable) sharedForward(o program.FMConvForward) []phase {
	f := newWinograd(e, o)
	return append(f.phases, phase{tasks: f.in.Groups * f.bands, run: f.task})
}

// winograd is a compiled sharedForward.
type winograd struct {
	e       *executable
	g       filtermap.Geometry
	in, out image
	x, y    []float32
	freqs   []frequency
	panels  panels // of each frequency, type and k1
	weights []float32
	phases  []phase // that bring the weights up to date

	z, kappa    int
	pitch       int // of a row of products: the pixels and a zero
	rowY, types int // lengths of a row of outputs, and of one type's products
	band, bands int // rows in a task, tasks in a group

	inAt, zeroAt, typesAt, outAt, productsAt int // places in the scratch
}

// The types of products, in the order of combineArgs.
const (
	typeS = iota
	typeT
	typeE
	typeCount
)

func newWinograd(e *executable, o program.FMConvForward) *winograd {
	g := o.Map
	f := &winograd{
		e: e, g: g, in: e.images[o.X], out: e.images[o.Y], x: e.mem(o.X), y: e.mem(o.Y),
		freqs: frequencies(g.K3), z: g.Z(), kappa: g.K1 * g.K2,
	}
	f.pack(o.M)
	f.pitch = (f.in.W + 1) * lanes
	f.rowY = g.K() * f.pitch
	f.types = 2 * 2 * g.K2 * f.pitch // two parts, even and odd columns
	f.band, f.bands = fmBands(f.in.Groups, f.in.H)

	var mem carve
	f.inAt = mem.take(3 * f.in.row())
	f.zeroAt = mem.take(f.in.row())
	f.typesAt = mem.take(typeCount * f.in.row())
	f.outAt = mem.take(2 * f.rowY)
	f.productsAt = mem.take(lanes+typeCount*f.types) + lanes
	e.scratch(mem.used)
	return f
}

// task does a band of rows of a group.
func (f *winograd) task(task int, w *worker) {
	grp, i0 := task/f.bands, task%f.bands*f.band
	i1 := min(i0+f.band, f.in.H)
	// The zeros that end the rows of products, and the one before the first.
	clear(w.scratch[f.productsAt-lanes:][:lanes+typeCount*f.types])
	clear(w.scratch[f.zeroAt:][:f.in.row()])
	f.load(w, grp, i0-2)
	f.load(w, grp, i0-1)
	// The tile above the band contributes its lower row only.
	for q := i0 - 1; q < i1; q++ {
		f.load(w, grp, q+1)
		f.tile(w, q, q < i0)
		if q >= i0 {
			f.e.channelsInverse(w, f.out.rowOf(f.y, grp, q), f.output(w, q), f.g.K3, f.kappa, f.in.W*lanes, f.pitch)
		}
	}
}

// load transforms the blocks of input row i, if there is such a row.
func (f *winograd) load(w *worker, grp, i int) {
	if 0 <= i && i < f.in.H {
		f.e.channels(w, f.input(w, i), f.in.rowOf(f.x, grp, i), f.g.K3, f.z*f.in.W*lanes)
	}
}

// input is the transformed input row i, one of the last three; zero outside
// the picture.
func (f *winograd) input(w *worker, i int) []float32 {
	at := f.zeroAt
	if 0 <= i && i < f.in.H {
		at = f.inAt + i%3*f.in.row()
	}
	return w.scratch[at:][:f.in.row()]
}

// output is the row q of outputs, still transformed; two are under way.
func (f *winograd) output(w *worker, q int) []float32 {
	return w.scratch[f.outAt+(q+2)%2*f.rowY:][:f.rowY]
}

// ofType is the combination of input rows that type u multiplies.
func (f *winograd) ofType(w *worker, u int) []float32 {
	return w.scratch[f.typesAt+u*f.in.row():][:f.in.row()]
}

// tile adds tile q to the output rows q and q+1, or to the latter only. The
// padded row q is row q-1 of the picture.
func (f *winograd) tile(w *worker, q int, first bool) {
	f.e.kernel.rowTypes(f.ofType(w, typeE), f.ofType(w, typeS), f.ofType(w, typeT),
		f.input(w, q-1), f.input(w, q), f.input(w, q+1))
	here, below := f.output(w, q), f.output(w, q+1)
	products := w.scratch[f.productsAt-lanes:]
	for i, freq := range f.freqs {
		for k1 := (q + 2) % 2; k1 < f.g.K1; k1 += 2 {
			f.multiply(w, i, k1, first)
			for part := range freq.Parts {
				row := func(rows []float32, k1 int) []float32 {
					return rows[((freq.Block+part)*f.kappa+k1*f.g.K2)*f.pitch:]
				}
				a := &w.combine
				a.TypeLen, a.First = f.types, first
				a.Here, a.Below, a.Other = row(here, k1), row(below, k1), row(here, (k1+f.g.K1-1)%f.g.K1)
				odd := lanes + part*f.g.K2*f.pitch
				f.combine(a, products, odd, odd+freq.Parts*f.g.K2*f.pitch)
			}
		}
	}
}

// multiply computes the products of frequency i with the cells of k1.
func (f *winograd) multiply(w *worker, i, k1 int, first bool) {
	freq := f.freqs[i]
	width := f.in.W * lanes
	for u := range typeCount {
		if first && u == typeE {
			break
		}
		w.tile = tileArgs{
			Out: w.scratch[f.productsAt+u*f.types:], OutChan: f.pitch, OutPix: lanes,
			Filters: 2 * f.g.K2 * freq.Parts, Pixels: f.in.W,
			In: f.ofType(w, u)[freq.Block*f.z*width:], InChan: width, Chans: freq.Parts * f.z,
			Taps: oneTap, W: f.panels.of(f.weights, (i*typeCount+u)*f.g.K1+k1),
		}
		f.e.kernel.tile(&w.tile)
	}
}

// combine runs kernels.combine over the K2 filters of a row, whose products
// with odd and even columns are at odd and even: all but the last filter at
// once, then the last, whose third column is the first again.
func (f *winograd) combine(a *combineArgs, products []float32, odd, even int) {
	here, below, other := a.Here, a.Below, a.Other
	run := func(at, n, next int) {
		a.Even, a.Odd, a.Next = products[even+at-lanes:], products[odd+at:], products[even+next+lanes:]
		a.Here, a.Below, a.Other, a.N = here[at:], below[at:], other[at:], n
		f.e.kernel.combine(a)
	}
	last := (f.g.K2 - 1) * f.pitch
	if last > 0 {
		run(0, last-lanes, f.pitch)
	}
	run(last, f.pitch-lanes, 0)
}

// oneTap is the tap list of a product of matrices.
var oneTap = []int{0}

// channels transforms the blocks of a row of channels.
func (e *executable) channels(w *worker, dst, src []float32, points, block int) {
	w.fly = butterflyArgs{
		Dst: dst, Src: src, DstBlock: block, SrcBlock: block, DstPitch: block, SrcPitch: block,
		Rows: 1, N: block, Points: points,
	}
	e.kernel.butterfly(&w.fly)
}

// channelsInverse transforms rows of products that lie pitch apart back into a
// dense row of channels.
func (e *executable) channelsInverse(w *worker, dst, src []float32, points, rows, n, pitch int) {
	w.fly = butterflyArgs{
		Dst: dst, Src: src, DstBlock: rows * n, SrcBlock: rows * pitch, DstPitch: n, SrcPitch: pitch,
		Rows: rows, N: n, Points: points, Inverse: true,
	}
	e.kernel.butterfly(&w.fly)
}

// winogradUse names the pack of the weights of E, S and T.
type winogradUse struct{ filtermap.Geometry }

// pack prepares the weights of E, S and T.
func (f *winograd) pack(param program.Buffer) {
	table, transform := f.e.transformMap(param, f.g)
	types := newTable(f.g, typeCount*f.g.K1) // row u*K1+k1
	var list []products
	for _, freq := range f.freqs {
		for row := range types.rows {
			list = append(list, products{freq, []int{row}, both})
		}
	}
	f.panels = newPanels(list, func(p products) int { return p.forwardLen(f.g) })
	pack := f.e.packed(param, winogradUse{f.g}, func() ([]float32, []phase) {
		data, packPhase := f.panels.packTable(types, products.packForward)
		return data, append(transform(), phase{tasks: f.g.K1, run: func(k1 int, _ *worker) {
			types.fromRows(table, k1)
		}}, packPhase)
	})
	f.weights, f.phases = pack.data, pack.phases()
}

// fromRows computes the weights of E, S and T of one k1 from the map rows
// 2k1, 2k1+1 and 2k1+2.
func (t fmTable) fromRows(m fmTable, k1 int) {
	k1s := m.rows / 2
	for block := range t.scales {
		for m2 := range t.wm {
			m0, m1 := m.cell(block, 2*k1, m2), m.cell(block, 2*k1+1, m2)
			next := m.cell(block, (2*k1+2)%m.rows, m2)
			s, d, e := t.cell(block, typeS*k1s+k1, m2), t.cell(block, typeT*k1s+k1, m2), t.cell(block, typeE*k1s+k1, m2)
			for c := range m0 {
				ends := (m0[c] + next[c]) / 2
				s[c], d[c], e[c] = ends+m1[c]/2, ends-m1[c]/2, m0[c]
			}
		}
	}
}
