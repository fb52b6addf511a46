package filtermap_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"filtermaplab/filtermap"
)

// geometries returns the corners that a random draw would rarely hit, then
// random small geometries: gaps, axes of one filter, windows that wrap several
// times, both paddings.
func geometries(rng *rand.Rand) []filtermap.Geometry {
	gs := []filtermap.Geometry{
		{K1: 1, K2: 1, K3: 1, X: 1, Y: 1, S1: 1, S2: 1, C: 1},
		{K1: 1, K2: 1, K3: 1, X: 1, Y: 1, S1: 5, S2: 5, C: 1}, // one cell, held 25 times
		{K1: 1, K2: 1, K3: 4, X: 2, Y: 2, S1: 5, S2: 3, C: 4}, // windows wrap more than once
		{K1: 3, K2: 2, K3: 1, X: 4, Y: 5, S1: 3, S2: 2, C: 2}, // gaps
		{K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16},
		{K1: 4, K2: 4, K3: 1, X: 2, Y: 2, S1: 3, S2: 3, C: 3},
		{K1: 1, K2: 3, K3: 2, X: 1, Y: 1, S1: 3, S2: 3, C: 2},
	}
	for range 200 {
		k3 := 1 + rng.IntN(4)
		gs = append(gs, filtermap.Geometry{
			K1: 1 + rng.IntN(4), K2: 1 + rng.IntN(4), K3: k3,
			X: 1 + rng.IntN(6), Y: 1 + rng.IntN(6),
			S1: 1 + rng.IntN(5), S2: 1 + rng.IntN(5),
			C: k3 * (1 + rng.IntN(4)),
		})
	}
	for _, g := range gs {
		g.Padding = filtermap.Authors
		gs = append(gs, g)
	}
	return gs
}

// repeat lists the n lines of a map again and again until there are length of
// them, as code that really pads the map would: from line 0 when wrapping,
// from line 1 as the authors do.
func repeat(n, length int, p filtermap.Padding) []int {
	var lines []int
	for m := range n {
		lines = append(lines, m)
	}
	next := 0
	if p == filtermap.Authors && n > 1 {
		next = 1
	}
	for len(lines) < length {
		lines = append(lines, next)
		next = (next + 1) % n
	}
	return lines
}

// slowT is T by cutting windows out of a padded map: the oracle for NewIndex.
func slowT(g filtermap.Geometry) []int32 {
	rows := repeat(g.Hm(), g.Hm()+g.S1, g.Padding)
	cols := repeat(g.Wm(), g.Wm()+g.S2, g.Padding)
	channels := repeat(g.C, 2*g.C, filtermap.Wrap)
	var t []int32
	for k3 := range g.K3 {
		for k1 := range g.K1 {
			for k2 := range g.K2 {
				for _, c := range channels[k3*g.C/g.K3:][:g.C] {
					for _, m1 := range rows[k1*g.X:][:g.S1] {
						for _, m2 := range cols[k2*g.Y:][:g.S2] {
							t = append(t, int32((m1*g.Wm()+m2)*g.C+c))
						}
					}
				}
			}
		}
	}
	return t
}

func TestIndexAgainstPaddedMap(t *testing.T) {
	for _, g := range geometries(rand.New(rand.NewPCG(1, 1))) {
		ix := filtermap.NewIndex(g)
		if ix.Geometry() != g {
			t.Fatalf("Geometry() = %v, want %v", ix.Geometry(), g)
		}
		want := slowT(g)
		if !slices.Equal(ix.T(), want) {
			t.Fatalf("%v:\n   T = %v\nwant %v", g, ix.T(), want)
		}
		counts := make([]int32, g.MapLen())
		for _, j := range want {
			counts[j]++
		}
		if !slices.Equal(ix.Counts(), counts) {
			t.Fatalf("%v:\nCounts = %v\n  want %v", g, ix.Counts(), counts)
		}
	}
}

// The coordinates of Geometry and the tables of Index are the same mapping, and
// Uses is its exact inverse.
func TestCoordinatesAgreeWithTables(t *testing.T) {
	for _, g := range geometries(rand.New(rand.NewPCG(2, 2))) {
		ix := filtermap.NewIndex(g)
		users := make([][]int, g.MapLen()) // for each map element, by walking T
		for i, j := range ix.T() {
			e := g.ElementAt(i)
			if got := g.ElementIndex(e); got != i {
				t.Fatalf("%v: ElementIndex(ElementAt(%d)) = %d", g, i, got)
			}
			if got := g.CellIndex(g.Cell(e)); got != int(j) {
				t.Fatalf("%v: Cell(%v) is map element %d, want T = %d", g, e, got, j)
			}
			users[j] = append(users[j], i)
		}
		for j, want := range users {
			m := g.CellAt(j)
			if got := g.CellIndex(m); got != j {
				t.Fatalf("%v: CellIndex(CellAt(%d)) = %d", g, j, got)
			}
			var got []int
			for e := range g.Uses(m) {
				got = append(got, g.ElementIndex(e))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%v: Uses(%v) = %v, want %v", g, m, got, want)
			}
		}
	}
}

func TestUsesStopsEarly(t *testing.T) {
	g := filtermap.Geometry{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 4}
	for e := range g.Uses(filtermap.Cell{}) {
		if want := (filtermap.Element{}); e != want {
			t.Errorf("first use of cell 0 is %v, want %v", e, want)
		}
		break
	}
}

// The counts of 3x3 windows with strides 2: K3 * r(m1) * r(m2) with r = 2 on
// even and 1 on odd lines. The authors' padding moves one use from line 0 to
// line 1.
func TestCountsOfThePaper(t *testing.T) {
	for _, tt := range []struct {
		padding filtermap.Padding
		r       []int32 // uses of each of six lines
	}{
		{filtermap.Wrap, []int32{2, 1, 2, 1, 2, 1}},
		{filtermap.Authors, []int32{1, 2, 2, 1, 2, 1}},
	} {
		g := filtermap.Geometry{K1: 3, K2: 3, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 4, Padding: tt.padding}
		for j, got := range filtermap.NewIndex(g).Counts() {
			m := g.CellAt(j)
			if want := 2 * tt.r[m.M1] * tt.r[m.M2]; got != want {
				t.Errorf("%v: n at %v = %d, want %d", g, m, got, want)
			}
		}
	}
}

// Scatter with Sum is the transpose of Extract: <Extract m, w> = <m, Scatter w>.
// Small integers keep every float32 sum exact, so the two sides must be equal.
func TestAdjointness(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, g := range geometries(rng) {
		ix := filtermap.NewIndex(g)
		m, w := integers(rng, g.MapLen()), integers(rng, g.FilterLen())
		filters, dm := garbage(g.FilterLen()), garbage(g.MapLen())
		ix.Extract(filters, m)
		ix.Scatter(dm, w, filtermap.Sum)
		if left, right := dot(filters, w), dot(m, dm); left != right {
			t.Errorf("%v: <Extract m, w> = %v, <m, Scatter w> = %v", g, left, right)
		}
	}
}

// Eq. 1: averaging the filters that Extract cuts gives the map back wherever a
// filter holds it, and 0 in gaps. Mean times n_j is Sum.
func TestMean(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for _, g := range geometries(rng) {
		ix := filtermap.NewIndex(g)
		m := integers(rng, g.MapLen())
		filters, mean, sum := garbage(g.FilterLen()), garbage(g.MapLen()), garbage(g.MapLen())
		ix.Extract(filters, m)
		ix.Scatter(mean, filters, filtermap.Mean)
		ix.Scatter(sum, filters, filtermap.Sum)
		for j, n := range ix.Counts() {
			want := m[j]
			if n == 0 {
				want = 0
			}
			if mean[j] != want {
				t.Fatalf("%v: mean of the copies of element %d (n = %d) = %v, want %v", g, j, n, mean[j], want)
			}
			if sum[j] != float32(n)*want {
				t.Fatalf("%v: sum of the copies of element %d = %v, want %d * %v", g, j, sum[j], n, want)
			}
		}
	}
}

func TestNoAllocation(t *testing.T) {
	g, err := filtermap.Default(64, 64)
	if err != nil {
		t.Fatal(err)
	}
	ix := filtermap.NewIndex(g)
	filters, m := make([]float32, g.FilterLen()), make([]float32, g.MapLen())
	for name, f := range map[string]func(){
		"Extract":      func() { ix.Extract(filters, m) },
		"Scatter mean": func() { ix.Scatter(m, filters, filtermap.Mean) },
		"Scatter sum":  func() { ix.Scatter(m, filters, filtermap.Sum) },
	} {
		if n := testing.AllocsPerRun(5, f); n != 0 {
			t.Errorf("%s allocates %v times, want 0", name, n)
		}
	}
}

// integers returns n random integers in [-8,8].
func integers(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.IntN(17) - 8)
	}
	return v
}

// garbage returns n numbers that must be overwritten.
func garbage(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = 1e30
	}
	return v
}

func dot(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
