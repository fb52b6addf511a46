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
	b, works := newRig(t, func(e *Env) []Work {
		return []Work{e.FMForward(s), e.FMBackward(s, true)}
	}, convSizes(s.ConvSpec, 4*len(m)))
	b.write(ArgX, blocked(s.x(), s.N, x))
	b.write(ArgW, m)
	b.write(ArgDY, blocked(s.dy(), s.N, dy))
	b.checkBothSplits(s.ConvSpec, works, dx0, naiveConv(s.Conv, s.N, x, w), wantDX, wantDM)
}

// fmFastCases have every number of blocks, odd sizes, one filter along an
// axis, odd K1 and K2, blocks of one channel and of many, partial groups.
func fmFastCases() map[string]FMSpec {
	sum := fmSpecOf(4, 4, 4, 16, 6, 6, 1, 4)
	sum.Rule = filtermap.Sum
	added := fmSpecOf(2, 4, 2, 16, 5, 6, 1, 8)
	added.ConvSpec = adding(wider(added.ConvSpec))
	added2 := fmSpecOf(2, 4, 2, 16, 8, 6, 2, 8)
	added2.ConvSpec = adding(wider(added2.ConvSpec))
	return map[string]FMSpec{
		"16 (2,4,2)":         fmSpecOf(2, 4, 2, 16, 8, 8, 1, 4),
		"sum rule":           sum,
		"added":              added,
		"added, stride 2":    added2,
		"K3 = 1":             fmSpecOf(2, 3, 1, 6, 5, 7, 1, 3),
		"K3 = 8":             fmSpecOf(2, 2, 8, 16, 4, 5, 1, 5),
		"wide blocks":        fmSpecOf(2, 2, 4, 128, 3, 4, 1, 4),
		"K1 = 1":             fmSpecOf(1, 4, 2, 8, 5, 5, 1, 4),
		"K1 = K2 = 1":        fmSpecOf(1, 1, 4, 12, 4, 4, 1, 4),
		"K1 = 3":             fmSpecOf(3, 2, 4, 8, 5, 6, 1, 6),
		"K2 = 1":             fmSpecOf(2, 1, 4, 20, 4, 6, 1, 2),
		"wide, flat":         fmSpecOf(4, 3, 2, 10, 1, 17, 1, 4),
		"one column":         fmSpecOf(2, 2, 2, 8, 6, 1, 1, 4),
		"one pixel":          fmSpecOf(2, 2, 2, 8, 1, 1, 1, 4),
		"z = 1":              fmSpecOf(2, 2, 8, 8, 4, 4, 1, 4),
		"stride 2":           fmSpecOf(4, 4, 2, 16, 8, 8, 2, 4),
		"stride 2, odd size": fmSpecOf(2, 2, 4, 12, 7, 9, 2, 7),
		"stride 2, K1 = 1":   fmSpecOf(1, 3, 2, 6, 6, 5, 2, 4),
		"stride 2, K3 = 8":   fmSpecOf(2, 2, 8, 16, 5, 4, 2, 4),
		"stride 2, one row":  fmSpecOf(2, 2, 2, 8, 1, 6, 2, 4),
		"several bands":      fmSpecOf(2, 2, 2, 8, 40, 24, 1, 4),
	}
}

func TestFMFast(t *testing.T) {
	for name, s := range fmFastCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !s.Fast() {
				t.Fatalf("%v is not done the fast way", s.Map)
			}
			testFM(t, s)
		})
	}
}
