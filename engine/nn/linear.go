package nn

import (
	"math"

	"filtermaplab/engine/program"
)

// Classifier ends the network: a linear layer from x (N,C,1,1) to the logits
// of the classes, and the mean softmax cross-entropy against the labels,
// softened by the given share. Weight (classes,C) and bias are drawn
// uniformly from +-1/sqrt(C) as in PyTorch.
func Classifier(b *Builder, x Value, name string, classes int, smoothing float32) {
	in := x.C * x.H * x.W
	b.begin(name)
	init := uniform(1 / math.Sqrt(float64(in)))
	w := b.param(name+".weight", false, init, classes, in)
	bias := b.param(name+".bias", false, init, classes)

	n := b.p.Batch
	b.p.Labels = b.p.Add("labels", program.Host, n)
	b.p.Logits = b.p.Add("logits", program.Output, n, classes)
	b.p.Scores = b.p.Add("scores", program.Output, n, classes)
	b.p.Stats = b.p.Add("stats", program.Output, 2)
	dlogits := b.scratch("logits.grad", n, classes)
	b.emit(
		program.Linear{In: in, Out: classes, X: x.train, W: w.Weight, B: bias.Weight, Y: b.p.Logits},
		program.Linear{In: in, Out: classes, X: x.infer, W: w.Weight, B: bias.Weight, Y: b.p.Scores},
	)
	b.onBackward(func() program.Op {
		dx, add := b.into(x)
		if add {
			panic("nn: the classifier's input has another consumer")
		}
		return program.LinearBackward{
			In: in, Out: classes, X: x.train, W: w.Weight, DY: dlogits,
			DX: dx, DW: w.Grad, DB: bias.Grad,
		}
	})
	b.net.Layers = append(b.net.Layers, Layer{
		Name: name, Param: len(b.net.Params) - 2,
		Conv:  program.Conv{C: in, H: 1, W: 1, K: classes, R: 1, S: 1, Stride: 1},
		Input: x.train, Output: b.p.Logits, InputGrad: x.grad, OutputGrad: dlogits,
	})
	b.begin("loss")
	b.p.Train = append(b.p.Train, program.Instr{Pass: program.Forward, Layer: b.layer, Op: program.SoftmaxLoss{
		Classes: classes, Smoothing: smoothing,
		Logits: b.p.Logits, Labels: b.p.Labels, DLogits: dlogits, Stats: b.p.Stats,
	}})
}
