package kernels

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// randomLayers is how many layers TestRandomLayers draws: about two seconds.
const randomLayers = 60

// TestRandomLayers draws geometries, sizes, strides and borders of both ways.
// The seed is fixed, so that a failure comes back.
func TestRandomLayers(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for n := 0; n < randomLayers; {
		s, ok := randomLayer(rng)
		if !ok {
			continue
		}
		n++
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Logf("%+v", s)
			testFM(t, s)
		})
	}
}

// randomLayer draws a layer; ok is false where the numbers fit no map or the
// layer is large.
func randomLayer(rng *rand.Rand) (s FMSpec, ok bool) {
	from := func(a, b int) int { return a + rng.IntN(b-a+1) }
	k3 := [...]int{1, 2, 3, 4, 8}[rng.IntN(5)]
	g := filtermap.Geometry{K1: from(1, 5), K2: from(1, 5), K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: k3 * from(1, 9)}
	c := program.Conv{H: from(1, 12), W: from(1, 20), Stride: from(1, 2), Pad: 1}
	if rng.IntN(4) == 0 { // one that the fast way does not do
		g.X, g.Y, g.S1, g.S2 = from(1, 3), from(1, 3), from(1, 4), from(1, 4)
		g.Padding = filtermap.Padding(rng.IntN(2))
		c.H, c.W, c.Stride, c.Pad = from(4, 9), from(4, 9), from(1, 3), from(0, 2)
	}
	if g.Validate() != nil {
		return s, false
	}
	c.C, c.K, c.R, c.S = g.C, g.K(), g.S1, g.S2
	s = FMSpec{ConvSpec: specOf(c, from(1, 13)), Map: g, Rule: filtermap.Rule(rng.IntN(2))}
	s.AddDX = rng.IntN(2) == 1
	if rng.IntN(2) == 1 {
		s.ConvSpec = wider(s.ConvSpec)
	}
	const most = 2e6 // multiply-adds: the naive loops are slow
	return s, int64(s.N)*s.MACs() < most
}
