package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// fmTable is a map, or something linear in it, transformed along the blocks of
// channels and stored as [block][row][m2][z].
type fmTable struct {
	rows, wm, z int
	scales      []float32 // of each block, see blockScales
	data        []float32
}

func newTable(g filtermap.Geometry, rows int) fmTable {
	return fmTable{rows, g.Wm(), g.Z(), blockScales(g.K3), alignedFloats(g.K3 * rows * g.Wm() * g.Z())}
}

// cell returns the z channels of a block of cell (row,m2).
func (t fmTable) cell(block, row, m2 int) []float32 {
	at := ((block*t.rows+row)*t.wm + m2) * t.z
	return t.data[at : at+t.z]
}

// block is the length of one transformed block.
func (t fmTable) block() int { return t.rows * t.wm * t.z }

// tableUse names the pack of a transformed map.
type tableUse struct{ filtermap.Geometry }

// transformMap returns the map's transform and the phases that compute it.
func (e *executable) transformMap(param program.Buffer, g filtermap.Geometry) (fmTable, func() []phase) {
	table := newTable(g, g.Hm())
	m := e.mem(param)
	p := e.packed(param, tableUse{g}, func() ([]float32, []phase) {
		return table.data, []phase{{tasks: g.Hm(), run: func(m1 int, w *worker) {
			w.fly = butterflyArgs{
				Dst: table.data[m1*table.wm*table.z:], DstBlock: table.block(), DstPitch: table.z,
				Src: m[m1*g.Wm()*g.C:], SrcBlock: table.z, SrcPitch: g.C,
				Rows: g.Wm(), N: table.z, Points: g.K3,
			}
			e.channelKernels(table.z).butterfly(&w.fly)
		}}}
	})
	table.data = p.data
	return table, p.phases
}

// transposed transforms the gradients of row m1 of the table back into the
// gradient of the map's row, dm of shape (Wm,C).
func (e *executable) transposed(w *worker, dm []float32, t fmTable, m1, c int) {
	w.fly = butterflyArgs{
		Dst: dm, DstBlock: t.z, DstPitch: c,
		Src: t.data[m1*t.wm*t.z:], SrcBlock: t.block(), SrcPitch: t.z,
		Rows: t.wm, N: t.z, Points: len(t.scales), Inverse: true,
	}
	e.channelKernels(t.z).butterfly(&w.fly)
}

// channelKernels are the kernels for vectors of n channels, which need not be
// a multiple of lanes as pixels are.
func (e *executable) channelKernels(n int) kernels {
	if n%lanes != 0 {
		return generic{}
	}
	return e.kernel
}

// blockScales are the factors of the inverse transform over n blocks: 1/n for
// real and 2/n for complex frequencies. They go into the packed weights.
func blockScales(n int) []float32 {
	scales := make([]float32, n)
	for _, f := range frequencies(n) {
		for part := range f.Parts {
			scales[f.Block+part] = float32(f.Parts) / float32(n)
		}
	}
	return scales
}

// weight says which block of the table multiplies part i of the input of a
// frequency to give part q of the output, and with which factor: with input
// a+ib and map c-id, R = ac+bd and S = ad-bc.
func (t fmTable) weight(f frequency, q, i int) (block int, factor float32) {
	if q == 1 && i == 1 {
		return f.Block, -t.scales[f.Block]
	}
	return f.Block + q + i, t.scales[f.Block]
}

// products lists the map cells that one call of a kernel multiplies with, in
// the order in which their products are stored: first the cells in odd
// columns, then those in even ones, each [part][row][k2]. The odd columns come
// first so that every row of products that a neighbour reads beyond its edge
// follows or precedes a zero (see fmRows).
type products struct {
	f      frequency
	rows   []int // rows of the table
	parity []int // columns m2 modulo 2: {1,0}, {1} or {0}
}

// cells visits the products in order.
func (p products) cells(k2s int, visit func(at, part, row, m2 int)) {
	at := 0
	for _, parity := range p.parity {
		for part := range p.f.Parts {
			for _, row := range p.rows {
				for k2 := range k2s {
					visit(at, part, row, 2*k2+parity)
					at++
				}
			}
		}
	}
}

// count is the number of products of a pixel.
func (p products) count(k2s int) int { return len(p.parity) * p.f.Parts * len(p.rows) * k2s }

// packForward packs the cells as outputs and the parts' channels as inputs,
// into [count/4][inputs][4].
func (p products) packForward(dst []float32, t fmTable) {
	z := t.z
	inputs := p.f.Parts * z
	p.cells(t.wm/2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, factor := t.weight(p.f, part, i)
			to := (at/blockFilters*inputs+i*z)*blockFilters + at%blockFilters
			for _, w := range t.cell(block, row, m2) {
				dst[to] = factor * w
				to += blockFilters
			}
		}
	})
}

// packBackward packs the transpose: the channels as outputs, the cells as inputs.
func (p products) packBackward(dst []float32, t fmTable) {
	z := t.z
	inputs := p.count(t.wm / 2)
	p.cells(t.wm/2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, factor := t.weight(p.f, part, i)
			for c, w := range t.cell(block, row, m2) {
				out := i*z + c
				dst[(out/blockFilters*inputs+at)*blockFilters+out%blockFilters] = factor * w
			}
		}
	})
}

// addGrad adds packed gradients, in the form of packForward, to a table.
func (p products) addGrad(t fmTable, src []float32) {
	z := t.z
	inputs := p.f.Parts * z
	p.cells(t.wm/2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, factor := t.weight(p.f, part, i)
			from := (at/blockFilters*inputs+i*z)*blockFilters + at%blockFilters
			cell := t.cell(block, row, m2)
			for c := range cell {
				cell[c] += factor * src[from]
				from += blockFilters
			}
		}
	})
}

// forwardLen and backwardLen are the packed lengths.
func (p products) forwardLen(g filtermap.Geometry) int {
	return roundUp(p.count(g.K2), blockFilters) * p.f.Parts * g.Z()
}

func (p products) backwardLen(g filtermap.Geometry) int {
	return p.count(g.K2) * roundUp(p.f.Parts*g.Z(), blockFilters)
}

// evens, odds and both are parities of columns.
var (
	odds  = []int{1}
	evens = []int{0}
	both  = []int{1, 0}
)

// rowsFrom lists first, first+step, ... below end.
func rowsFrom(first, step, end int) (rows []int) {
	for r := first; r < end; r += step {
		rows = append(rows, r)
	}
	return rows
}

// panels is a list of products with their packed weights one after the other.
type panels struct {
	list []products
	at   []int // offsets; one more than there are products
}

func newPanels(list []products, length func(products) int) panels {
	p := panels{list: list, at: []int{0}}
	for _, l := range list {
		p.at = append(p.at, p.at[len(p.at)-1]+length(l))
	}
	return p
}

// len is the packed length of all.
func (p panels) len() int { return p.at[len(p.list)] }

// of returns the part of data that belongs to product i.
func (p panels) of(data []float32, i int) []float32 { return data[p.at[i]:p.at[i+1]] }

// packTable returns memory for the panels' weights and the phase that packs a table.
func (p panels) packTable(t fmTable, pack func(products, []float32, fmTable)) ([]float32, phase) {
	data := alignedFloats(p.len())
	return data, phase{tasks: len(p.list), run: func(i int, _ *worker) {
		pack(p.list[i], p.of(data, i), t)
	}}
}
