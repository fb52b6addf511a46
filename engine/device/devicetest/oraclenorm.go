package devicetest

import (
	"math"

	"filtermaplab/engine/program"
)

func (o *oracle) normTrain(op program.BatchNormTrain) {
	d := o.data
	count := float64(o.p.Batch * op.H * op.W)
	mean, squares := make([]float64, op.C), make([]float64, op.C)
	o.eachPixel(op.C, op.H, op.W, func(_, c, _, at int) { mean[c] += d[op.X][at] / count })
	o.eachPixel(op.C, op.H, op.W, func(_, c, _, at int) { squares[c] += square(d[op.X][at] - mean[c]) })
	for c := range op.C {
		inv := 1 / math.Sqrt(squares[c]/count+float64(op.Eps))
		d[op.SavedMean][c], d[op.SavedInv][c] = mean[c], inv
		d[op.Mean][c] += float64(op.Momentum) * (mean[c] - d[op.Mean][c])
		d[op.Var][c] += float64(op.Momentum) * (squares[c]/math.Max(1, count-1) - d[op.Var][c])
	}
	o.normalise(op.Norm, d[op.X], d[op.SavedMean], d[op.SavedInv], d[op.Gamma], d[op.Beta], d[op.Res], d[op.Y], op.ReLU)
}

func (o *oracle) normInfer(op program.BatchNormInfer) {
	d := o.data
	inv := make([]float64, op.C)
	for c := range inv {
		inv[c] = 1 / math.Sqrt(d[op.Var][c]+float64(op.Eps))
	}
	o.normalise(op.Norm, d[op.X], d[op.Mean], inv, d[op.Gamma], d[op.Beta], d[op.Res], d[op.Y], op.ReLU)
}

func (o *oracle) normalise(s program.Norm, x, mean, inv, gamma, beta, res, y []float64, relu bool) {
	o.eachPixel(s.C, s.H, s.W, func(_, c, _, at int) {
		v := gamma[c]*(x[at]-mean[c])*inv[c] + beta[c]
		if res != nil {
			v += res[at]
		}
		if relu {
			v = math.Max(0, v)
		}
		y[at] = v
	})
}

func (o *oracle) normBackward(op program.BatchNormBackward) {
	d := o.data
	count := float64(o.p.Batch * op.H * op.W)
	g := func(at int) float64 {
		if op.ReLU && d[op.Y][at] <= 0 {
			return 0
		}
		return d[op.DY][at]
	}
	xhat := func(c, at int) float64 { return (d[op.X][at] - d[op.SavedMean][c]) * d[op.SavedInv][c] }
	clear(d[op.DGamma])
	clear(d[op.DBeta])
	o.eachPixel(op.C, op.H, op.W, func(_, c, _, at int) {
		d[op.DBeta][c] += g(at)
		d[op.DGamma][c] += g(at) * xhat(c, at)
	})
	o.eachPixel(op.C, op.H, op.W, func(_, c, _, at int) {
		if op.DRes != program.None {
			put(d[op.DRes], at, g(at), op.AddDRes)
		}
		if op.DX != program.None {
			v := d[op.Gamma][c] * d[op.SavedInv][c] * (g(at) - d[op.DBeta][c]/count - xhat(c, at)*d[op.DGamma][c]/count)
			put(d[op.DX], at, v, op.AddDX)
		}
	})
}

func (o *oracle) linearBackward(op program.LinearBackward) {
	x, w, dy := o.data[op.X], o.data[op.W], o.data[op.DY]
	dx, dw, db := o.data[op.DX], o.data[op.DW], o.data[op.DB]
	clear(dx)
	clear(dw)
	clear(db)
	for n := range o.p.Batch {
		for k := range op.Out {
			g := dy[n*op.Out+k]
			db[k] += g
			for i := range op.In {
				dw[k*op.In+i] += g * x[n*op.In+i]
				if dx != nil {
					dx[n*op.In+i] += g * w[k*op.In+i]
				}
			}
		}
	}
}

func (o *oracle) softmaxLoss(op program.SoftmaxLoss) {
	logits, labels, grad, stats := o.data[op.Logits], o.data[op.Labels], o.data[op.DLogits], o.data[op.Stats]
	clear(grad)
	clear(stats)
	count := 0.0
	for _, l := range labels {
		if l >= 0 {
			count++
		}
	}
	for n, l := range labels {
		if l < 0 {
			continue
		}
		row := logits[n*op.Classes : (n+1)*op.Classes]
		top := 0
		for k, v := range row {
			if v > row[top] {
				top = k
			}
		}
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(v - row[top])
		}
		for k, v := range row {
			target := float64(op.Smoothing) / float64(op.Classes)
			if k == int(l) {
				target += 1 - float64(op.Smoothing)
			}
			logp := v - row[top] - math.Log(sum)
			stats[0] -= target * logp / count
			grad[n*op.Classes+k] = (math.Exp(logp) - target) / count
		}
		if top == int(l) {
			stats[1]++
		}
	}
}

func (o *oracle) sgd(op program.SGD) {
	w, g, v, hyper := o.data[op.W], o.data[op.G], o.data[op.V], o.data[op.Hyper]
	rate, mu, decay := hyper[0], hyper[1], hyper[2]
	if !op.Decay {
		decay = 0
	}
	for i := range op.N {
		d := g[i] + decay*w[i]
		v[i] = mu*v[i] + d
		if hyper[3] != 0 {
			d += mu * v[i]
		} else {
			d = v[i]
		}
		w[i] -= rate * d
	}
}

func square(x float64) float64 { return x * x }
