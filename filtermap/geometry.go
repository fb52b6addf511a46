package filtermap

import "fmt"

// Geometry holds the sizes of one 3D-FilterMap and of the filters cut from it.
// It is a plain value: compare it with ==, use it as a map key. The zero
// Geometry is not valid; [Default] returns a good one.
type Geometry struct {
	K1, K2, K3 int     // filters along rows, columns and channels; K3 divides C
	X, Y       int     // sampling strides x and y along rows and columns; the paper uses 2
	S1, S2     int     // rows and columns of a filter
	C          int     // channels of a filter, and of the map
	Padding    Padding // what lies beyond the last row and column; zero is Wrap
}

// K returns the number of filters, K1*K2*K3.
func (g Geometry) K() int { return g.K1 * g.K2 * g.K3 }

// Z returns the sampling stride along the channels, z = C/K3.
func (g Geometry) Z() int { return g.C / g.K3 }

// Hm returns the number of map rows, K1*x.
func (g Geometry) Hm() int { return g.K1 * g.X }

// Wm returns the number of map columns, K2*y.
func (g Geometry) Wm() int { return g.K2 * g.Y }

// MapShape returns the shape (Hm,Wm,C) of the map.
func (g Geometry) MapShape() (hm, wm, c int) { return g.Hm(), g.Wm(), g.C }

// MapLen returns the number of map elements, Hm*Wm*C: the layer's parameters.
func (g Geometry) MapLen() int { return g.Hm() * g.Wm() * g.C }

// FilterLen returns the number of elements of all K filters, K*S1*S2*C: the
// parameters of an ordinary convolution with as many filters.
func (g Geometry) FilterLen() int { return g.K() * g.S1 * g.S2 * g.C }

// Ratio returns how many times smaller the map is than its filters (the
// paper's ParamRatio), FilterLen/MapLen = S1*S2/(x*y) * K3. Below 1 the
// windows leave gaps and the map is the larger of the two.
func (g Geometry) Ratio() float64 { return float64(g.FilterLen()) / float64(g.MapLen()) }

// FilterIndex returns the filter k = (k3*K1 + k1)*K2 + k2 at position
// (k1,k2,k3) of the sampling grid. It panics outside the grid.
func (g Geometry) FilterIndex(k1, k2, k3 int) int {
	if !within(k1, g.K1) || !within(k2, g.K2) || !within(k3, g.K3) {
		panic(fmt.Sprintf("filtermap: FilterIndex: want (k1,k2,k3) in (%d,%d,%d), got (%d,%d,%d)",
			g.K1, g.K2, g.K3, k1, k2, k3))
	}
	return (k3*g.K1+k1)*g.K2 + k2
}

// Coords returns the position (k1,k2,k3) of filter k, the inverse of
// [Geometry.FilterIndex]. It panics unless 0 <= k < K.
func (g Geometry) Coords(k int) (k1, k2, k3 int) {
	if !within(k, g.K()) {
		panic(fmt.Sprintf("filtermap: Coords: want a filter in [0,%d), got %d", g.K(), k))
	}
	return k / g.K2 % g.K1, k % g.K2, k / (g.K1 * g.K2)
}

// String describes the geometry in one line, an invalid one by its fields.
func (g Geometry) String() string {
	if g.Validate() != nil {
		type fields Geometry // without this method
		return fmt.Sprintf("invalid geometry %+v", fields(g))
	}
	s := fmt.Sprintf("%d filters %dx%dx%d as %dx%dx%d windows with strides %d,%d,%d in a map %dx%dx%d",
		g.K(), g.S1, g.S2, g.C, g.K1, g.K2, g.K3, g.X, g.Y, g.Z(), g.Hm(), g.Wm(), g.C)
	if g.Padding != Wrap {
		s += ", padding " + g.Padding.String()
	}
	return s
}

// within reports whether i is an index of n things.
func within(i, n int) bool { return 0 <= i && i < n }
