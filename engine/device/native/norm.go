package native

import (
	"math"

	"filtermaplab/engine/program"
)

// A task of a batch normalisation is one channel (or a few) of the whole
// batch, from its statistics to its result: the second pass then finds the
// channel in the cache, nothing has to be added up across tasks, and no
// barrier is needed in between.

// channelFloats is the size that makes a channel worth a task of its own.
const channelFloats = 16 << 10

// channelTasks cuts the channels of an image into tasks: task t does channels
// [t*per, (t+1)*per).
func channelTasks(im image) (tasks, per int) {
	per = max(1, min(im.C, channelFloats/max(1, im.len()/im.C)))
	return ceilDiv(im.C, per), per
}

// eachChannel is a phase that visits every channel.
func eachChannel(im image, visit func(c int, w *worker)) phase {
	tasks, per := channelTasks(im)
	return phase{tasks: tasks, run: func(task int, w *worker) {
		for c := task * per; c < min((task+1)*per, im.C); c++ {
			visit(c, w)
		}
	}}
}

// channelPart calls do for the groups whose lanes all hold pictures, at once,
// and for the last group on its own where some of its lanes are empty. Rows,
// Stride, N and Mask of a are set; at is the offset of the part's channel.
func channelPart(a *normArgs, im image, c int, do func(at int)) {
	a.Stride, a.N = im.row(), im.W*lanes
	full := im.Pictures / lanes
	at := c * im.W * lanes
	if full > 0 {
		a.Rows, a.Mask = full*im.H, im.mask(0)
		do(at)
	}
	if full < im.Groups {
		a.Rows, a.Mask = im.H, im.mask(full)
		do(at + full*im.group())
	}
}

// from returns s from at on, nil for nil.
func from(s []float32, at int) []float32 {
	if s == nil {
		return nil
	}
	return s[at:]
}

func (e *executable) batchNormTrain(o program.BatchNormTrain) []phase {
	im := e.images[o.X]
	x, y, res := e.mem(o.X), e.mem(o.Y), e.mem(o.Res)
	gamma, beta := e.mem(o.Gamma), e.mem(o.Beta)
	mean, variance := e.mem(o.Mean), e.mem(o.Var)
	savedMean, savedInv := e.mem(o.SavedMean), e.mem(o.SavedInv)
	count := float64(im.Pictures * im.H * im.W)

	return []phase{eachChannel(im, func(c int, w *worker) {
		a := &w.norm
		// Sums of x and x^2 are taken about a value of the channel itself, so
		// that a mean far from zero does not swallow the variance.
		*a = normArgs{Pivot: x[c*im.W*lanes], ReLU: o.ReLU, HasRes: res != nil}
		var sum, sumSq float64
		channelPart(a, im, c, func(at int) {
			a.X = x[at:]
			e.kernel.moments(a)
			sum += a.Sum
			sumSq += a.SumSq
		})
		shift := sum / count
		biased := max(0, sumSq/count-shift*shift)
		m := float64(a.Pivot) + shift
		inv := 1 / math.Sqrt(biased+float64(o.Eps))

		unbiased := biased
		if count > 1 {
			unbiased *= count / (count - 1)
		}
		mean[c] += o.Momentum * (float32(m) - mean[c])
		variance[c] += o.Momentum * (float32(unbiased) - variance[c])
		savedMean[c], savedInv[c] = float32(m), float32(inv)

		a.Scale, a.Shift, a.Pivot = gamma[c]*float32(inv), beta[c], float32(m)
		e.normalizeChannel(a, im, c, x, y, res)
	})}
}

// normalizeChannel writes one channel of y.
func (e *executable) normalizeChannel(a *normArgs, im image, c int, x, y, res []float32) {
	channelPart(a, im, c, func(at int) {
		a.X, a.Y, a.Res = x[at:], y[at:], from(res, at)
		e.kernel.normalize(a)
	})
}

func (e *executable) batchNormInfer(o program.BatchNormInfer) []phase {
	im := e.images[o.X]
	x, y, res := e.mem(o.X), e.mem(o.Y), e.mem(o.Res)
	gamma, beta := e.mem(o.Gamma), e.mem(o.Beta)
	mean, variance := e.mem(o.Mean), e.mem(o.Var)

	return []phase{eachChannel(im, func(c int, w *worker) {
		a := &w.norm
		*a = normArgs{ReLU: o.ReLU, HasRes: res != nil}
		inv := 1 / math.Sqrt(float64(variance[c])+float64(o.Eps))
		a.Scale, a.Shift, a.Pivot = gamma[c]*float32(inv), beta[c], mean[c]
		e.normalizeChannel(a, im, c, x, y, res)
	})}
}

// batchNormBackward computes, with n values a channel and u = (x-mean)*inv,
//
//	dbeta = sum G,  dgamma = sum G*u,  dx = gamma*inv * (G - dbeta/n - u*dgamma/n)
func (e *executable) batchNormBackward(o program.BatchNormBackward) []phase {
	im := e.images[o.X]
	x, y, dy := e.mem(o.X), e.mem(o.Y), e.mem(o.DY)
	dx, dres := e.mem(o.DX), e.mem(o.DRes)
	gamma, mean, inv := e.mem(o.Gamma), e.mem(o.SavedMean), e.mem(o.SavedInv)
	dgamma, dbeta := e.mem(o.DGamma), e.mem(o.DBeta)
	count := float64(im.Pictures * im.H * im.W)

	return []phase{eachChannel(im, func(c int, w *worker) {
		a := &w.norm
		*a = normArgs{
			Pivot: mean[c], ReLU: o.ReLU,
			HasDX: dx != nil, AddDX: o.AddDX, HasDRes: dres != nil, AddDRes: o.AddDRes,
		}
		var sum, prod float64
		channelPart(a, im, c, func(at int) {
			a.X, a.Y, a.DY = x[at:], from(y, at), dy[at:]
			e.kernel.normSums(a)
			sum += a.Sum
			prod += a.SumSq
		})
		prod *= float64(inv[c])
		dgamma[c], dbeta[c] = float32(prod), float32(sum)
		if dx == nil && dres == nil {
			return
		}
		scale := float64(gamma[c]) * float64(inv[c])
		a.Scale = float32(scale)
		a.Slope = float32(-scale * prod / count * float64(inv[c]))
		a.Shift = float32(-scale * sum / count)
		channelPart(a, im, c, func(at int) {
			a.X, a.Y, a.DY = x[at:], from(y, at), dy[at:]
			a.DX, a.DRes = from(dx, at), from(dres, at)
			e.kernel.normGrad(a)
		})
	})}
}
