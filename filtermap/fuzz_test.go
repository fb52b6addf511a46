package filtermap_test

import (
	"testing"

	"filtermaplab/filtermap"
)

// FuzzGeometry feeds arbitrary numbers to everything that takes them from
// outside. Nothing may panic, and what Validate accepts must have an index map
// that stays inside the map and misses nothing.
func FuzzGeometry(f *testing.F) {
	f.Add(4, 4, 4, 2, 2, 3, 3, 64, uint8(0))
	f.Add(8, 8, 1, 2, 2, 3, 3, 3, uint8(1))
	f.Add(1, 1, 2, 1, 1, 5, 5, 4, uint8(1))
	f.Add(2, 3, 2, 9, 7, 3, 3, 6, uint8(0)) // gaps
	f.Add(0, -1, 1<<40, 1, 1, 3, 3, 64, uint8(2))
	f.Add(65536, 65536, 65536, 65536, 65536, 65536, 65536, 65536, uint8(0))
	f.Add(1<<32, 1<<32, 1, 1, 1, 1, 1, 1, uint8(0))
	f.Fuzz(func(t *testing.T, k1, k2, k3, x, y, s1, s2, c int, padding uint8) {
		g := filtermap.Geometry{K1: k1, K2: k2, K3: k3, X: x, Y: y, S1: s1, S2: s2, C: c, Padding: filtermap.Padding(padding)}
		if s := g.String(); s == "" {
			t.Error("empty String")
		}
		if d, err := filtermap.Default(k1, c); err == nil && d.ValidateFor(k1) != nil {
			t.Errorf("Default(%d, %d) = %+v: %v", k1, c, d, d.ValidateFor(k1))
		}
		if g.Validate() != nil {
			return
		}
		if n := g.MapLen(); n < 1 || n > filtermap.MaxElements {
			t.Fatalf("%+v: MapLen %d", g, n)
		}
		if n := g.FilterLen(); n < 1 || n > filtermap.MaxElements {
			t.Fatalf("%+v: FilterLen %d", g, n)
		}
		if g.MapLen() > 1<<16 || g.FilterLen() > 1<<16 {
			return // valid, but slow to walk for every input
		}
		ix := filtermap.NewIndex(g)
		for i, j := range ix.T() {
			if j < 0 || int(j) >= g.MapLen() {
				t.Fatalf("%v: T(%d) = %d, want below %d", g, i, j, g.MapLen())
			}
		}
		total := 0
		for _, n := range ix.Counts() {
			total += int(n)
		}
		if want := g.K() * g.S1 * g.S2 * g.C; len(ix.T()) != want || total != want {
			t.Fatalf("%v: %d elements and counts that sum to %d, want %d", g, len(ix.T()), total, want)
		}
	})
}
