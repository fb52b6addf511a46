package devicetest

import (
	"fmt"
	"math/rand/v2"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Cases is the table.
func Cases() []Case {
	var all []Case
	all = append(all, convCases()...)
	all = append(all, fmCases()...)
	all = append(all, normCases()...)
	all = append(all, shapeCases()...)
	all = append(all, lossCases()...)
	all = append(all, updateCases()...)
	return append(all, chainCases()...)
}

func convCases() []Case {
	var all []Case
	for _, tt := range []struct {
		n int
		c program.Conv
	}{
		{4, program.Conv{C: 3, H: 8, W: 8, K: 16, R: 3, S: 3, Stride: 1, Pad: 1}},
		{8, program.Conv{C: 16, H: 6, W: 6, K: 16, R: 3, S: 3, Stride: 1, Pad: 1}},
		{5, program.Conv{C: 5, H: 7, W: 9, K: 6, R: 3, S: 3, Stride: 1, Pad: 1}},
		{1, program.Conv{C: 8, H: 5, W: 4, K: 12, R: 3, S: 3, Stride: 1, Pad: 1}},
		{4, program.Conv{C: 8, H: 8, W: 8, K: 16, R: 3, S: 3, Stride: 2, Pad: 1}},
		{6, program.Conv{C: 7, H: 7, W: 9, K: 5, R: 3, S: 3, Stride: 2, Pad: 1}},
		{4, program.Conv{C: 8, H: 8, W: 8, K: 16, R: 1, S: 1, Stride: 1}},
		{3, program.Conv{C: 16, H: 8, W: 8, K: 32, R: 1, S: 1, Stride: 2}},
		{2, program.Conv{C: 9, H: 7, W: 5, K: 3, R: 1, S: 1, Stride: 2}},
		{2, program.Conv{C: 4, H: 9, W: 8, K: 8, R: 5, S: 5, Stride: 1, Pad: 2}},
		{2, program.Conv{C: 4, H: 8, W: 7, K: 4, R: 3, S: 2, Stride: 1, Pad: 0}},
		{2, program.Conv{C: 1, H: 3, W: 3, K: 1, R: 3, S: 3, Stride: 3, Pad: 0}},
		{4, program.Conv{C: 4, H: 1, W: 1, K: 4, R: 3, S: 3, Stride: 1, Pad: 1}},
		{1, program.Conv{C: 64, H: 4, W: 4, K: 68, R: 3, S: 3, Stride: 1, Pad: 1}},
	} {
		for _, mode := range []string{"", "+dx", "-dx"} { // overwrites, adds to or leaves out the input gradient
			b := newCase(fmt.Sprintf("conv%s/%dx(%d,%d,%d)_%d_%dx%d_s%d_p%d", mode,
				tt.n, tt.c.C, tt.c.H, tt.c.W, tt.c.K, tt.c.R, tt.c.S, tt.c.Stride, tt.c.Pad), tt.n)
			x, w := b.picture("x", tt.c.C, tt.c.H, tt.c.W), b.param("w", tt.c.K, tt.c.C, tt.c.R, tt.c.S)
			dw := b.gradient("dw", tt.c.K, tt.c.C, tt.c.R, tt.c.S)
			y, dy := b.picture("y", tt.c.K, tt.c.Ho(), tt.c.Wo()), b.picture("dy", tt.c.K, tt.c.Ho(), tt.c.Wo())
			dx := program.None
			if mode != "-dx" {
				dx = b.picture("dx", tt.c.C, tt.c.H, tt.c.W)
			}
			b.op(program.ConvForward{Conv: tt.c, X: x, W: w, Y: y})
			b.op(program.ConvBackward{Conv: tt.c, X: x, W: w, DY: dy, DX: dx, DW: dw, AddDX: mode == "+dx"})
			b.infer(program.ConvForward{Conv: tt.c, X: x, W: w, Y: y})
			all = append(all, *b.Case)
		}
	}
	return all
}

func fmCases() []Case {
	type shape struct{ n, h, w, stride int }
	type geo = filtermap.Geometry
	var all []Case
	add := func(g geo, s shape, pad int, rule filtermap.Rule, add, dx bool) {
		c := program.Conv{C: g.C, H: s.h, W: s.w, K: g.K(), R: g.S1, S: g.S2, Stride: s.stride, Pad: pad}
		b := newCase(fmt.Sprintf("fm/%d,%d,%d_x%d,%d_S%d,%d_C%d_%v/%dx%dx%d_s%d_p%d_%v_add%v_dx%v",
			g.K1, g.K2, g.K3, g.X, g.Y, g.S1, g.S2, g.C, g.Padding, s.n, s.h, s.w, s.stride, pad, rule, add, dx), s.n)
		x, m := b.picture("x", c.C, c.H, c.W), b.param("m", g.Hm(), g.Wm(), g.C)
		dm := b.gradient("dm", g.Hm(), g.Wm(), g.C)
		y, dy := b.picture("y", c.K, c.Ho(), c.Wo()), b.picture("dy", c.K, c.Ho(), c.Wo())
		grad := program.None
		if dx {
			grad = b.picture("dx", c.C, c.H, c.W)
		}
		b.op(program.FMConvForward{Conv: c, Map: g, X: x, M: m, Y: y})
		b.op(program.FMConvBackward{Conv: c, Map: g, Rule: rule, X: x, M: m, DY: dy, DX: grad, DM: dm, AddDX: add})
		b.infer(program.FMConvForward{Conv: c, Map: g, X: x, M: m, Y: y})
		all = append(all, *b.Case)
	}
	// Every way in which channels can be cut, with maps even and odd, narrow and wide.
	for k3 := 1; k3 <= 8; k3++ {
		for _, k12 := range [][2]int{{1, 1}, {2, 2}, {1, 4}, {4, 1}, {3, 2}, {2, 3}, {4, 2}} {
			g := geo{K1: k12[0], K2: k12[1], K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: 2 * k3}
			stride := 1 + (k3+k12[0])%2
			add(g, shape{3, 5, 6, stride}, 1, filtermap.Rule((k3+k12[1])%2), k12[0] == 2, true)
		}
	}
	usual := geo{K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16}
	wide := geo{K1: 4, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 32}
	for _, rule := range []filtermap.Rule{filtermap.Sum, filtermap.Mean} {
		for _, s := range []shape{{4, 8, 8, 1}, {4, 8, 8, 2}, {5, 7, 9, 1}, {5, 7, 9, 2}, {1, 1, 1, 1}, {2, 3, 2, 2}, {1, 16, 16, 1}} {
			add(usual, s, 1, rule, false, true)
			add(usual, s, 1, rule, true, true)
			add(usual, s, 1, rule, false, false)
			add(wide, s, 1, rule, false, true)
		}
	}
	// The stem, gaps between windows, windows side by side, other sizes, the authors' padding.
	add(geo{K1: 4, K2: 4, K3: 1, X: 2, Y: 2, S1: 3, S2: 3, C: 3}, shape{5, 8, 8, 1}, 1, filtermap.Mean, false, false)
	add(geo{K1: 2, K2: 2, K3: 2, X: 4, Y: 5, S1: 3, S2: 3, C: 4}, shape{2, 6, 5, 1}, 1, filtermap.Mean, false, true)
	add(geo{K1: 2, K2: 3, K3: 2, X: 3, Y: 3, S1: 3, S2: 3, C: 4}, shape{2, 6, 5, 2}, 1, filtermap.Mean, false, true)
	add(geo{K1: 3, K2: 3, K3: 2, X: 1, Y: 1, S1: 3, S2: 3, C: 4}, shape{2, 5, 5, 1}, 1, filtermap.Sum, false, true)
	add(geo{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 5, S2: 5, C: 4}, shape{2, 6, 6, 1}, 2, filtermap.Mean, false, true)
	add(geo{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 1, S2: 1, C: 4}, shape{2, 5, 5, 1}, 0, filtermap.Mean, false, true)
	add(geo{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 4}, shape{2, 5, 5, 1}, 0, filtermap.Sum, false, true)
	add(geo{K1: 4, K2: 2, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 4, Padding: filtermap.Authors}, shape{2, 5, 5, 1}, 1, filtermap.Mean, false, true)
	add(geo{K1: 2, K2: 2, K3: 6, X: 2, Y: 2, S1: 3, S2: 3, C: 18}, shape{4, 4, 4, 1}, 1, filtermap.Mean, false, true)
	return all
}

func lossCases() []Case {
	var all []Case
	for _, tt := range []struct {
		n, classes int
		smoothing  float32
		scale      float64
	}{{4, 10, 0, 1}, {5, 10, 0.1, 3}, {1, 2, 0, 1}, {7, 100, 0.2, 20}, {32, 10, 0, 60}} {
		b := newCase(fmt.Sprintf("softmax/%dx%d_smooth%g_scale%g", tt.n, tt.classes, tt.smoothing, tt.scale), tt.n)
		logits := b.picture("logits", tt.classes)
		labels := b.p.Add("labels", program.Host, tt.n)
		b.about(0, tt.scale, logits)
		b.Fill[labels] = func(rng *rand.Rand) float32 { return float32(rng.IntN(tt.classes+1) - 1) } // -1 does not count
		b.op(program.SoftmaxLoss{Classes: tt.classes, Smoothing: tt.smoothing, Logits: logits, Labels: labels,
			DLogits: b.picture("dlogits", tt.classes), Stats: b.p.Add("stats", program.Output, 2)})
		all = append(all, *b.Case)
	}
	none := newCase("softmax/nothing_counts", 3)
	labels := none.p.Add("labels", program.Host, 3)
	none.Fill[labels] = func(*rand.Rand) float32 { return -1 }
	none.op(program.SoftmaxLoss{Classes: 4, Logits: none.picture("logits", 4), Labels: labels,
		DLogits: none.picture("dlogits", 4), Stats: none.p.Add("stats", program.Output, 2)})
	return append(all, *none.Case)
}

func updateCases() []Case {
	var all []Case
	for _, nesterov := range []float32{0, 1} {
		b := newCase(fmt.Sprintf("sgd/nesterov%g", nesterov), 1)
		hyper := b.p.Add("hyper", program.Host, 4)
		values := []float32{0.1, 0.9, 0.01, nesterov}
		next := 0
		b.Fill[hyper] = func(*rand.Rand) float32 { next++; return values[(next-1)%4] }
		for _, size := range []int{5, 16, 3, 5000} {
			for _, decay := range []bool{true, false} {
				b.op(program.SGD{N: size, Decay: decay, Hyper: hyper,
					W: b.param("w", size), G: b.gradient("g", size), V: b.p.Add("v", program.Velocity, size)})
			}
		}
		all = append(all, *b.Case)
	}
	return all
}
