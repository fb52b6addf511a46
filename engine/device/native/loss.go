package native

import (
	"math"

	"filtermaplab/engine/program"
)

// softmaxLoss is one task: a batch has some hundred logits.
func (e *executable) softmaxLoss(o program.SoftmaxLoss) []phase {
	im := e.images[o.Logits]
	logits, grad := e.mem(o.Logits), e.mem(o.DLogits)
	labels, stats := e.mem(o.Labels), e.mem(o.Stats)
	p := make([]float64, o.Classes)

	return []phase{{tasks: 1, run: func(int, *worker) {
		counted := 0
		for _, label := range labels[:im.Pictures] {
			if label >= 0 {
				counted++
			}
		}
		clear(grad[:im.len()])
		var loss float64
		var right int
		for n := range im.Pictures {
			label := int(labels[n])
			if label < 0 || labels[n] < 0 {
				continue
			}
			at := n/lanes*im.group() + n%lanes
			best, top := 0, math.Inf(-1)
			for k := range p {
				p[k] = float64(logits[at+k*lanes])
				if p[k] > top {
					best, top = k, p[k]
				}
			}
			if best == label {
				right++
			}
			var sum float64
			for k := range p {
				sum += math.Exp(p[k] - top)
			}
			logSum := top + math.Log(sum)
			off := float64(o.Smoothing) / float64(o.Classes)
			for k := range p {
				target := off
				if k == label {
					target += 1 - float64(o.Smoothing)
				}
				logP := p[k] - logSum
				if target != 0 {
					loss -= target * logP
				}
				grad[at+k*lanes] = float32((math.Exp(logP) - target) / float64(counted))
			}
		}
		stats[0], stats[1] = 0, float32(right)
		if counted > 0 {
			stats[0] = float32(loss / float64(counted))
		}
	}}}
}
