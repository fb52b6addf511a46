package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// SGDSpec is one step on N consecutive weights.
type SGDSpec struct {
	N     int
	Decay bool
}

// sgdChunk is the number of weights in one task.
const sgdChunk = 2048

// Tasks is the number of chunks of weights.
func (s SGDSpec) Tasks() int { return (s.N + sgdChunk - 1) / sgdChunk }

// SGD is program.SGD; operands w, g, v, hyper; tasks are chunks. Memory is
// touched in whole vectors, up to the next multiple of four weights.
func (e *Env) SGD(s SGDSpec) *Func {
	return e.kernel(s, "sgd", 4, func(f *Func, p []Var, lo, hi, _ Var) {
		from, end := f.Let(Mul(lo, 4*sgdChunk)), f.Let(MinS(Mul(hi, 4*sgdChunk), 4*s.N))
		w, g, v, hyper := f.Let(Add(p[0], from)), f.Let(Add(p[1], from)), f.Let(Add(p[2], from)), p[3]
		stop := f.Let(Add(p[0], end))
		rate, mu, decay := f.Let(LoadSplat32(hyper, 0)), f.Let(LoadSplat32(hyper, 4)), f.Let(LoadSplat32(hyper, 8))
		wv, gv, vv := f.Local(V128), f.Local(V128), f.Local(V128)
		update := func(nesterov bool) {
			f.While(LtU(w, stop), func() {
				f.Set(wv, LoadV(w, 0))
				f.Set(gv, LoadV(g, 0))
				if s.Decay {
					f.Set(gv, e.Madd(decay, wv, gv))
				}
				f.Set(vv, e.Madd(mu, LoadV(v, 0), gv))
				f.StoreV(v, 0, vv)
				if nesterov {
					f.Set(vv, e.Madd(mu, vv, gv))
				}
				f.StoreV(w, 0, e.Nmadd(rate, vv, wv))
				for _, ptr := range []Var{w, g, v} {
					f.Inc(ptr, 16)
				}
			})
		}
		f.If(F32Ne(LoadF32(hyper, 12), 0), func() { update(true) }, func() { update(false) })
	})
}
