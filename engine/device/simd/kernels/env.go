package kernels

import (
	"fmt"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// Lanes is the number of pictures that one vector holds.
const Lanes = 4

// Env is a module in which kernels are emitted.
type Env struct {
	M *Module
	// Relaxed allows multiply-adds that round once or twice as the machine likes.
	Relaxed bool

	kernels map[any]*Func
}

// NewEnv returns an Env that emits into m.
func NewEnv(m *Module, relaxed bool) *Env {
	return &Env{M: m, Relaxed: relaxed, kernels: make(map[any]*Func)}
}

// kernel returns the function of a spec, emitting it at the first request.
// The parameters are the named addresses followed by lo, hi and scratch. Specs
// are comparable structs; their type is part of the key.
func (e *Env) kernel(spec any, name string, operands int, emit func(f *Func, p []Var, lo, hi, scratch Var)) *Func {
	if f, ok := e.kernels[spec]; ok {
		return f
	}
	params := make([]Type, operands+3)
	for i := range params {
		params[i] = I32
	}
	f, p := e.M.Func(fmt.Sprintf("%s%+v", name, spec), params, nil)
	e.kernels[spec] = f
	emit(f, p[:operands], p[operands], p[operands+1], p[operands+2])
	return f
}

// function returns a helper of any signature that kernels share, emitting it
// at the first request.
func (e *Env) function(key any, name string, params, results []Type, emit func(f *Func, p []Var)) *Func {
	if f, ok := e.kernels[key]; ok {
		return f
	}
	f, p := e.M.Func(name, params, results)
	e.kernels[key] = f
	emit(f, p)
	return f
}

// Madd is a*b + c in every lane. Strict, the product and the sum are rounded
// each; relaxed, the machine's own multiply-add is used.
func (e *Env) Madd(a, b, c any) Expr {
	if e.Relaxed {
		return F32x4RelaxedMadd(a, b, c)
	}
	return F32x4Add(c, F32x4Mul(a, b))
}

// Nmadd is c - a*b in every lane.
func (e *Env) Nmadd(a, b, c any) Expr {
	if e.Relaxed {
		return F32x4RelaxedNmadd(a, b, c)
	}
	return F32x4Sub(c, F32x4Mul(a, b))
}

// zero is the vector of zeros.
func zero() Expr { return F32x4Const(0) }

// advance emits a loop of n turns, n known here. The counter starts afresh
// whenever control comes by; the body moves its own pointers.
func advance(f *Func, n int, body func()) {
	switch {
	case n <= 0:
	case n == 1:
		body()
	default:
		left := f.Let(I32Const(int32(n)))
		f.Repeat(left, func() {
			body()
			f.Inc(left, -1)
		})
	}
}

// Picture is the shape of one lane-blocked picture tensor.
type Picture struct {
	C, H, W int
	Pad     int // pixels of zero border on each side
}

// Pixel is the size of one pixel of four pictures in bytes.
func (p Picture) Pixel() int { return p.C * Lanes * 4 }

// Row is the distance of two rows in bytes.
func (p Picture) Row() int { return (p.W + 2*p.Pad) * p.Pixel() }

// Group is the size of four pictures in bytes.
func (p Picture) Group() int { return (p.H + 2*p.Pad) * p.Row() }

// Origin is the offset of pixel (0,0), channel 0, in a group.
func (p Picture) Origin() int { return p.Pad*p.Row() + p.Pad*p.Pixel() }
