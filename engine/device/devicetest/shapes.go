package devicetest

import (
	"fmt"

	"filtermaplab/engine/program"
)

func normCases() []Case {
	var all []Case
	for _, s := range []struct{ n, c, h, w int }{
		{4, 16, 8, 8}, {5, 7, 3, 5}, {1, 3, 4, 4}, {8, 4, 1, 1}, {2, 33, 16, 15}, {1, 2, 1, 1}, {3, 64, 4, 4}, {12, 130, 2, 2},
	} {
		for flags := range 1 << 4 {
			relu, res, addX, addRes := flags&1 != 0, flags&2 != 0, flags&4 != 0, flags&8 != 0
			if addRes && !res {
				continue
			}
			all = append(all, normCase(s.n, program.Norm{C: s.c, H: s.h, W: s.w, Eps: 1e-5}, relu, res, addX, addRes))
		}
	}
	// A mean that is large against the spread must not spoil the variance.
	far := newCase("norm/far", 6)
	s := program.Norm{C: 3, H: 5, W: 5, Eps: 1e-5}
	x := far.picture("x", 3, 5, 5)
	far.about(100, 0.5, x)
	far.op(trainOp(far, s, x, program.None, false))
	// The mean itself has a relative rounding error of 6e-8, and with it y one of 1e-5.
	far.Loose = 10
	return append(all, *far.Case)
}

func trainOp(b *builder, s program.Norm, x, res program.Buffer, relu bool) program.BatchNormTrain {
	op := program.BatchNormTrain{Norm: s, Momentum: 0.1, X: x, Res: res, ReLU: relu,
		Gamma: b.param("gamma", s.C), Beta: b.param("beta", s.C), Mean: b.state("mean", s.C), Var: b.state("var", s.C),
		SavedMean: b.vector("saved.mean", s.C), SavedInv: b.vector("saved.inv", s.C), Y: b.picture("y", s.C, s.H, s.W)}
	b.positive(op.Var)
	return op
}

func normCase(n int, s program.Norm, relu, res, addX, addRes bool) Case {
	b := newCase(fmt.Sprintf("norm/%dx(%d,%d,%d)_relu%v_res%v_addx%v_addres%v", n, s.C, s.H, s.W, relu, res, addX, addRes), n)
	if n*s.H*s.W == 1 {
		// The variance is 0 and 1/sqrt(Eps) = 316 multiplies every rounding error.
		b.Loose = 20
	}
	x, r := b.picture("x", s.C, s.H, s.W), program.None
	if res {
		r = b.picture("res", s.C, s.H, s.W)
	}
	train := trainOp(b, s, x, r, relu)
	b.op(train)
	// The backward op gets inputs of its own: at a zero of the ReLU the last
	// bit of Y would decide about a whole gradient.
	mean, inv := b.vector("back.mean", s.C), b.vector("back.inv", s.C)
	b.positive(inv)
	back := program.BatchNormBackward{Norm: s, X: x, DY: b.picture("dy", s.C, s.H, s.W), Gamma: train.Gamma,
		SavedMean: mean, SavedInv: inv, DX: b.picture("dx", s.C, s.H, s.W), ReLU: relu, AddDX: addX, AddDRes: addRes,
		DGamma: b.gradient("dgamma", s.C), DBeta: b.gradient("dbeta", s.C)}
	if relu {
		back.Y = b.picture("back.y", s.C, s.H, s.W)
		b.rectified(back.Y)
	}
	if res {
		back.DRes = b.picture("dres", s.C, s.H, s.W)
	}
	b.op(back)
	b.infer(program.BatchNormInfer{Norm: s, X: x, Gamma: train.Gamma, Beta: train.Beta, Mean: train.Mean, Var: train.Var,
		Res: r, Y: train.Y, ReLU: relu})
	return *b.Case
}

func shapeCases() []Case {
	var all []Case
	for _, s := range []struct{ n, ca, cb, h, w int }{{4, 8, 4, 4, 4}, {5, 3, 6, 3, 5}, {1, 1, 1, 1, 1}} {
		for flags := range 4 {
			b := newCase(fmt.Sprintf("concat/%dx(%d+%d,%d,%d)_add%d", s.n, s.ca, s.cb, s.h, s.w, flags), s.n)
			y := b.picture("y", s.ca+s.cb, s.h, s.w)
			b.op(program.Concat{CA: s.ca, CB: s.cb, H: s.h, W: s.w, Y: y,
				A: b.picture("a", s.ca, s.h, s.w), B: b.picture("b", s.cb, s.h, s.w)})
			b.op(program.ConcatBackward{CA: s.ca, CB: s.cb, H: s.h, W: s.w, DY: b.picture("dy", s.ca+s.cb, s.h, s.w),
				DA: b.picture("da", s.ca, s.h, s.w), DB: b.picture("db", s.cb, s.h, s.w),
				AddDA: flags&1 != 0, AddDB: flags&2 != 0})
			all = append(all, *b.Case)
		}
	}
	for _, s := range []struct{ n, c, h, w, r, s int }{{4, 8, 4, 4, 2, 2}, {5, 3, 6, 6, 3, 2}, {2, 10, 8, 8, 8, 8}, {1, 5, 7, 3, 1, 3}} {
		for _, add := range []bool{false, true} {
			b := newCase(fmt.Sprintf("pool/%dx(%d,%d,%d)_%dx%d_add%v", s.n, s.c, s.h, s.w, s.r, s.s, add), s.n)
			b.op(program.AvgPool{C: s.c, H: s.h, W: s.w, R: s.r, S: s.s,
				X: b.picture("x", s.c, s.h, s.w), Y: b.picture("y", s.c, s.h/s.r, s.w/s.s)})
			b.op(program.AvgPoolBackward{C: s.c, H: s.h, W: s.w, R: s.r, S: s.s, AddDX: add,
				DY: b.picture("dy", s.c, s.h/s.r, s.w/s.s), DX: b.picture("dx", s.c, s.h, s.w)})
			all = append(all, *b.Case)
		}
	}
	for _, s := range []struct{ n, c, h, w, out int }{{4, 16, 1, 1, 10}, {5, 7, 1, 1, 3}, {1, 1, 1, 1, 1}, {6, 4, 2, 3, 5}} {
		b := newCase(fmt.Sprintf("linear/%dx(%d,%d,%d)_%d", s.n, s.c, s.h, s.w, s.out), s.n)
		in := s.c * s.h * s.w
		x, w, bias := b.picture("x", s.c, s.h, s.w), b.param("w", s.out, in), b.param("b", s.out)
		b.op(program.Linear{In: in, Out: s.out, X: x, W: w, B: bias, Y: b.picture("y", s.out)})
		b.op(program.LinearBackward{In: in, Out: s.out, X: x, W: w, DY: b.picture("dy", s.out),
			DX: b.picture("dx", s.c, s.h, s.w), DW: b.gradient("dw", s.out, in), DB: b.gradient("db", s.out)})
		all = append(all, *b.Case)
	}
	return all
}

// chainCases are small networks: what matters is what happens between ops.
func chainCases() []Case {
	var all []Case
	for _, n := range []int{3, 4, 9} {
		b := newCase(fmt.Sprintf("chain/%d", n), n)
		c1 := program.Conv{C: 3, H: 6, W: 6, K: 8, R: 3, S: 3, Stride: 1, Pad: 1}
		c2 := program.Conv{C: 8, H: 6, W: 6, K: 8, R: 3, S: 3, Stride: 1, Pad: 1}
		s := program.Norm{C: 8, H: 6, W: 6, Eps: 1e-5}
		x := b.p.Add("x", program.Host, n, 3, 6, 6)
		w1, w2 := b.param("w1", 8, 3, 3, 3), b.param("w2", 8, 8, 3, 3)
		y1, y2 := b.picture("y1", 8, 6, 6), b.picture("y2", 8, 6, 6)
		b.op(program.ConvForward{Conv: c1, X: x, W: w1, Y: y1})
		n1 := trainOp(b, s, y1, program.None, true)
		b.op(n1)
		b.op(program.ConvForward{Conv: c2, X: n1.Y, W: w2, Y: y2})
		n2 := trainOp(b, s, y2, n1.Y, false)
		b.op(n2)
		// Backward from a random gradient of the sum, without ReLU on the way
		// so that no last bit decides.
		dy, d2, d1 := b.picture("dy", 8, 6, 6), b.picture("d2", 8, 6, 6), b.picture("d1", 8, 6, 6)
		b.op(program.BatchNormBackward{Norm: s, X: y2, DY: dy, Gamma: n2.Gamma, SavedMean: n2.SavedMean, SavedInv: n2.SavedInv,
			DX: d2, DRes: d1, DGamma: b.gradient("dg2", 8), DBeta: b.gradient("db2", 8)})
		b.op(program.ConvBackward{Conv: c2, X: n1.Y, W: w2, DY: d2, DX: d1, DW: b.gradient("dw2", 8, 8, 3, 3), AddDX: true})
		d0 := b.picture("d0", 8, 6, 6)
		b.op(program.BatchNormBackward{Norm: s, X: y1, DY: d1, Gamma: n1.Gamma, SavedMean: n1.SavedMean, SavedInv: n1.SavedInv,
			DX: d0, DGamma: b.gradient("dg1", 8), DBeta: b.gradient("db1", 8)})
		b.op(program.ConvBackward{Conv: c1, X: x, W: w1, DY: d0, DW: b.gradient("dw1", 8, 3, 3, 3)})
		all = append(all, *b.Case)
	}
	return all
}
