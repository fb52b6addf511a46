package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// SoftmaxSpec is the loss of N pictures over a number of classes.
type SoftmaxSpec struct {
	N, Classes int
	Smoothing  float32
}

func (s SoftmaxSpec) picture() Picture { return Picture{s.Classes, 1, 1, 0} }

// SoftmaxLoss is program.SoftmaxLoss; operands logits, labels, dlogits, stats;
// one task. Labels are dense, (N); the lanes are pictures as everywhere, so a
// group's softmax takes no shuffle.
func (e *Env) SoftmaxLoss(s SoftmaxSpec) *Func {
	return e.kernel(s, "softmaxLoss", 4, func(f *Func, p []Var, lo, hi, _ Var) {
		logits, labels, grad, stats := p[0], p[1], p[2], p[3]
		off := s.Smoothing / float32(s.Classes)
		on := 1 - s.Smoothing

		label, valid := f.Local(V128), f.Local(V128)
		group := func(lanes int) {
			f.Set(label, LoadV(labels, 0))
			f.Set(valid, F32x4Ge(label, zero()))
			if lanes < Lanes {
				f.Set(valid, VAnd(valid, laneMask(lanes)))
			}
		}
		start := f.Let(labels.Get())
		one := F32x4Const(1)

		// How many pictures count, and the share of each.
		count := f.Let(zero())
		each(f, s.N, func(lanes int) {
			group(lanes)
			f.Set(count, F32x4Add(count, VAnd(valid, one)))
			f.Inc(labels, 16)
		})
		f.Set(labels, start)
		total := f.Let(laneSum(count))
		share := f.Let(F32x4Splat(F32Div(1, F32Max(total, 1))))

		loss, right := f.Let(zero()), f.Let(zero())
		x, v, best, bestAt, sum, plain, atLabel := f.Local(V128), f.Local(V128), f.Local(V128), f.Local(V128), f.Local(V128), f.Local(V128), f.Local(V128)
		k, from, to := f.Local(V128), f.Local(I32), f.Local(I32)
		classes := func(body func()) {
			f.Set(from, logits)
			f.Set(to, grad)
			f.Set(k, zero())
			advance(f, s.Classes, func() {
				body()
				f.Inc(from, 16)
				f.Inc(to, 16)
				f.Set(k, F32x4Add(k, one))
			})
		}
		each(f, s.N, func(lanes int) {
			group(lanes)
			f.Set(best, LoadV(logits, 0))
			f.Set(bestAt, zero())
			classes(func() {
				f.Set(v, F32x4Gt(LoadV(from, 0), best))
				f.Set(best, BitSelect(LoadV(from, 0), best, v))
				f.Set(bestAt, BitSelect(k, bestAt, v))
			})
			f.Set(sum, zero())
			f.Set(plain, zero())
			f.Set(atLabel, zero())
			classes(func() {
				f.Set(x, F32x4Sub(LoadV(from, 0), best))
				f.Set(plain, F32x4Add(plain, x))
				f.Set(atLabel, F32x4Add(atLabel, VAnd(x, F32x4Eq(k, label))))
				exp(f, v, x)
				f.StoreV(to, 0, v)
				f.Set(sum, F32x4Add(sum, v))
			})
			classes(func() {
				target := F32x4Add(VAnd(F32x4Eq(k, label), F32x4Const(on)), F32x4Const(off))
				f.Set(v, F32x4Mul(F32x4Sub(F32x4Div(LoadV(to, 0), sum), target), share))
				f.StoreV(to, 0, VAnd(v, valid))
			})
			f.Set(right, F32x4Add(right, VAnd(VAnd(F32x4Eq(bestAt, label), valid), one)))
			f.Set(x, sum)
			log(f, v, x)
			f.Set(v, F32x4Sub(v, F32x4Add(F32x4Mul(plain, F32x4Const(off)), F32x4Mul(atLabel, F32x4Const(on)))))
			f.Set(loss, F32x4Add(loss, VAnd(v, valid)))
			f.Inc(labels, 16)
			f.Inc(logits, s.picture().Group())
			f.Inc(grad, s.picture().Group())
		})
		f.StoreF32(stats, 0, F32Div(laneSum(loss), F32Max(total, 1)))
		f.StoreF32(stats, 4, laneSum(right))
	})
}

// each emits a loop over the groups of n pictures: the full ones, and what is
// left over with the number of its pictures.
func each(f *Func, n int, body func(lanes int)) {
	advance(f, n/Lanes, func() { body(Lanes) })
	if rest := n % Lanes; rest > 0 {
		body(rest)
	}
}
