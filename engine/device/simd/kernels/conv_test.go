package kernels

import (
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/program"
)

// naiveConv is the definition, in float64.
func naiveConv(c program.Conv, n int, x, w []float32) []float64 {
	y := make([]float64, n*c.K*c.Ho()*c.Wo())
	eachProduct(c, n, func(xi, wi, yi int) { y[yi] += float64(x[xi]) * float64(w[wi]) })
	return y
}

// naiveConvGrads are both gradients.
func naiveConvGrads(c program.Conv, n int, x, w, dy []float32) (dx, dw []float64) {
	dx, dw = make([]float64, len(x)), make([]float64, len(w))
	eachProduct(c, n, func(xi, wi, yi int) {
		dx[xi] += float64(dy[yi]) * float64(w[wi])
		dw[wi] += float64(dy[yi]) * float64(x[xi])
	})
	return dx, dw
}

// eachProduct visits every product of a convolution by the indices of its two
// factors and of the sum that it belongs to.
func eachProduct(c program.Conv, n int, visit func(x, w, y int)) {
	for b := range n {
		for k := range c.K {
			for i := range c.Ho() {
				for j := range c.Wo() {
					y := ((b*c.K+k)*c.Ho()+i)*c.Wo() + j
					for ch := range c.C {
						for r := range c.R {
							for s := range c.S {
								h, w := i*c.Stride+r-c.Pad, j*c.Stride+s-c.Pad
								if h < 0 || h >= c.H || w < 0 || w >= c.W {
									continue
								}
								visit(((b*c.C+ch)*c.H+h)*c.W+w, ((k*c.C+ch)*c.R+r)*c.S+s, y)
							}
						}
					}
				}
			}
		}
	}
}

func specOf(c program.Conv, n int) ConvSpec {
	s := ConvSpec{Conv: c, N: n}
	s.XPad, s.DYPad = s.MinPad(), s.MinPadBack()
	return s
}

func wider(s ConvSpec) ConvSpec {
	s.XPad, s.YPad, s.DXPad, s.DYPad = s.XPad+1, 1, 2, s.DYPad+1
	return s
}

func adding(s ConvSpec) ConvSpec {
	s.AddDX = true
	return s
}

// convCases are shapes with every kind of tail: sizes that no tile divides,
// groups that are not full, strides that do not divide, filters of any form.
func convCases() map[string]ConvSpec {
	conv := func(c, h, w, k, r, s, stride, pad int) program.Conv {
		return program.Conv{C: c, H: h, W: w, K: k, R: r, S: s, Stride: stride, Pad: pad}
	}
	return map[string]ConvSpec{
		"3x3 16 channels":        wider(specOf(conv(16, 8, 8, 16, 3, 3, 1, 1), 8)),
		"stem":                   specOf(conv(3, 9, 7, 16, 3, 3, 1, 1), 5),
		"odd everything":         specOf(conv(5, 7, 9, 7, 3, 3, 1, 1), 3),
		"one filter":             specOf(conv(2, 5, 4, 1, 3, 3, 1, 1), 1),
		"one pixel":              specOf(conv(4, 1, 1, 9, 3, 3, 1, 1), 4),
		"two filters, wide":      specOf(conv(1, 3, 13, 2, 3, 3, 1, 1), 4),
		"stride 2":               wider(specOf(conv(8, 8, 8, 12, 3, 3, 2, 1), 6)),
		"stride 2, odd size":     specOf(conv(6, 7, 9, 13, 3, 3, 2, 1), 4),
		"stride 3":               specOf(conv(3, 11, 10, 6, 3, 3, 3, 1), 4),
		"1x1":                    wider(specOf(conv(11, 5, 6, 17, 1, 1, 1, 0), 4)),
		"1x1 stride 2":           specOf(conv(8, 8, 6, 16, 1, 1, 2, 0), 7),
		"5x5":                    specOf(conv(3, 8, 9, 5, 5, 5, 1, 2), 4),
		"5x3, no padding":        specOf(conv(2, 9, 8, 4, 5, 3, 1, 0), 4),
		"padding beyond filter":  specOf(conv(2, 4, 4, 3, 1, 1, 1, 1), 4),
		"added input gradient":   adding(wider(specOf(conv(6, 6, 5, 8, 3, 3, 1, 1), 4))),
		"added, 1x1 stride 2":    adding(specOf(conv(6, 6, 5, 8, 1, 1, 2, 0), 5)),
		"many small pictures":    specOf(conv(4, 2, 3, 6, 3, 3, 1, 1), 37),
		"several bands of rows":  specOf(conv(32, 40, 40, 5, 3, 3, 1, 1), 4),
		"wide":                   specOf(conv(2, 6, 5, wideChannels+2, 3, 3, 1, 1), 9),
		"wide, stride 2":         specOf(conv(wideChannels, 4, 5, 3, 3, 3, 2, 1), 37),
		"no tap for some pixels": specOf(conv(3, 9, 9, 4, 2, 2, 3, 0), 4),
	}
}

func TestConv(t *testing.T) {
	for name, s := range convCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(1, 2))
			x, w := random(rng, s.N*s.C*s.H*s.W), random(rng, s.weights())
			dy, dx0 := random(rng, s.N*s.K*s.Ho()*s.Wo()), random(rng, len(x))
			wantDX, wantDW := naiveConvGrads(s.Conv, s.N, x, w, dy)
			if s.AddDX {
				for i, v := range dx0 {
					wantDX[i] += float64(v)
				}
			}
			b, works := newRig(t, func(e *Env) []Work {
				return []Work{e.ConvForward(s), e.ConvBackward(s, true)}
			}, convSizes(s, 4*len(w)))
			b.write(ArgX, blocked(s.x(), s.N, x))
			b.write(ArgW, w)
			b.write(ArgDY, blocked(s.dy(), s.N, dy))
			b.checkBothSplits(s, works, dx0, naiveConv(s.Conv, s.N, x, w), wantDX, wantDW)
		})
	}
}

// convSizes are the bytes of the operands of a convolution.
func convSizes(s ConvSpec, weights int) map[Arg]int {
	return map[Arg]int{
		ArgX: blockedBytes(s.x(), s.N), ArgDX: blockedBytes(s.dx(), s.N),
		ArgY: blockedBytes(s.y(), s.N), ArgDY: blockedBytes(s.dy(), s.N),
		ArgW: weights, ArgDW: weights,
	}
}

// checkBothSplits runs a forward and a backward work, once with all tasks at
// once and once task by task, and compares the results with what is wanted and
// with each other.
func (b *rig) checkBothSplits(s ConvSpec, works []Work, dx0 []float32, wantY, wantDX, wantDW []float64) {
	b.t.Helper()
	var before [3][]float32
	for _, piece := range []int{1 << 20, 1} {
		b.write(ArgY, blocked(s.y(), s.N, nans(len(wantY))))
		if !s.AddDX {
			dx0 = nans(len(dx0))
		}
		b.write(ArgDX, blocked(s.dx(), s.N, dx0))
		for i, w := range works {
			b.run(i, w, piece)
		}
		got := [3][]float32{
			b.unblocked("Y", s.y(), s.N, b.read(ArgY, blockedBytes(s.y(), s.N)/4)),
			b.unblocked("DX", s.dx(), s.N, b.read(ArgDX, blockedBytes(s.dx(), s.N)/4)),
			b.read(ArgDW, len(wantDW)),
		}
		checkClose(b.t, "Y", got[0], wantY)
		checkClose(b.t, "DX", got[1], wantDX)
		checkClose(b.t, "DW", got[2], wantDW)
		if before[0] != nil {
			for i, name := range []string{"Y", "DX", "DW"} {
				checkSame(b.t, name, got[i], before[i])
			}
		}
		before = got
	}
}
