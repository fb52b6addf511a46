package kernels

import (
	"math"
	"slices"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// A filter map wraps around in its channels. Cut the C channels into N = K3
// blocks of z: filter block k3 sees the map's blocks rotated by k3, so for one
// pixel x and one map cell w
//
//	y[k] = sum over j of <x[j], w[(k+j) mod N]>,    k = 0..N-1,
//
// a cyclic correlation of blocks. A discrete Fourier transform over the block
// index makes it diagonal: with X[f] = sum of x[j] exp(-2 pi i f j/N) and W[f]
// likewise, Y[f] = conj(X[f]) . W[f]. Real data need the frequencies 0 to N/2
// only, of which 0 and N/2 are real. A complex product, of conj(X) = a + ib
// and W = c - id, is three real ones (Gauss):
//
//	t1 = (a+b).c, t2 = b.(d-c), t3 = a.(c+d):   R = t1 + t2,  S = t3 - t1.
//
// The usual four products, with fewer additions, were measured too: slower
// from 8 channels a block on, and equal below. So N = 1, 2, 4, 8 blocks take
// 1, 2, 5, 11 products instead of 1, 4, 16, 64, and the layer falls into as
// many parts, each an independent layer of z channels and K1*K2 filters.
// Nothing here knows of space: the transforms are taken once for each input
// pixel and once for each output pixel.

// scheme is the Fourier transform over n blocks.
type scheme struct {
	n int
	// weights[q][i] is the share of map block i in the weights of part q.
	weights [][]float64
}

// newScheme is the scheme for n = 1, 2, 4 or 8 blocks.
func newScheme(n int) scheme {
	s := scheme{n: n}
	// The order of the frequencies is that of the butterflies below.
	for _, f := range map[int][]int{1: {0}, 2: {0, 1}, 4: {0, 2, 1}, 8: {0, 4, 2, 1, 3}}[n] {
		isReal := f == 0 || 2*f == n
		scale := 2 / float64(n)
		if isReal {
			scale = 1 / float64(n)
		}
		c, sum, diff := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range n {
			// Whole multiples of an eighth turn, so that the zeros are zeros.
			sin, cos := math.Sincos(math.Pi / 4 * float64(f*i*(8/n)%8))
			c[i] = scale * tidy(cos)
			sum[i], diff[i] = scale*tidy(cos+sin), scale*tidy(sin-cos)
		}
		s.weights = append(s.weights, c)
		if !isReal {
			s.weights = append(s.weights, diff, sum)
		}
	}
	return s
}

// parts is the number of independent layers.
func (s scheme) parts() int { return len(s.weights) }

// tidy makes the rounding error of a sine or cosine that is zero go away.
func tidy(v float64) float64 {
	if math.Abs(v) < 1e-15 {
		return 0
	}
	return v
}

func sum(f *Func, a, b Var) Var  { return f.Let(F32x4Add(a, b)) }
func diff(f *Func, a, b Var) Var { return f.Let(F32x4Sub(a, b)) }

// scaled is a * sqrt(1/2), the cosine of an eighth turn.
func scaled(f *Func, a Var) Var {
	return f.Let(F32x4Mul(a, F32x4Const(float32(math.Sqrt(0.5)))))
}

// analyse is the transform of real blocks: N blocks to the real parts and,
// where there are any, the imaginary parts of frequencies 0, N/2, ... It serves the input (conj X) and, because the transform of the
// output is its transpose, the gradient of the output.
func analyse(f *Func, x []Var) []Var {
	switch len(x) {
	case 1:
		return x
	case 2:
		return []Var{sum(f, x[0], x[1]), diff(f, x[0], x[1])}
	case 4:
		u0, u1 := sum(f, x[0], x[2]), sum(f, x[1], x[3])
		return []Var{sum(f, u0, u1), diff(f, u0, u1), diff(f, x[0], x[2]), diff(f, x[1], x[3])}
	}
	// N = 8: the sums of opposite blocks are transformed by N = 4, their
	// differences v give the odd frequencies.
	var u, v [4]Var
	for j := range 4 {
		u[j], v[j] = sum(f, x[j], x[j+4]), diff(f, x[j], x[j+4])
	}
	even := analyse(f, u[:])
	d, g := scaled(f, diff(f, v[1], v[3])), scaled(f, sum(f, v[1], v[3]))
	return append(even, sum(f, v[0], d), sum(f, v[2], g), diff(f, v[0], d), diff(f, g, v[2]))
}

// synthesise is the transpose of analyse.
func synthesise(f *Func, y []Var) []Var {
	switch len(y) {
	case 1:
		return y
	case 2:
		return []Var{sum(f, y[0], y[1]), diff(f, y[0], y[1])}
	case 4:
		p, m := sum(f, y[0], y[1]), diff(f, y[0], y[1])
		return []Var{sum(f, p, y[2]), sum(f, m, y[3]), diff(f, p, y[2]), diff(f, m, y[3])}
	}
	even := synthesise(f, y[:4])
	o0, o2 := sum(f, y[4], y[6]), diff(f, y[5], y[7])
	q, t := diff(f, y[4], y[6]), sum(f, y[5], y[7])
	odd := [4]Var{o0, scaled(f, sum(f, q, t)), o2, scaled(f, diff(f, t, q))}
	var out [8]Var
	for j := range 4 {
		out[j], out[j+4] = sum(f, even[j], odd[j]), diff(f, even[j], odd[j])
	}
	return out[:]
}

// complexParts replaces the size blocks of every complex frequency, which
// follow those of the real ones, by what change makes of them.
func (s scheme) complexParts(v []Var, size int, change func(p []Var) []Var) []Var {
	reals := min(s.n, 2)
	out := slices.Clone(v[:reals])
	for p := range slices.Chunk(v[reals:], size) {
		out = append(out, change(p)...)
	}
	return out
}

// input takes the N blocks of a pixel to the inputs of the parts: (a, b) of a
// complex frequency to (a+b, b, a).
func (s scheme) input(f *Func, x []Var) []Var {
	return s.complexParts(analyse(f, x), 2, func(p []Var) []Var { return []Var{sum(f, p[0], p[1]), p[1], p[0]} })
}

// inputBack is the transpose of input.
func (s scheme) inputBack(f *Func, y []Var) []Var {
	return synthesise(f, s.complexParts(y, 3, func(p []Var) []Var { return []Var{sum(f, p[0], p[2]), sum(f, p[0], p[1])} }))
}

// output takes the results of the parts to the N blocks of filters: (t1, t2,
// t3) of a complex frequency to (R, S) and on.
func (s scheme) output(f *Func, y []Var) []Var {
	return synthesise(f, s.complexParts(y, 3, func(p []Var) []Var { return []Var{sum(f, p[0], p[1]), diff(f, p[2], p[0])} }))
}

// outputBack is the transpose of output.
func (s scheme) outputBack(f *Func, x []Var) []Var {
	return s.complexParts(analyse(f, x), 2, func(p []Var) []Var { return []Var{diff(f, p[0], p[1]), p[0], p[1]} })
}
