package reference

import (
	"math"

	"filtermaplab/engine/program"
)

// softmaxLoss takes the loss of each picture in turn: a batch is small.
func (e *executable) softmaxLoss(o program.SoftmaxLoss) {
	logits, labels := e.data(o.Logits), e.data(o.Labels)
	grad, stats := e.data(o.DLogits), e.data(o.Stats)

	counted := 0
	for _, l := range labels {
		if l >= 0 {
			counted++
		}
	}
	clear(grad)
	clear(stats)
	if counted == 0 {
		return
	}
	share := 1 / float64(counted)
	off := float64(o.Smoothing) / float64(o.Classes)
	on := 1 - float64(o.Smoothing) + off
	var loss float64
	right := 0
	for n, l := range labels {
		if l < 0 {
			continue
		}
		row, g := logits[n*o.Classes:(n+1)*o.Classes], grad[n*o.Classes:(n+1)*o.Classes]
		best, sum := 0, 0.0
		for k, v := range row {
			if v > row[best] {
				best = k
			}
		}
		for _, v := range row {
			sum += exp(float64(v) - float64(row[best]))
		}
		logSum := math.Log(sum) + float64(row[best])
		for k, v := range row {
			target := off
			if k == int(l) {
				target = on
			}
			loss -= float64(target * (float64(v) - logSum))
			g[k] = float32(float64(exp(float64(v)-float64(row[best]))/sum-target) * share)
		}
		if best == int(l) {
			right++
		}
	}
	stats[0] = float32(loss * share)
	stats[1] = float32(right)
}

// exp is e^x to within 1e-15 for x <= 0. Unlike math.Exp, which is assembly
// on some machines, it gives the same bits on all of them.
func exp(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01 // the upper bits: k*ln2Hi is exact
		ln2Lo = 1.90821492927058770002e-10
	)
	if x < -700 {
		return 0
	}
	k := math.Floor(x*math.Log2E + 0.5)
	r := float64(x-float64(k*ln2Hi)) - float64(k*ln2Lo) // |r| <= ln(2)/2
	// Taylor's series: the first term left out is below 1e-17.
	sum := 1.0
	for i := 14; i > 0; i-- {
		sum = 1 + float64(r*sum)/float64(i)
	}
	return math.Ldexp(sum, int(k))
}

// sgd updates one parameter; see program.SGD.
func (e *executable) sgd(o program.SGD) {
	w, g, v, hyper := e.data(o.W), e.data(o.G), e.data(o.V), e.data(o.Hyper)
	rate, mu, decay, nesterov := hyper[0], hyper[1], hyper[2], hyper[3] != 0
	if !o.Decay {
		decay = 0
	}
	for i := range w {
		d := g[i] + float32(decay*w[i])
		v[i] = float32(mu*v[i]) + d
		if nesterov {
			d += float32(mu * v[i])
		} else {
			d = v[i]
		}
		w[i] -= float32(rate * d)
	}
}
