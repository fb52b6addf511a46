package simd

import (
	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/program"
)

// Batch normalisation is the op that needs the whole batch before it can
// finish a single pixel. Both directions are therefore three steps: sums by
// group, a short step by channel that combines them, and a pass by group.

func (l *lowering) normSpec(o program.Norm, x, y, res program.Buffer) kernels.NormSpec {
	return kernels.NormSpec{
		N: l.p.Batch, C: o.C, H: o.H, W: o.W, Eps: o.Eps, Res: res != program.None,
		XPad: l.pad(x), YPad: l.pad(y), ResPad: l.pad(res),
	}
}

// forwardNorm remembers a forward pass for the backward pass of the same run.
type forwardNorm struct {
	program.BatchNormTrain
	affine program.Buffer // scale and shift
}

func (l *lowering) normTrain(o program.BatchNormTrain) {
	s := l.normSpec(o.Norm, o.X, o.Y, o.Res)
	s.Momentum, s.ReLU = o.Momentum, o.ReLU
	partial, affine := l.internal("norm.partial", s.PartialBytes()), l.internal("norm.affine", s.AffineBytes())
	l.norms[o.SavedInv] = forwardNorm{o, affine}
	l.byGroup(l.env.NormStats(s), operand{o.X, reads | own}, operand{partial, writes | own})
	l.add(l.env.NormCombine(s), o.C, operand{partial, reads}, operand{o.Gamma, reads}, operand{o.Beta, reads},
		operand{o.Mean, reads | writes}, operand{o.Var, reads | writes},
		operand{o.SavedMean, writes}, operand{o.SavedInv, writes}, operand{affine, writes})
	l.byGroup(l.env.NormApply(s), operand{o.X, reads | own}, operand{affine, reads}, operand{o.Res, reads | own}, operand{o.Y, writes | own})
}

func (l *lowering) normInfer(o program.BatchNormInfer) {
	s := l.normSpec(o.Norm, o.X, o.Y, o.Res)
	s.ReLU = o.ReLU
	affine := l.internal("norm.affine", s.AffineBytes())
	l.add(l.env.NormAffine(s), o.C, operand{o.Gamma, reads}, operand{o.Beta, reads}, operand{o.Mean, reads}, operand{o.Var, reads}, operand{affine, writes})
	l.byGroup(l.env.NormApply(s), operand{o.X, reads | own}, operand{affine, reads}, operand{o.Res, reads | own}, operand{o.Y, writes | own})
}

func (l *lowering) normBackward(o program.BatchNormBackward) {
	s := kernels.NormBackSpec{
		N: l.p.Batch, C: o.C, H: o.H, W: o.W, ReLU: o.ReLU,
		DX: o.DX != program.None, DRes: o.DRes != program.None, AddDX: o.AddDX, AddDRes: o.AddDRes,
		XPad: l.pad(o.X), YPad: l.pad(o.Y), DYPad: l.pad(o.DY), DXPad: l.pad(o.DX), RePad: l.pad(o.DRes),
	}
	// Where the forward pass is known and Y is a function of X alone, the ReLU
	// is made again from X.
	gate := operand{o.Y, reads | own}
	if fwd, ok := l.norms[o.SavedInv]; ok && o.ReLU && fwd.Y == o.Y && fwd.X == o.X && fwd.Res == program.None && fwd.ReLU {
		s.FromX, s.YPad = true, 0
		gate = operand{fwd.affine, reads}
	}
	partial, slopes := l.internal("norm.partial", s.PartialBytes()), l.internal("norm.slopes", s.SlopeBytes())
	// The first pass writes DRes where it overwrites it, the second where it
	// adds to it.
	early, late := operand{}, operand{}
	switch {
	case o.DRes == program.None:
	case o.AddDRes:
		late = operand{o.DRes, reads | writes | own}
	default:
		early, late = operand{o.DRes, writes | own}, operand{o.DRes, reads | own}
	}
	l.byGroup(l.env.NormSums(s), operand{o.X, reads | own}, gate, operand{o.DY, reads | own},
		operand{o.SavedMean, reads}, early, operand{partial, writes | own})
	l.add(l.env.NormSlopes(s), o.C, operand{partial, reads}, operand{o.Gamma, reads}, operand{o.SavedMean, reads}, operand{o.SavedInv, reads},
		operand{o.DGamma, writes}, operand{o.DBeta, writes}, operand{slopes, writes})
	if s.DX || s.DRes && s.AddDRes {
		l.byGroup(l.env.NormGrad(s), operand{o.X, reads | own}, gate, operand{o.DY, reads | own},
			operand{slopes, reads}, operand{o.DX, writing(o.AddDX) | own}, late)
	}
}
