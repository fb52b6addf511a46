package onnx

import (
	"testing"

	"filtermaplab/filtermap"
)

// The index map T is the product of the three short vectors, whatever the
// geometry.
func TestIndexVectorsMakeT(t *testing.T) {
	for _, g := range []filtermap.Geometry{
		{K1: 4, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 64},
		{K1: 2, K2: 3, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 48},
		{K1: 8, K2: 8, K3: 1, X: 2, Y: 2, S1: 3, S2: 3, C: 3},
		{K1: 1, K2: 5, K3: 3, X: 1, Y: 4, S1: 5, S2: 3, C: 6},
		{K1: 3, K2: 2, K3: 4, X: 2, Y: 3, S1: 3, S2: 3, C: 8, Padding: filtermap.Authors},
	} {
		rows, columns, channels := rowsOf(g), columnsOf(g), channelsOf(g)
		for i, want := range filtermap.NewIndex(g).T() {
			e := g.ElementAt(i)
			k1, k2, k3 := g.Coords(e.K)
			cell := filtermap.Cell{M1: rows[k1*g.S1+e.S1], M2: columns[k2*g.S2+e.S2], C: channels[k3*g.C+e.C]}
			if got := g.CellIndex(cell); got != int(want) {
				t.Fatalf("%v: element %v is cell %d of the map, want %d", g, e, got, want)
			}
		}
	}
}
