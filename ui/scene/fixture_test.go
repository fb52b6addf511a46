package scene

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// geometry16 is the layer that most pictures show: 16 filters of 3x3x16.
func geometry16() filtermap.Geometry {
	return filtermap.Geometry{K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16}
}

// tiny is small enough for its draw list to be read.
func tiny() filtermap.Geometry {
	return filtermap.Geometry{K1: 1, K2: 2, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 2}
}

// snapshotOf makes a snapshot of a layer of geometry g with 6 x 6 pixels, its
// numbers smooth functions of their places, and its output the convolution.
func snapshotOf(g filtermap.Geometry) *engine.Snapshot {
	conv := program.Conv{C: g.C, H: 6, W: 6, K: g.K(), R: g.S1, S: g.S2, Stride: 1, Pad: g.S1 / 2}
	ho, wo := conv.Ho(), conv.Wo()
	wave := func(n int, f float64) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(0.3 * math.Sin(f*float64(i+1)))
		}
		return v
	}
	s := &engine.Snapshot{
		Step: 3, Epoch: 0.3, Layer: "layer", Layers: []engine.LayerNorm{{Name: "first"}, {Name: "layer", IsMap: true}},
		Conv: conv, IsMap: true, Map: g, Rule: filtermap.Mean,
		Weights: wave(g.MapLen(), 1.7), Start: wave(g.MapLen(), 1.6),
		FilterGrad: wave(g.FilterLen(), 0.37), Input: wave(g.C*36, 0.9), OutputGrad: wave(g.K()*ho*wo, 0.53),
		InputGrad: wave(g.C*36, 0.31), Output: make([]float32, g.K()*ho*wo),
		Picture: engine.Picture{Size: 6, Pix: make([]byte, 3*36)},
	}
	ix := filtermap.NewIndex(g)
	s.Grad = make([]float32, g.MapLen())
	ix.Scatter(s.Grad, s.FilterGrad, s.Rule)
	filters := make([]float32, g.FilterLen())
	ix.Extract(filters, s.Weights)
	for o := range s.Output {
		k, i, j := o/(ho*wo), o/wo%ho, o%wo
		for e := range g.C * g.S1 * g.S2 {
			c, r, q := e/(g.S1*g.S2), e/g.S2%g.S1, e%g.S2
			if h, w := i+r-conv.Pad, j+q-conv.Pad; h >= 0 && h < 6 && w >= 0 && w < 6 {
				s.Output[o] += s.Input[(c*6+h)*6+w] * filters[k*g.C*g.S1*g.S2+e]
			}
		}
	}
	return s
}

func subjectOf(g filtermap.Geometry) *Subject {
	return NewSubject(snapshotOf(g), filtermap.Geometry{}, nil)
}

// geometries are what properties are held to: the usual, gaps, windows larger
// than the map, a single row, the authors' padding, many filters.
func geometries() map[string]filtermap.Geometry {
	g := geometry16()
	authors := g
	authors.Padding = filtermap.Authors
	return map[string]filtermap.Geometry{
		"usual":   g,
		"tiny":    tiny(),
		"authors": authors,
		"gaps":    {K1: 2, K2: 2, K3: 1, X: 4, Y: 5, S1: 3, S2: 3, C: 3},
		"larger":  {K1: 1, K2: 1, K3: 2, X: 2, Y: 2, S1: 5, S2: 3, C: 4},
		"one row": {K1: 1, K2: 4, K3: 1, X: 1, Y: 2, S1: 1, S2: 3, C: 1},
		"many":    {K1: 8, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 32},
	}
}

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: the draw list differs; look at it and run with -update if it is meant\n%s", name, firstDifference(got, string(want)))
	}
}

func firstDifference(got, want string) string {
	line := 1
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return "line " + grouped(line) + ": got  " + got[i:min(len(got), i+120)] + "\n want " + want[i:min(len(want), i+120)]
		}
		if got[i] == '\n' {
			line++
		}
	}
	return "one is longer than the other"
}
