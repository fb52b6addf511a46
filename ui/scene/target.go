package scene

import (
	"fmt"

	"filtermaplab/filtermap"
)

// Kind says what a Target is.
type Kind uint8

const (
	Nothing   Kind = iota
	Filter         // filter K
	Element        // element (S1,S2) of filter K, at the channel that lies in the open slice
	Cell           // cell (M1,M2,C) of the map
	Pixel          // output pixel (I,J) of filter K
	InPicture      // pixel (I,J) of the input
	Group          // the tiles of k3 = K
)

// Target is one thing that can be pointed at. Fields that its kind does not
// name are zero, so targets compare with ==.
type Target struct {
	Kind      Kind
	K, S1, S2 int
	M1, M2, C int
	I, J      int
}

// OfFilter is filter k.
func OfFilter(k int) Target { return Target{Kind: Filter, K: k} }

// OfElement is element (s1,s2) of filter k.
func OfElement(k, s1, s2 int) Target { return Target{Kind: Element, K: k, S1: s1, S2: s2} }

// OfCell is a cell of the map.
func OfCell(m filtermap.Cell) Target { return Target{Kind: Cell, M1: m.M1, M2: m.M2, C: m.C} }

// OfPixel is output pixel (i,j) of filter k.
func OfPixel(k, i, j int) Target { return Target{Kind: Pixel, K: k, I: i, J: j} }

// Map is the map cell of a target of kind Cell.
func (t Target) Map() filtermap.Cell { return filtermap.Cell{M1: t.M1, M2: t.M2, C: t.C} }

// hasFilter reports whether t is a filter or an element of one.
func (t Target) hasFilter() bool { return t.Kind == Filter || t.Kind == Element }

// String is t in a few words, for tests and links: "filter 7", "cell 0,0,5".
func (t Target) String() string {
	switch t.Kind {
	case Filter:
		return fmt.Sprintf("filter %d", t.K)
	case Element:
		return fmt.Sprintf("element %d,%d,%d", t.K, t.S1, t.S2)
	case Cell:
		return fmt.Sprintf("cell %d,%d,%d", t.M1, t.M2, t.C)
	case Pixel:
		return fmt.Sprintf("pixel %d,%d,%d", t.K, t.I, t.J)
	case InPicture:
		return fmt.Sprintf("input %d,%d", t.I, t.J)
	case Group:
		return fmt.Sprintf("group %d", t.K)
	}
	return "nothing"
}

// within reports whether g and a layer with pixels of ho x wo outputs have t.
func (t Target) within(g filtermap.Geometry, ho, wo int) bool {
	in := func(i, n int) bool { return 0 <= i && i < n }
	switch t.Kind {
	case Filter:
		return in(t.K, g.K())
	case Element:
		return in(t.K, g.K()) && in(t.S1, g.S1) && in(t.S2, g.S2)
	case Cell:
		return in(t.M1, g.Hm()) && in(t.M2, g.Wm()) && in(t.C, g.C)
	case Pixel:
		return in(t.K, g.K()) && in(t.I, ho) && in(t.J, wo)
	case Group:
		return in(t.K, g.K3)
	}
	return false
}

// Window is where filter k lies: the map row, column and channel of its first
// element, before wrapping.
func Window(g filtermap.Geometry, k int) (m1, m2, c int) {
	k1, k2, k3 := g.Coords(k)
	return k1 * g.X, k2 * g.Y, k3 * g.Z()
}

// channelOf is the channel of filter k that lies in slice c of the map.
func channelOf(g filtermap.Geometry, k, c int) int {
	_, _, k3 := g.Coords(k)
	return ((c-k3*g.Z())%g.C + g.C) % g.C
}

// Lit is the set of map rows and columns that hold filter k. A window spans
// all channels, so these are its cells in every slice.
type Lit struct {
	Rows, Cols []bool // by map row and column
}

// LitBy returns the rows and columns that filter k reads: the cell (m1,m2,c)
// is an element of the filter exactly where Rows[m1] and Cols[m2].
func LitBy(g filtermap.Geometry, k int) Lit {
	l := Lit{make([]bool, g.Hm()), make([]bool, g.Wm())}
	for s1 := range g.S1 {
		l.Rows[g.Cell(filtermap.Element{K: k, S1: s1}).M1] = true
	}
	for s2 := range g.S2 {
		l.Cols[g.Cell(filtermap.Element{K: k, S2: s2}).M2] = true
	}
	return l
}

// Has reports whether the filter reads row m1, column m2 of every slice.
func (l Lit) Has(m1, m2 int) bool { return l.Rows[m1] && l.Cols[m2] }
