package reference

import (
	"math"

	"filtermaplab/engine/program"
)

// plane is channel c of picture n in a tensor of (N,C,pixels).
func plane(x []float32, n, c, channels, pixels int) []float32 {
	at := (n*channels + c) * pixels
	return x[at : at+pixels]
}

func (e *executable) normTrain(o program.BatchNormTrain) {
	x, y, res := e.data(o.X), e.data(o.Y), e.data(o.Res)
	gamma, beta := e.data(o.Gamma), e.data(o.Beta)
	mean, variance := e.data(o.Mean), e.data(o.Var)
	savedMean, savedInv := e.data(o.SavedMean), e.data(o.SavedInv)
	pixels, count := o.H*o.W, e.p.Batch*o.H*o.W

	e.each(o.C, func(_ *scratch, c int) {
		var sum float64
		for n := range e.p.Batch {
			for _, v := range plane(x, n, c, o.C, pixels) {
				sum += float64(v)
			}
		}
		mu := sum / float64(count)
		var squares float64
		for n := range e.p.Batch {
			for _, v := range plane(x, n, c, o.C, pixels) {
				d := float64(v) - mu
				squares += float64(d * d)
			}
		}
		biased := squares / float64(count)
		unbiased := squares / float64(max(1, count-1))
		savedMean[c] = float32(mu)
		savedInv[c] = float32(1 / math.Sqrt(biased+float64(o.Eps)))
		mean[c] += float32(o.Momentum * (float32(mu) - mean[c]))
		variance[c] += float32(o.Momentum * (float32(unbiased) - variance[c]))

		scale := float32(gamma[c] * savedInv[c])
		shift := beta[c] - float32(savedMean[c]*scale)
		e.normApply(o.Norm, x, res, y, c, scale, shift, o.ReLU)
	})
}

func (e *executable) normInfer(o program.BatchNormInfer) {
	x, y, res := e.data(o.X), e.data(o.Y), e.data(o.Res)
	gamma, beta := e.data(o.Gamma), e.data(o.Beta)
	mean, variance := e.data(o.Mean), e.data(o.Var)
	e.each(o.C, func(_ *scratch, c int) {
		inv := float32(1 / math.Sqrt(float64(variance[c])+float64(o.Eps)))
		scale := float32(gamma[c] * inv)
		shift := beta[c] - float32(mean[c]*scale)
		e.normApply(o.Norm, x, res, y, c, scale, shift, o.ReLU)
	})
}

// normApply computes y = act(scale*x + shift + res) for one channel.
func (e *executable) normApply(o program.Norm, x, res, y []float32, c int, scale, shift float32, relu bool) {
	pixels := o.H * o.W
	for n := range e.p.Batch {
		xs, ys := plane(x, n, c, o.C, pixels), plane(y, n, c, o.C, pixels)
		for i, v := range xs {
			ys[i] = float32(scale*v) + shift
		}
		if res != nil {
			for i, v := range plane(res, n, c, o.C, pixels) {
				ys[i] += v
			}
		}
		if relu {
			for i, v := range ys {
				if v < 0 {
					ys[i] = 0
				}
			}
		}
	}
}

// normBackward follows from Y = gamma * xhat + beta, xhat = (X-mean)*inv:
//
//	DBeta = sum G    DGamma = sum G*xhat
//	DX = gamma*inv * (G - DBeta/count - xhat*DGamma/count)
func (e *executable) normBackward(o program.BatchNormBackward) {
	x, y, dy := e.data(o.X), e.data(o.Y), e.data(o.DY)
	dx, dres := e.data(o.DX), e.data(o.DRes)
	gamma, dgamma, dbeta := e.data(o.Gamma), e.data(o.DGamma), e.data(o.DBeta)
	mean, inv := e.data(o.SavedMean), e.data(o.SavedInv)
	pixels, count := o.H*o.W, float64(e.p.Batch*o.H*o.W)

	e.each(o.C, func(s *scratch, c int) {
		// g returns the gradient that passes the ReLU, for picture n.
		g := func(n int) []float32 {
			d := plane(dy, n, c, o.C, pixels)
			if !o.ReLU {
				return d
			}
			masked := s.plane[:pixels]
			for i, v := range plane(y, n, c, o.C, pixels) {
				masked[i] = 0
				if v > 0 {
					masked[i] = d[i]
				}
			}
			return masked
		}
		var sum, dot float64
		for n := range e.p.Batch {
			xs := plane(x, n, c, o.C, pixels)
			for i, v := range g(n) {
				sum += float64(v)
				dot += float64(float64(v) * (float64(xs[i]) - float64(mean[c])))
			}
		}
		dbeta[c] = float32(sum)
		dgamma[c] = float32(dot * float64(inv[c]))

		scale := float32(gamma[c] * inv[c])
		offset := float32(sum / count)
		slope := float32(dot * float64(inv[c]) * float64(inv[c]) / count)
		for n := range e.p.Batch {
			gs, xs := g(n), plane(x, n, c, o.C, pixels)
			if dres != nil {
				put(plane(dres, n, c, o.C, pixels), gs, o.AddDRes)
			}
			if dx == nil {
				continue
			}
			out := plane(dx, n, c, o.C, pixels)
			for i, v := range gs {
				d := float32(scale * (v - offset - float32(slope*(xs[i]-mean[c]))))
				if o.AddDX {
					out[i] += d
				} else {
					out[i] = d
				}
			}
		}
	})
}

// put overwrites dst with src or adds it.
func put(dst, src []float32, add bool) {
	if !add {
		copy(dst, src)
		return
	}
	for i, v := range src {
		dst[i] += v
	}
}
