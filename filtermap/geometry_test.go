package filtermap_test

import (
	"testing"

	"filtermaplab/filtermap"
)

// The sizes that the paper states in section 2 and that its Table 2 implies.
func TestSizes(t *testing.T) {
	tests := []struct {
		k, c             int
		hm, wm, z        int
		mapLen, filterLn int
		ratio            float64
	}{
		{k: 64, c: 64, hm: 8, wm: 8, z: 16, mapLen: 4096, filterLn: 36864, ratio: 9}, // the paper's example
		{k: 512, c: 512, hm: 16, wm: 16, z: 64, mapLen: 131072, filterLn: 2359296, ratio: 18},
		{k: 128, c: 64, hm: 16, wm: 8, z: 16, mapLen: 8192, filterLn: 73728, ratio: 9},
		{k: 32, c: 32, hm: 8, wm: 8, z: 16, mapLen: 2048, filterLn: 9216, ratio: 4.5},
		{k: 16, c: 16, hm: 4, wm: 8, z: 8, mapLen: 512, filterLn: 2304, ratio: 4.5},
		{k: 12, c: 48, hm: 4, wm: 6, z: 24, mapLen: 1152, filterLn: 5184, ratio: 4.5},
		{k: 64, c: 3, hm: 16, wm: 16, z: 3, mapLen: 768, filterLn: 1728, ratio: 2.25},
	}
	for _, tt := range tests {
		g, err := filtermap.Default(tt.k, tt.c)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.K(); got != tt.k {
			t.Errorf("%v: K = %d, want %d", g, got, tt.k)
		}
		if hm, wm, c := g.MapShape(); hm != tt.hm || wm != tt.wm || c != tt.c {
			t.Errorf("%v: map (%d,%d,%d), want (%d,%d,%d)", g, hm, wm, c, tt.hm, tt.wm, tt.c)
		}
		if got := g.Z(); got != tt.z {
			t.Errorf("%v: z = %d, want %d", g, got, tt.z)
		}
		if got := g.MapLen(); got != tt.mapLen {
			t.Errorf("%v: MapLen = %d, want %d", g, got, tt.mapLen)
		}
		if got := g.FilterLen(); got != tt.filterLn {
			t.Errorf("%v: FilterLen = %d, want %d", g, got, tt.filterLn)
		}
		if got := g.Ratio(); got != tt.ratio {
			t.Errorf("%v: Ratio = %v, want %v", g, got, tt.ratio)
		}
	}
}

// FilterIndex counts with k2 fastest and k3 slowest; Coords inverts it.
func TestFilterOrder(t *testing.T) {
	g := filtermap.Geometry{K1: 3, K2: 2, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 4}
	k := 0
	for k3 := range g.K3 {
		for k1 := range g.K1 {
			for k2 := range g.K2 {
				if got := g.FilterIndex(k1, k2, k3); got != k {
					t.Errorf("FilterIndex(%d,%d,%d) = %d, want %d", k1, k2, k3, got, k)
				}
				if a, b, c := g.Coords(k); a != k1 || b != k2 || c != k3 {
					t.Errorf("Coords(%d) = (%d,%d,%d), want (%d,%d,%d)", k, a, b, c, k1, k2, k3)
				}
				k++
			}
		}
	}
}

func TestString(t *testing.T) {
	g := filtermap.Geometry{K1: 8, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 64}
	padded, invalid := g, g
	padded.Padding = filtermap.Authors
	invalid.K3 = 0
	const valid = "128 filters 3x3x64 as 8x4x4 windows with strides 2,2,16 in a map 16x8x64"
	for _, tt := range []struct {
		g    filtermap.Geometry
		want string
	}{
		{g, valid},
		{padded, valid + ", padding authors"},
		{invalid, "invalid geometry {K1:8 K2:4 K3:0 X:2 Y:2 S1:3 S2:3 C:64 Padding:wrap}"},
	} {
		if got := tt.g.String(); got != tt.want {
			t.Errorf("String:\n got %s\nwant %s", got, tt.want)
		}
	}
}

// Positions outside the geometry are mistakes of the program and must not be
// folded back silently into some other filter's weights.
func TestOutOfRangePanics(t *testing.T) {
	g := filtermap.Geometry{K1: 2, K2: 3, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 4}
	ix := filtermap.NewIndex(g)
	filters, cells := make([]float32, g.FilterLen()), make([]float32, g.MapLen())
	for name, f := range map[string]func(){
		"FilterIndex k2":   func() { g.FilterIndex(0, 3, 0) },
		"FilterIndex -1":   func() { g.FilterIndex(-1, 0, 0) },
		"Coords":           func() { g.Coords(12) },
		"Cell K":           func() { g.Cell(filtermap.Element{K: 12}) },
		"Cell S2":          func() { g.Cell(filtermap.Element{S2: 3}) },
		"ElementIndex":     func() { g.ElementIndex(filtermap.Element{C: 4}) },
		"ElementAt":        func() { g.ElementAt(g.FilterLen()) },
		"CellIndex":        func() { g.CellIndex(filtermap.Cell{M1: 4}) },
		"CellAt":           func() { g.CellAt(-1) },
		"Uses":             func() { g.Uses(filtermap.Cell{M2: 6}) },
		"NewIndex":         func() { filtermap.NewIndex(filtermap.Geometry{}) },
		"Extract filters":  func() { ix.Extract(filters[1:], cells) },
		"Extract map":      func() { ix.Extract(filters, cells[1:]) },
		"Scatter map":      func() { ix.Scatter(cells[1:], filters, filtermap.Sum) },
		"Scatter filters":  func() { ix.Scatter(cells, filters[1:], filtermap.Sum) },
		"Scatter bad rule": func() { ix.Scatter(cells, filters, filtermap.Sum+1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("want a panic, got none")
				}
			}()
			f()
		})
	}
}
