package native

import (
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// fmTable is a map, or something linear in it, transformed along the blocks of
// channels and stored as [block][row][m2][z].
type fmTable struct {
	g    filtermap.Geometry
	rows int
	data []float32
}

func newTable(g filtermap.Geometry, rows int) fmTable {
	return fmTable{g, rows, make([]float32, g.K3*rows*g.Wm()*g.Z())}
}

// cell returns the z channels of a block of cell (row,m2).
func (t fmTable) cell(block, row, m2 int) []float32 {
	at := ((block*t.rows+row)*t.g.Wm() + m2) * t.g.Z()
	return t.data[at : at+t.g.Z()]
}

// block is the length of one transformed block.
func (t fmTable) block() int { return t.rows * t.g.Wm() * t.g.Z() }

// tableUse names the pack of a transformed map.
type tableUse struct{ filtermap.Geometry }

// transformMap returns the map's transform and the phases that compute it.
// The factor of the inverse transform over n blocks, 1/n for real and 2/n for
// complex frequencies, is in it.
func (e *executable) transformMap(param program.Buffer, g filtermap.Geometry) (fmTable, func() []phase) {
	table := newTable(g, g.Hm())
	m := e.mem(param)
	p := e.packed(param, tableUse{g}, func() ([]float32, []phase) {
		return table.data, []phase{{tasks: g.Hm(), run: func(m1 int, _ *worker) {
			for m2 := range g.Wm() {
				table.transform(m1, m2, m[(m1*g.Wm()+m2)*g.C:][:g.C])
			}
		}}}
	})
	table.data = p.data
	return table, p.phases
}

// transform writes one cell from its C channels.
func (t fmTable) transform(m1, m2 int, channels []float32) {
	z := t.g.Z()
	var v [maxPoints]float32
	for c := range z {
		for j := range t.g.K3 {
			v[j] = channels[j*z+c]
		}
		fourier(&v, t.g.K3)
		for b, scale := range blockScales(t.g.K3) {
			t.cell(b, m1, m2)[c] = v[b] * scale
		}
	}
}

// transposed computes the C channels of a cell's gradient from the gradient of
// its transform.
func (t fmTable) transposed(channels []float32, m1, m2 int) {
	z := t.g.Z()
	var v [maxPoints]float32
	for c := range z {
		for b, scale := range blockScales(t.g.K3) {
			v[b] = t.cell(b, m1, m2)[c] * scale
		}
		fourierInverse(&v, t.g.K3)
		for j := range t.g.K3 {
			channels[j*z+c] = v[j]
		}
	}
}

// blockScales are the factors of the inverse transform.
func blockScales(n int) []float32 {
	switch n {
	case 1:
		return []float32{1}
	case 2:
		return []float32{1. / 2, 1. / 2}
	case 4:
		return []float32{1. / 4, 1. / 4, 2. / 4, 2. / 4}
	default:
		return []float32{1. / 8, 1. / 8, 2. / 8, 2. / 8, 2. / 8, 2. / 8, 2. / 8, 2. / 8}
	}
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
	z := t.g.Z()
	inputs := p.f.Parts * z
	p.cells(t.g.K2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, sign := p.f.product(part, i)
			to := (at/blockFilters*inputs+i*z)*blockFilters + at%blockFilters
			for _, w := range t.cell(block, row, m2) {
				dst[to] = sign * w
				to += blockFilters
			}
		}
	})
}

// packBackward packs the transpose: the channels as outputs, the cells as inputs.
func (p products) packBackward(dst []float32, t fmTable) {
	z := t.g.Z()
	inputs := p.count(t.g.K2)
	p.cells(t.g.K2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, sign := p.f.product(part, i)
			for c, w := range t.cell(block, row, m2) {
				out := i*z + c
				dst[(out/blockFilters*inputs+at)*blockFilters+out%blockFilters] = sign * w
			}
		}
	})
}

// addGrad adds packed gradients, in the form of packForward, to a table.
func (p products) addGrad(t fmTable, src []float32) {
	z := t.g.Z()
	inputs := p.f.Parts * z
	p.cells(t.g.K2, func(at, part, row, m2 int) {
		for i := range p.f.Parts {
			block, sign := p.f.product(part, i)
			from := (at/blockFilters*inputs+i*z)*blockFilters + at%blockFilters
			cell := t.cell(block, row, m2)
			for c := range cell {
				cell[c] += sign * src[from]
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
