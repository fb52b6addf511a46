package kernels

import (
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// fmSpecOf is a layer of size h x w with maps K1,K2,K3 of 3x3 windows.
func fmSpecOf(k1, k2, k3, c, h, w, stride, n int) FMSpec {
	g := filtermap.Geometry{K1: k1, K2: k2, K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: c}
	return fmSpecWith(g, h, w, stride, n)
}

func fmSpecWith(g filtermap.Geometry, h, w, stride, n int) FMSpec {
	c := program.Conv{C: g.C, H: h, W: w, K: g.K(), R: g.S1, S: g.S2, Stride: stride, Pad: g.S1 / 2}
	return FMSpec{ConvSpec: specOf(c, n), Map: g}
}

func fmDirectCases() map[string]FMSpec {
	authors := filtermap.Geometry{K1: 2, K2: 3, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 8, Padding: filtermap.Authors}
	gaps := filtermap.Geometry{K1: 2, K2: 2, K3: 2, X: 4, Y: 3, S1: 2, S2: 2, C: 4}
	five := filtermap.Geometry{K1: 2, K2: 2, K3: 3, X: 1, Y: 3, S1: 5, S2: 5, C: 6}
	sum := fmSpecOf(4, 2, 1, 3, 6, 7, 1, 4)
	sum.Rule = filtermap.Sum
	return map[string]FMSpec{
		"stem":            sum,
		"stem, mean":      fmSpecOf(2, 2, 1, 3, 6, 5, 1, 3),
		"K3 = 3":          fmSpecOf(2, 1, 3, 6, 5, 5, 1, 4),
		"authors padding": fmSpecWith(authors, 5, 6, 2, 4),
		"gaps":            fmSpecWith(gaps, 6, 6, 1, 4),
		"5x5 windows":     fmSpecWith(five, 7, 6, 1, 4),
	}
}

func TestFMDirect(t *testing.T) {
	for name, s := range fmDirectCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s.Fast() {
				t.Fatalf("%v is done the fast way", s.Map)
			}
			testFM(t, s)
		})
	}
}

// testFM holds a layer to the definition: expanded filters, naive convolution,
// scattered gradient.
func testFM(t *testing.T, s FMSpec) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	x, m := random(rng, s.N*s.C*s.H*s.W), random(rng, s.Map.MapLen())
	dy, dx0 := random(rng, s.N*s.K*s.Ho()*s.Wo()), random(rng, len(x))
	index := filtermap.NewIndex(s.Map)
	w := make([]float32, s.Map.FilterLen())
	index.Extract(w, m)
	wantDX, dw := naiveConvGrads(s.Conv, s.N, x, w, dy)
	wantDM := make([]float64, len(m))
	for i, j := range index.T() {
		wantDM[j] += dw[i]
	}
	if s.Rule == filtermap.Mean {
		for j, n := range index.Counts() {
			wantDM[j] /= float64(max(n, 1))
		}
	}
	if s.AddDX {
		for i, v := range dx0 {
			wantDX[i] += float64(v)
		}
	}
	b, works := newBench(t, func(e *Env) []Work {
		return []Work{e.FMForward(s), e.FMBackward(s, true)}
	}, convSizes(s.ConvSpec, 4*len(m)))
	b.write(ArgX, blocked(s.x(), s.N, x))
	b.write(ArgW, m)
	b.write(ArgDY, blocked(s.dy(), s.N, dy))
	b.checkBothSplits(s.ConvSpec, works, dx0, naiveConv(s.Conv, s.N, x, w), wantDX, wantDM)
}
