package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// Pack and Unpack move pictures across the border of the device. They take
// their sizes as parameters: one function serves every tensor.

// convert emits a walk over all vectors of pictures: parameters are dense and
// blocked addresses, then n, c, h, w and the border. The body finds its vector
// at blocked, and the numbers of its four pictures in dense at plane + i*step
// for i < lanes.
func convert(f *Func, p []Var, body func(blocked, plane, step, lanes Var)) {
	dense, blocked, n, c, h, w, pad := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	size := f.Let(Shl(Mul(h, w), 2)) // of a channel of a picture
	step := f.Let(Mul(size, c))
	pixel := f.Let(Shl(c, 4))
	side := f.Let(Mul(pixel, pad))
	frame := f.Let(Mul(pad, Mul(pixel, Add(w, Shl(pad, 1))))) // rows of border above
	at, plane, row := f.Let(blocked.Get()), f.Local(I32), f.Let(dense.Get())
	lanes, i, j, k := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32)
	f.While(GtS(n, 0), func() {
		f.Set(lanes, MinS(n, Lanes))
		f.Set(row, dense)
		f.Inc(at, frame)
		f.For(i, 0, h, 1, func() {
			f.Inc(at, side)
			f.For(j, 0, w, 1, func() {
				f.Set(plane, row)
				f.For(k, 0, c, 1, func() {
					body(at, plane, step, lanes)
					f.Inc(plane, size)
					f.Inc(at, 16)
				})
				f.Inc(row, 4)
			})
			f.Inc(at, side)
		})
		f.Inc(at, frame)
		f.Inc(dense, Shl(step, 2))
		f.Inc(n, -Lanes)
	})
}

func (e *Env) border(name string, body func(f *Func) func(blocked, plane, step, lanes Var)) *Func {
	params := []Type{I32, I32, I32, I32, I32, I32, I32}
	return e.function(name, name, params, nil, func(f *Func, p []Var) { convert(f, p, body(f)) })
}

// Pack is pack(dense, blocked, n, c, h, w, pad): from (N,C,H,W) to the
// lane-blocked layout. Lanes without a picture become 0, the border stays.
func (e *Env) Pack() *Func {
	return e.border("pack", func(f *Func) func(blocked, plane, step, lanes Var) {
		v, q := f.Local(V128), f.Local(I32)
		return func(blocked, plane, step, lanes Var) {
			f.Set(q, plane)
			f.If(Eq(lanes, Lanes), func() {
				f.Set(v, LoadZero32(q, 0))
				for l := 1; l < Lanes; l++ {
					f.Inc(q, step)
					f.Set(v, LoadLane32(q, 0, v, l))
				}
			}, func() {
				f.Set(v, zero())
				for l := range Lanes - 1 {
					f.If(GtS(lanes, l), func() { f.Set(v, LoadLane32(q, 0, v, l)) })
					f.Inc(q, step)
				}
			})
			f.StoreV(blocked, 0, v)
		}
	})
}

// Unpack is unpack(dense, blocked, n, c, h, w, pad): the way back.
func (e *Env) Unpack() *Func {
	return e.border("unpack", func(f *Func) func(blocked, plane, step, lanes Var) {
		v, q := f.Local(V128), f.Local(I32)
		return func(blocked, plane, step, lanes Var) {
			f.Set(q, plane)
			f.Set(v, LoadV(blocked, 0))
			for l := range Lanes {
				f.If(GtS(lanes, l), func() { f.StoreLane32(q, 0, v, l) })
				f.Inc(q, step)
			}
		}
	})
}
