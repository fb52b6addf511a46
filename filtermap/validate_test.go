package filtermap_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"filtermaplab/filtermap"
)

func TestValidate(t *testing.T) {
	good := filtermap.Geometry{K1: 4, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 64}
	tests := []struct {
		name  string
		edit  func(*filtermap.Geometry)
		field string // of the error; "" if valid
		want  string // the whole message
	}{
		{name: "paper", edit: func(g *filtermap.Geometry) {}},
		{name: "gaps", edit: func(g *filtermap.Geometry) { g.X, g.Y = 5, 7 }},
		{name: "window larger than map", edit: func(g *filtermap.Geometry) { g.K1, g.S1 = 1, 5 }},
		{name: "authors", edit: func(g *filtermap.Geometry) { g.Padding = filtermap.Authors }},
		{name: "K1 zero", edit: func(g *filtermap.Geometry) { g.K1 = 0 }, field: "K1",
			want: "filtermap: K1: want 1 to 65536, got 0"},
		{name: "K2 negative", edit: func(g *filtermap.Geometry) { g.K2 = -4 }, field: "K2",
			want: "filtermap: K2: want 1 to 65536, got -4"},
		{name: "K3 zero", edit: func(g *filtermap.Geometry) { g.K3 = 0 }, field: "K3",
			want: "filtermap: K3: want 1 to 65536, got 0"},
		{name: "X zero", edit: func(g *filtermap.Geometry) { g.X = 0 }, field: "X",
			want: "filtermap: X: want 1 to 65536, got 0"},
		{name: "Y smallest int", edit: func(g *filtermap.Geometry) { g.Y = math.MinInt }, field: "Y"},
		{name: "S1 zero", edit: func(g *filtermap.Geometry) { g.S1 = 0 }, field: "S1"},
		{name: "S2 largest int", edit: func(g *filtermap.Geometry) { g.S2 = math.MaxInt }, field: "S2"},
		{name: "C zero", edit: func(g *filtermap.Geometry) { g.C = 0 }, field: "C"},
		{name: "K3 between divisors", edit: func(g *filtermap.Geometry) { g.K3 = 6 }, field: "K3",
			want: "filtermap: K3: want a divisor of C = 64 such as 4 or 8, got 6"},
		{name: "K3 above C", edit: func(g *filtermap.Geometry) { g.K3, g.C = 4, 3 }, field: "K3",
			want: "filtermap: K3: want a divisor of C = 3 such as 3, got 4"},
		{name: "unknown padding", edit: func(g *filtermap.Geometry) { g.Padding = 9 }, field: "Padding",
			want: "filtermap: Padding: want wrap or authors, got Padding(9)"},
		{name: "largest map", edit: func(g *filtermap.Geometry) { g.X, g.Y, g.C = 256, 64, 256 }},
		{name: "map too large", edit: func(g *filtermap.Geometry) { g.X, g.Y, g.C = 256, 64, 260 }, field: "map",
			want: "filtermap: map: want at most 67108864 elements; lower K1, K2, X, Y or C, got (4*256)x(4*64)x260"},
		{name: "map overflows int", edit: func(g *filtermap.Geometry) {
			*g = filtermap.Geometry{K1: 65536, K2: 65536, K3: 1, X: 65536, Y: 65536, S1: 1, S2: 1, C: 1}
		}, field: "map"},
		{name: "filters too large", edit: func(g *filtermap.Geometry) { g.S1, g.S2 = 400, 400 }, field: "filters",
			want: "filtermap: filters: want at most 67108864 elements; lower K1, K2, K3, S1, S2 or C, got (4*4*4)x400x400x64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := good
			tt.edit(&g)
			err := g.Validate()
			if tt.field == "" {
				if err != nil {
					t.Fatalf("Validate(%+v) = %v, want nil", g, err)
				}
				return
			}
			var fe *filtermap.FieldError
			if !errors.As(err, &fe) || fe.Field != tt.field {
				t.Fatalf("Validate(%+v) = %v, want a FieldError for %s", g, err, tt.field)
			}
			if tt.want != "" && err.Error() != tt.want {
				t.Errorf("Validate:\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestValidateFor(t *testing.T) {
	g := filtermap.Geometry{K1: 4, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 64}
	if err := g.ValidateFor(32); err != nil {
		t.Errorf("ValidateFor(32) = %v, want nil", err)
	}
	for k, want := range map[int]string{
		64: "filtermap: K: want 64 filters, such as (K1,K2,K3) = (4,4,4), got 4*4*2 = 32",
		-1: "filtermap: K: want -1 filters, got 4*4*2 = 32", // nothing to suggest
	} {
		if err := g.ValidateFor(k); err == nil || err.Error() != want {
			t.Errorf("ValidateFor(%d):\n got %v\nwant %s", k, err, want)
		}
	}
	g.C = 0
	if err := g.ValidateFor(32); err == nil {
		t.Error("ValidateFor accepts a geometry that Validate refuses")
	}
}

// A geometry's and a training run's choices travel through links and files by
// name, so that a reordering of constants never changes what a link means.
func TestNames(t *testing.T) {
	type choice struct {
		Rule    filtermap.Rule
		Padding filtermap.Padding
	}
	for want, c := range map[string]choice{
		`{"Rule":"mean","Padding":"wrap"}`:   {}, // the zero values are the paper's
		`{"Rule":"sum","Padding":"authors"}`: {filtermap.Sum, filtermap.Authors},
	} {
		got, err := json.Marshal(c)
		if err != nil || string(got) != want {
			t.Errorf("Marshal(%v) = %s, %v, want %s", c, got, err, want)
		}
		var back choice
		if err := json.Unmarshal(got, &back); err != nil || back != c {
			t.Errorf("Unmarshal(%s) = %v, %v, want %v", got, back, err, c)
		}
	}
	for _, bad := range []string{"", "Mean", "max"} {
		if r, err := filtermap.ParseRule(bad); err == nil {
			t.Errorf("ParseRule(%q) = %v, want an error", bad, r)
		}
		if p, err := filtermap.ParsePadding(bad); err == nil {
			t.Errorf("ParsePadding(%q) = %v, want an error", bad, p)
		}
	}
	if b, err := filtermap.Rule(2).MarshalText(); err == nil {
		t.Errorf("Rule(2).MarshalText = %s, want an error", b)
	}
	if b, err := filtermap.Padding(2).MarshalText(); err == nil {
		t.Errorf("Padding(2).MarshalText = %s, want an error", b)
	}
}
