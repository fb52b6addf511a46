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
	g := o.Map
	in, out := e.images[o.X], e.images[o.Y]
	x, y := e.mem(o.X), e.mem(o.Y)
	freqs := frequencies(g.K3)
	weights, phases, panel := e.winogradWeights(o.M, g)

	var mem carve
	z, kappa := g.Z(), g.K1*g.K2
	pitch := (in.W + 1) * lanes // a zero pixel separates rows of products
	ringAt := mem.take(3 * in.row())
	typesAt := mem.take(3 * in.row())
	zeroAt := mem.take(in.row())
	rowY := g.K3 * kappa * pitch
	outAt := mem.take(2 * rowY)
	products := 2 * 2 * g.K2 * pitch // of one type, for a complex frequency
	prodAt := mem.take(lanes+3*products) + lanes
	e.scratch(mem.used)
	band, count := fmBands(in.Groups, in.H)

	return append(phases, phase{tasks: in.Groups * count, run: func(task int, w *worker) {
		grp, i0 := task/count, task%count*band
		i1 := min(i0+band, in.H)
		prod := w.scratch[prodAt-lanes:][:lanes+3*products]
		clear(prod)
		prod = prod[lanes:]
		zero := w.scratch[zeroAt:][:in.row()]
		clear(zero)
		// input returns the transformed row i, where it is in the picture.
		ring := w.scratch[ringAt:]
		input := func(i int) []float32 {
			if i < 0 || i >= in.H {
				return zero
			}
			return ring[(i+3)%3*in.row():][:in.row()]
		}
		load := func(i int) {
			if i >= 0 && i < in.H {
				e.channels(w, input(i), in.rowOf(x, grp, i), g.K3, z*in.W*lanes)
			}
		}
		output := func(q int) []float32 { return w.scratch[outAt+(q+2)%2*rowY:][:rowY] }
		var types [3][]float32
		for u := range types {
			types[u] = w.scratch[typesAt+u*in.row():][:in.row()]
		}

		load(i0 - 2)
		load(i0 - 1)
		for q := i0 - 1; q < i1; q++ {
			load(q + 1)
			first := q < i0
			// Padded row q is picture row q-1.
			e.kernel.rowTypes(types[2], types[0], types[1], input(q-1), input(q), input(q+1))
			here, below := output(q), output(q+1)
			for f, freq := range freqs {
				parts := freq.Parts
				n := 2 * g.K2 * parts
				for k1 := (q + 2) % 2; k1 < g.K1; k1 += 2 {
					for u := range types {
						if first && u == 2 {
							break
						}
						w.tile = tileArgs{
							Out: prod[u*products:], OutChan: pitch, OutPix: lanes, Filters: n, Pixels: in.W,
							In: types[u][freq.Block*z*in.W*lanes:], InChan: in.W * lanes, Chans: parts * z,
							Taps: oneTap, W: panel(weights, f, u, k1),
						}
						e.kernel.tile(&w.tile)
					}
					for part := range parts {
						row := func(rows []float32, k1 int) []float32 {
							return rows[((freq.Block+part)*kappa+k1*g.K2)*pitch:]
						}
						odd := prod[part*g.K2*pitch:]
						even := (parts + part) * g.K2 * pitch // offset in prod
						other := row(here, (k1+g.K1-1)%g.K1)
						e.combineColumns(w, odd, prod, even, products, g.K2, pitch, first,
							row(here, k1), row(below, k1), other)
					}
				}
			}
			if !first {
				e.channelsInverse(w, out.rowOf(y, grp, q), here, g.K3, kappa, in.W*lanes, pitch)
			}
		}
	}})
}

// oneTap is the tap list of a product of matrices.
var oneTap = []int{0}

// combineColumns runs kernels.combine over the K2 filters of a row: all but
// the last at once, then the last, whose third column is the first again.
// Prod[even] is the first even column; the leading zero lies before it.
func (e *executable) combineColumns(w *worker, odd, prod []float32, even, typeLen, k2s, pitch int, first bool, here, below, other []float32) {
	a := &w.combine
	a.TypeLen, a.First = typeLen, first
	last := (k2s - 1) * pitch
	if last > 0 {
		a.Even, a.Odd, a.Next = prod[even-lanes:], odd, prod[even+pitch+lanes:]
		a.Here, a.Below, a.Other, a.N = here, below, other, last-lanes
		e.kernel.combine(a)
	}
	a.Even, a.Odd, a.Next = prod[even+last-lanes:], odd[last:], prod[even+lanes:]
	a.Here, a.Below, a.Other, a.N = here[last:], below[last:], other[last:], pitch-lanes
	e.kernel.combine(a)
}

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

// winogradWeights returns the packed weights, the phases that make them, and
// the part of them for a frequency, a type (0 is S, 1 T, 2 E) and a k1.
func (e *executable) winogradWeights(param program.Buffer, g filtermap.Geometry) ([]float32, []phase, func(data []float32, f, u, k1 int) []float32) {
	table, transform := e.transformMap(param, g)
	types := newTable(g, 3*g.K1) // row u*K1+k1
	var list []products
	for _, freq := range frequencies(g.K3) {
		for row := range 3 * g.K1 {
			list = append(list, products{freq, []int{row}, both})
		}
	}
	p := newPanels(list, func(p products) int { return p.forwardLen(g) })
	pack := e.packed(param, winogradUse{g}, func() ([]float32, []phase) {
		data, packPhase := p.packTable(types, products.packForward)
		return data, append(transform(), phase{tasks: g.K1, run: func(k1 int, _ *worker) {
			types.fromRows(table, k1)
		}}, packPhase)
	})
	return pack.data, pack.phases(), func(data []float32, f, u, k1 int) []float32 {
		return p.of(data, (f*3+u)*g.K1+k1)
	}
}

// fromRows computes the weights of E, S and T of one k1 from the map rows
// 2k1, 2k1+1 and 2k1+2.
func (t fmTable) fromRows(m fmTable, k1 int) {
	k1s := m.rows / 2
	for block := range t.scales {
		for m2 := range t.wm {
			m0, m1 := m.cell(block, 2*k1, m2), m.cell(block, 2*k1+1, m2)
			next := m.cell(block, (2*k1+2)%m.rows, m2)
			s, tt, e := t.cell(block, k1, m2), t.cell(block, k1s+k1, m2), t.cell(block, 2*k1s+k1, m2)
			for c := range m0 {
				ends := (m0[c] + next[c]) / 2
				s[c], tt[c], e[c] = ends+m1[c]/2, ends-m1[c]/2, m0[c]
			}
		}
	}
}
