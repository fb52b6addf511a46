package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// fmLayer is what the kernels of the fast way have in common: the sizes of a
// layer and its scheme.
type fmLayer struct {
	FMSpec
	scheme scheme
	z      int // channels of a block
	kappa  int // filters of a block, K1*K2
}

func newFMLayer(s FMSpec) fmLayer {
	return fmLayer{s, newScheme(s.Map.K3), s.Map.Z(), s.Map.K1 * s.Map.K2}
}

// forwardKey is what forward kernels of equal layers share: they do not depend
// on the gradient's borders, nor on the batch.
func (l fmLayer) forwardKey() FMSpec {
	k := l.FMSpec
	k.N, k.DXPad, k.DYPad, k.AddDX, k.Rule = 0, 0, 0, false, 0
	return k
}

// inPixel is the size in bytes of a pixel after the input transform, outPixel
// that of one before the output transform.
func (l fmLayer) inPixel() int  { return l.parts() * l.inBlock() }
func (l fmLayer) outPixel() int { return l.parts() * l.outBlock() }

// inBlock and outBlock are the sizes of one part of such a pixel.
func (l fmLayer) inBlock() int  { return l.z * Vector }
func (l fmLayer) outBlock() int { return l.kappa * Vector }

// parts is the number of independent layers that the scheme makes of one.
func (l fmLayer) parts() int { return l.scheme.parts() }

// blocks emits a loop over the channels of a block. Body is handed the vector
// offset to add to its addresses as a number of bytes, while the addresses
// themselves advance.
func blocks(f *Func, n int, at []Var, body func(off int)) {
	u := unroll(n)
	advance(f, n/u, func() {
		for i := range u {
			body(i * Vector)
		}
		for _, a := range at {
			f.Inc(a, u*Vector)
		}
	})
}

// loadBlocks loads the n vectors at, at+stride, ...
func loadBlocks(f *Func, at Var, off, n, stride int) []Var {
	v := make([]Var, n)
	for i := range v {
		v[i] = f.Let(LoadV(at, off+i*stride))
	}
	return v
}

// rowTransform emits a transform of a row of pixels: each has ins blocks of n
// channels and is taken to as many as do returns. It moves from and to past
// the row. With add the results are added to what is there.
func rowTransform(f *Func, pixels, n int, from Var, ins, fromPixel int, to Var, toPixel int, add bool, do func(x []Var) []Var) {
	advance(f, pixels, func() {
		blocks(f, n, []Var{from, to}, func(off int) {
			for i, y := range do(loadBlocks(f, from, off, ins, n*Vector)) {
				at := off + i*n*Vector
				if add {
					f.StoreV(to, at, F32x4Add(LoadV(to, at), y))
				} else {
					f.StoreV(to, at, y)
				}
			}
		})
		f.Inc(from, fromPixel-n*Vector)
		f.Inc(to, toPixel-n*Vector)
	})
}

// arenaSlack is the room that rounding takes for as many pieces as a kernel has.
const arenaSlack = 1024

// arena places the pieces of a kernel's scratch one behind the other.
type arena struct {
	base Var
	size int
}

// place returns the address of the next n bytes.
func (a *arena) place(f *Func, n int) Var {
	at := a.size
	a.size += (n + 63) &^ 63
	return f.Let(Add(a.base, at))
}
