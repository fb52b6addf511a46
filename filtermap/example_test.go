package filtermap_test

import (
	"fmt"

	"filtermaplab/filtermap"
)

// tiny is the smallest map that shows everything on a plane: four filters of
// 3x3, one channel, cut from a 4x4 map in steps of two.
func tiny() filtermap.Geometry {
	return filtermap.Geometry{K1: 2, K2: 2, K3: 1, X: 2, Y: 2, S1: 3, S2: 3, C: 1}
}

// Four filters of 3x3 are 36 numbers. Here they all live in a map of 16: each
// filter is a window of it, marked with #, and the windows overlap. Filter 1
// leaves the map on the right and comes back on the left, filter 2 leaves it
// below and comes back on top, filter 3 does both. The map is a torus.
func Example_step1_theMap() {
	g := tiny()
	fmt.Println(g)
	for m1 := range g.Hm() {
		for k := range g.K() {
			row := []byte("....")
			for s1 := range g.S1 {
				for s2 := range g.S2 {
					if m := g.Cell(filtermap.Element{K: k, S1: s1, S2: s2}); m.M1 == m1 {
						row[m.M2] = '#'
					}
				}
			}
			fmt.Printf("  %s", row)
		}
		fmt.Println()
	}

	// Output:
	// 4 filters 3x3x1 as 2x2x1 windows with strides 2,2,1 in a map 4x4x1
	//   ###.  #.##  ###.  #.##
	//   ###.  #.##  ....  ....
	//   ###.  #.##  ###.  #.##
	//   ....  ....  ###.  #.##
}

// With the map's elements numbered row by row,
//
//	 0  1  2  3
//	 4  5  6  7
//	 8  9 10 11
//	12 13 14 15
//
// the index map T says which of them each filter element is.
func Example_step2_theIndexMap() {
	ix := filtermap.NewIndex(tiny())
	t := ix.T()
	for k := range 4 {
		fmt.Printf("filter %d:", k)
		for s1 := range 3 {
			fmt.Printf(" %2d", t[9*k+3*s1:][:3])
		}
		fmt.Println()
	}

	// Output:
	// filter 0: [ 0  1  2] [ 4  5  6] [ 8  9 10]
	// filter 1: [ 2  3  0] [ 6  7  4] [10 11  8]
	// filter 2: [ 8  9 10] [12 13 14] [ 0  1  2]
	// filter 3: [10 11  8] [14 15 12] [ 2  3  0]
}

// Extract runs T forwards: every filter element is a copy of a map element.
func ExampleIndex_Extract() {
	ix := filtermap.NewIndex(tiny())
	m := make([]float32, 16)
	for j := range m {
		m[j] = float32(j) / 10
	}
	filters := make([]float32, 36)
	ix.Extract(filters, m)
	fmt.Println("filter 3:", filters[27:])

	// Output:
	// filter 3: [1 1.1 0.8 1.4 1.5 1.2 0.2 0.3 0]
}

// The counts n_j say how many filter elements are the same map element. In even
// rows two windows overlap, in odd rows none, and likewise in the columns.
func Example_step3_theCounts() {
	ix := filtermap.NewIndex(tiny())
	n := ix.Counts()
	for row := range 4 {
		fmt.Println(n[4*row:][:4])
	}

	// Output:
	// [4 2 4 2]
	// [2 1 2 1]
	// [4 2 4 2]
	// [2 1 2 1]
}

// Training gives each filter a gradient, and the map needs one. Take the map's
// first element: it is a corner of all four filters. If their gradients there
// are 1, 2, 3 and 6, the loss changes by their sum, 12, as the element grows by
// one; the paper (Eq. 1) takes the mean, 3.
func Example_step4_oneGradientByHand() {
	g := tiny()
	ix := filtermap.NewIndex(g)
	gradients := []float32{1, 2, 3, 6} // of the element in filters 0 to 3

	dw := make([]float32, g.FilterLen())
	for e := range g.Uses(filtermap.Cell{M1: 0, M2: 0}) {
		fmt.Printf("filter %d at row %d, column %d: %v\n", e.K, e.S1, e.S2, gradients[e.K])
		dw[g.ElementIndex(e)] = gradients[e.K]
	}

	dm := make([]float32, g.MapLen())
	ix.Scatter(dm, dw, filtermap.Sum)
	fmt.Println("sum: ", dm[0])
	ix.Scatter(dm, dw, filtermap.Mean)
	fmt.Println("mean:", dm[0])

	// Output:
	// filter 0 at row 0, column 0: 1
	// filter 1 at row 0, column 2: 2
	// filter 2 at row 2, column 0: 3
	// filter 3 at row 2, column 2: 6
	// sum:  12
	// mean: 3
}

// Channels are shared in the same way, only more: with K3 = 2 each window of
// the plane gives two filters, and the second holds the same weights moved on
// by z = C/K3 channels. Every weight is in both.
func Example_step5_theChannels() {
	g := filtermap.Geometry{K1: 1, K2: 1, K3: 2, X: 1, Y: 1, S1: 1, S2: 1, C: 6}
	ix := filtermap.NewIndex(g)
	fmt.Println("z =", g.Z())
	fmt.Println("filter 0:", ix.T()[:6])
	fmt.Println("filter 1:", ix.T()[6:])

	// Output:
	// z = 3
	// filter 0: [0 1 2 3 4 5]
	// filter 1: [3 4 5 0 1 2]
}

// Why the map is nine times smaller. A 3x3 window moves on by two, so on the
// plane each filter costs 2*2 = 4 weights instead of 9: a factor of 9/4. And
// K3 = 4 filters share them along the channels: 9/4 * 4 = 9.
func Example_step6_nineTimesSmaller() {
	g, err := filtermap.Default(64, 64) // 64 filters of 64 channels
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g)
	fmt.Printf("%d weights in the filters, %d in the map: %v times smaller\n", g.FilterLen(), g.MapLen(), g.Ratio())

	// Output:
	// 64 filters 3x3x64 as 4x4x4 windows with strides 2,2,16 in a map 8x8x64
	// 36864 weights in the filters, 4096 in the map: 9 times smaller
}

// Any sizes will do as long as K3 divides C. What is wrong with others is said
// in words that can be shown beside the number.
func ExampleGeometry_Validate() {
	g := filtermap.Geometry{K1: 4, K2: 4, K3: 3, X: 2, Y: 2, S1: 3, S2: 3, C: 64}
	fmt.Println(g.Validate())
	g.K3 = 2
	fmt.Println(g.Validate())
	fmt.Println(g.ValidateFor(64))

	// Output:
	// filtermap: K3: want a divisor of C = 64 such as 2 or 4, got 3
	// <nil>
	// filtermap: K: want 64 filters, such as (K1,K2,K3) = (4,4,4), got 4*4*2 = 32
}

// The sizes of the paper's Table 1, and of a first layer, which sees only three
// channels.
func ExampleDefault() {
	for _, layer := range []struct{ k, c int }{
		{12, 48}, {32, 128}, {64, 64}, {128, 128}, {256, 256}, {512, 512}, {64, 3},
	} {
		g, err := filtermap.Default(layer.k, layer.c)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%3d filters, %3d channels: (K1,K2,K3) = (%d,%d,%d), %5.2f times smaller\n",
			g.K(), g.C, g.K1, g.K2, g.K3, g.Ratio())
	}

	// Output:
	//  12 filters,  48 channels: (K1,K2,K3) = (2,3,2),  4.50 times smaller
	//  32 filters, 128 channels: (K1,K2,K3) = (4,4,2),  4.50 times smaller
	//  64 filters,  64 channels: (K1,K2,K3) = (4,4,4),  9.00 times smaller
	// 128 filters, 128 channels: (K1,K2,K3) = (8,4,4),  9.00 times smaller
	// 256 filters, 256 channels: (K1,K2,K3) = (8,8,4),  9.00 times smaller
	// 512 filters, 512 channels: (K1,K2,K3) = (8,8,8), 18.00 times smaller
	//  64 filters,   3 channels: (K1,K2,K3) = (8,8,1),  2.25 times smaller
}

// The authors' code appends row and column 1, not 0, to its maps. The two
// readings differ in the last row and column of the windows at the edge.
func ExamplePadding() {
	g := tiny()
	for _, g.Padding = range []filtermap.Padding{filtermap.Wrap, filtermap.Authors} {
		fmt.Printf("%-7v filter 1: %2d\n", g.Padding, filtermap.NewIndex(g).T()[9:18])
	}

	// Output:
	// wrap    filter 1: [ 2  3  0  6  7  4 10 11  8]
	// authors filter 1: [ 2  3  1  6  7  5 10 11  9]
}
