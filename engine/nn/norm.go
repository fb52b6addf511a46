package nn

import "filtermaplab/engine/program"

// PyTorch's defaults.
const (
	normEps      = 1e-5
	normMomentum = 0.1
)

// Act says what follows a batch normalisation in the same operation.
type Act struct {
	ReLU bool
	Res  *Value // added before the ReLU; nil for none
}

// BatchNorm normalises each channel and applies act: relu(bn(x) + res). Its
// parameters are name+".weight" (1) and name+".bias" (0), its state
// name+".running_mean" (0) and name+".running_var" (1), all (C).
func BatchNorm(b *Builder, x Value, name string, act Act) Value {
	b.begin(name)
	gamma := b.param(name+".weight", false, constant(1), x.C)
	beta := b.param(name+".bias", false, constant(0), x.C)
	mean := b.state(name+".running_mean", x.C, 0)
	variance := b.state(name+".running_var", x.C, 1)
	savedMean := b.scratch(name+".mean", x.C)
	savedInv := b.scratch(name+".inv", x.C)
	y := b.value(name+".out", x.C, x.H, x.W)
	shape := program.Norm{C: x.C, H: x.H, W: x.W, Eps: normEps}

	train := program.BatchNormTrain{
		Norm: shape, Momentum: normMomentum, X: x.train, Gamma: gamma.Weight, Beta: beta.Weight,
		Mean: mean, Var: variance, SavedMean: savedMean, SavedInv: savedInv, Y: y.train, ReLU: act.ReLU,
	}
	infer := program.BatchNormInfer{
		Norm: shape, X: x.infer, Gamma: gamma.Weight, Beta: beta.Weight,
		Mean: mean, Var: variance, Y: y.infer, ReLU: act.ReLU,
	}
	var res Value // a copy: the caller may reuse the variable that act points to
	if act.Res != nil {
		res = *act.Res
		train.Res, infer.Res = res.train, res.infer
	}
	b.emit(train, infer)
	b.onBackward(func() program.Op {
		op := program.BatchNormBackward{
			Norm: shape, X: x.train, DY: y.grad, Gamma: gamma.Weight, SavedMean: savedMean, SavedInv: savedInv,
			DGamma: gamma.Grad, DBeta: beta.Grad, ReLU: act.ReLU,
		}
		if act.ReLU {
			op.Y = y.train
		}
		op.DX, op.AddDX = b.into(x)
		if res.grad != program.None {
			op.DRes, op.AddDRes = b.into(res)
		}
		return op
	})
	return y
}
