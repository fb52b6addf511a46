package filtermap_test

import (
	"errors"
	"math"
	"testing"

	"filtermaplab/filtermap"
)

func TestDefault(t *testing.T) {
	tests := []struct {
		k, c       int
		k1, k2, k3 int
	}{
		// Table 1 of the paper, and the row for 16.
		{12, 48, 2, 3, 2},
		{16, 16, 2, 4, 2},
		{32, 128, 4, 4, 2},
		{64, 64, 4, 4, 4},
		{128, 64, 8, 4, 4},
		{256, 128, 8, 8, 4},
		{512, 512, 8, 8, 8},
		// Stems.
		{16, 3, 4, 4, 1},
		{24, 3, 6, 4, 1},
		{32, 3, 8, 4, 1},
		{64, 3, 8, 8, 1},
		{12, 3, 4, 3, 1},
		{13, 3, 13, 1, 1},
		// A row of the table whose K3 does not divide C: the rule.
		{64, 6, 8, 4, 2},
		{512, 100, 16, 8, 4},
		{16, 1, 4, 4, 1},
		{16, 5, 4, 4, 1},
		// Other K.
		{24, 32, 3, 1, 8},
		{48, 48, 3, 2, 8},
		{20, 10, 2, 2, 5},
		{7, 14, 1, 1, 7},
		{1, 8, 1, 1, 1},
		{96, 64, 4, 3, 8},
	}
	for _, tt := range tests {
		want := filtermap.Geometry{K1: tt.k1, K2: tt.k2, K3: tt.k3, X: 2, Y: 2, S1: 3, S2: 3, C: tt.c}
		got, err := filtermap.Default(tt.k, tt.c)
		if err != nil || got != want {
			t.Errorf("Default(%d, %d) = %+v, %v, want %+v", tt.k, tt.c, got, err, want)
		}
	}
}

// Every K that is not in the table follows the rule, found here by trying all
// triples.
func TestDefaultRule(t *testing.T) {
	table := map[int]bool{12: true, 16: true, 32: true, 64: true, 128: true, 256: true, 512: true}
	for k := 1; k <= 150; k++ {
		for _, c := range []int{1, 2, 3, 4, 6, 7, 8, 12, 16, 30, 64, 210} {
			if table[k] {
				continue
			}
			var want filtermap.Geometry
			for k3 := 1; k3 <= 8; k3++ {
				if k%k3 != 0 || c%k3 != 0 || c == 3 && k3 > 1 {
					continue
				}
				for k2 := 1; k2 <= k/k3; k2++ {
					if k1 := k / k3 / k2; k1*k2*k3 == k && k1 >= k2 { // later is larger k3, then more square
						want = filtermap.Geometry{K1: k1, K2: k2, K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: c}
					}
				}
			}
			got, err := filtermap.Default(k, c)
			if err != nil || got != want {
				t.Errorf("Default(%d, %d) = %+v, %v, want %+v", k, c, got, err, want)
			}
		}
	}
}

func TestDefaultRefuses(t *testing.T) {
	for _, tt := range []struct {
		k, c  int
		field string
	}{
		{0, 3, "K"},
		{-64, 64, "K"},
		{math.MaxInt, 64, "K"},
		{64, 0, "C"},
		{64, -8, "C"},
		{64, math.MinInt, "C"},
		{64, math.MaxInt, "C"},
		{65537, 64, "K1"}, // a prime
		{1 << 20, 512, "map"},
	} {
		g, err := filtermap.Default(tt.k, tt.c)
		var fe *filtermap.FieldError
		if !errors.As(err, &fe) || fe.Field != tt.field {
			t.Errorf("Default(%d, %d) = %v, %v, want a FieldError for %s", tt.k, tt.c, g, err, tt.field)
		}
	}
}
