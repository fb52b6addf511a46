package filtermap

import (
	"fmt"
	"iter"
)

// Element is one element F_K[S1,S2,C] of a filter. Unlike in [Geometry] the
// fields are positions (the paper's k, c, s1 and s2), counted from 0.
type Element struct{ K, C, S1, S2 int }

// Cell is one element M[M1,M2,C] of the map, counted from 0.
type Cell struct{ M1, M2, C int }

// Cell returns the map cell that filter element e is: the index map T of the
// paper, in coordinates. It panics if g has no such element.
func (g Geometry) Cell(e Element) Cell {
	g.mustHold(e)
	k1, k2, k3 := g.Coords(e.K)
	return Cell{
		M1: g.Padding.fold(k1*g.X+e.S1, g.Hm()),
		M2: g.Padding.fold(k2*g.Y+e.S2, g.Wm()),
		C:  (k3*g.Z() + e.C) % g.C,
	}
}

// Uses yields every filter element that is map cell m, n_j of them, in
// ascending order of [Geometry.ElementIndex]: T read backwards. A cell in a gap
// between windows yields nothing. It panics if g has no such cell.
func (g Geometry) Uses(m Cell) iter.Seq[Element] {
	g.mustContain(m)
	return func(yield func(Element) bool) {
		for k3 := range g.K3 {
			// Each channel window spans all C channels, so it holds m once.
			c := (m.C - k3*g.Z() + g.C) % g.C
			for k1 := range g.K1 {
				for k2 := range g.K2 {
					k := g.FilterIndex(k1, k2, k3)
					for s1 := range g.S1 {
						if g.Padding.fold(k1*g.X+s1, g.Hm()) != m.M1 {
							continue
						}
						for s2 := range g.S2 {
							if g.Padding.fold(k2*g.Y+s2, g.Wm()) != m.M2 {
								continue
							}
							if !yield(Element{K: k, C: c, S1: s1, S2: s2}) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// ElementIndex returns the offset of e among all filters, shape (K,C,S1,S2).
// It panics if g has no such element.
func (g Geometry) ElementIndex(e Element) int {
	g.mustHold(e)
	return ((e.K*g.C+e.C)*g.S1+e.S1)*g.S2 + e.S2
}

// ElementAt returns the element at offset i of all filters, the inverse of
// [Geometry.ElementIndex]. It panics unless 0 <= i < FilterLen.
func (g Geometry) ElementAt(i int) Element {
	if !within(i, g.FilterLen()) {
		panic(fmt.Sprintf("filtermap: ElementAt: want an offset in [0,%d), got %d", g.FilterLen(), i))
	}
	return Element{
		S2: i % g.S2,
		S1: i / g.S2 % g.S1,
		C:  i / (g.S1 * g.S2) % g.C,
		K:  i / (g.S1 * g.S2 * g.C),
	}
}

// CellIndex returns the offset of m in the map, shape (Hm,Wm,C): the paper's j.
// It panics if g has no such cell.
func (g Geometry) CellIndex(m Cell) int {
	g.mustContain(m)
	return (m.M1*g.Wm()+m.M2)*g.C + m.C
}

// CellAt returns the cell at offset j of the map, the inverse of
// [Geometry.CellIndex]. It panics unless 0 <= j < MapLen.
func (g Geometry) CellAt(j int) Cell {
	if !within(j, g.MapLen()) {
		panic(fmt.Sprintf("filtermap: CellAt: want an offset in [0,%d), got %d", g.MapLen(), j))
	}
	return Cell{
		C:  j % g.C,
		M2: j / g.C % g.Wm(),
		M1: j / (g.C * g.Wm()),
	}
}

func (g Geometry) mustHold(e Element) {
	if !within(e.K, g.K()) || !within(e.C, g.C) || !within(e.S1, g.S1) || !within(e.S2, g.S2) {
		panic(fmt.Sprintf("filtermap: element: want below (K,C,S1,S2) = (%d,%d,%d,%d), got (%d,%d,%d,%d)",
			g.K(), g.C, g.S1, g.S2, e.K, e.C, e.S1, e.S2))
	}
}

func (g Geometry) mustContain(m Cell) {
	if !within(m.M1, g.Hm()) || !within(m.M2, g.Wm()) || !within(m.C, g.C) {
		panic(fmt.Sprintf("filtermap: cell: want below (Hm,Wm,C) = (%d,%d,%d), got (%d,%d,%d)",
			g.Hm(), g.Wm(), g.C, m.M1, m.M2, m.C))
	}
}
