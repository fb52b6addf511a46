package kernels

import (
	"math"

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
// only, of which 0 and N/2 are real. N*N block products become N/2+1 small
// independent layers: one product for a real frequency, four for a complex one
//
//	conj(X) = a + ib, W = c - id:   R = a.c + b.d,  S = a.d - b.c
//
// or three, at the price of a few additions (Gauss):
//
//	t1 = (a+b).c, t2 = b.(d-c), t3 = a.(c+d):   R = t1 + t2,  S = t3 - t1.
//
// The block products of N = 1, 2, 4, 8 are 1, 2, 6 (5), 14 (11) instead of 1,
// 4, 16, 64. Nothing here knows of space: the transforms are taken once for
// each input pixel and once for each output pixel.

// frequency is one of the independent layers: in blocks of input channels and
// out blocks of filters.
type frequency struct {
	in, out           int // both 1, or both 2 for a complex frequency by four products
	inBlock, outBlock int // where its blocks start among all of them
	// weights[r][j][i] is the share of map block i in the weight between input
	// block j and output r.
	weights [][][]float64
}

// scheme is the Fourier transform over N blocks.
type scheme struct {
	n           int
	three       bool // complex products by three multiplications
	frequencies []frequency
	ins, outs   int // blocks after the transform of the input, before that of the output
}

// newScheme is the scheme for n = 1, 2, 4 or 8 blocks.
func newScheme(n int, three bool) scheme {
	s := scheme{n: n, three: three && n >= 4}
	// The order of the frequencies is that of the butterflies below.
	for _, f := range map[int][]int{1: {0}, 2: {0, 1}, 4: {0, 2, 1}, 8: {0, 4, 2, 1, 3}}[n] {
		scale := 2 / float64(n)
		if f == 0 || 2*f == n {
			scale = 1 / float64(n)
		}
		c, d := make([]float64, n), make([]float64, n)
		for i := range n {
			// Whole multiples of an eighth turn, so that the zeros are zeros.
			sin, cos := math.Sincos(math.Pi / 4 * float64(f*i*(8/n)%8))
			c[i], d[i] = scale*tidy(cos), scale*tidy(sin)
		}
		switch {
		case f == 0 || 2*f == n:
			s.add(1, [][][]float64{{c}})
		case !s.three:
			s.add(2, [][][]float64{{c, d}, {d, times(-1, c)}})
		default:
			s.add(1, [][][]float64{{c}})
			s.add(1, [][][]float64{{plus(d, times(-1, c))}})
			s.add(1, [][][]float64{{plus(c, d)}})
		}
	}
	return s
}

func (s *scheme) add(blocks int, w [][][]float64) {
	s.frequencies = append(s.frequencies, frequency{blocks, blocks, s.ins, s.outs, w})
	s.ins += blocks
	s.outs += blocks
}

// tidy makes the rounding error of a sine or cosine that is zero go away.
func tidy(v float64) float64 {
	if math.Abs(v) < 1e-15 {
		return 0
	}
	return v
}

func times(a float64, v []float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = a * v[i]
	}
	return out
}

func plus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] + b[i]
	}
	return out
}

var halfRoot = math.Sqrt(0.5)

func sum(f *Func, a, b Var) Var  { return f.Let(F32x4Add(a, b)) }
func diff(f *Func, a, b Var) Var { return f.Let(F32x4Sub(a, b)) }

// scaled is a * sqrt(1/2), the cosine of an eighth turn.
func scaled(f *Func, a Var) Var {
	return f.Let(F32x4Mul(a, F32x4Const(float32(halfRoot))))
}

// analyse is the transform of real blocks: N blocks to the real parts and,
// where there are any, the imaginary parts of frequencies 0, N/2, ..., as in
// frequencies. It serves the input (conj X) and, because the transform of the
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

// eachComplex replaces the parts of every complex frequency, which follow the n real
// ones, by what part makes of them.
func eachComplex(v []Var, real, size int, part func(p []Var) []Var) []Var {
	out := append([]Var(nil), v[:real]...)
	for i := real; i < len(v); i += size {
		out = append(out, part(v[i:i+size])...)
	}
	return out
}

// real is the number of real frequencies.
func (s scheme) real() int { return min(s.n, 2) }

// input takes the N blocks of a pixel to the blocks of the layers: (a, b) of
// a complex frequency to (a+b, b, a) with three products.
func (s scheme) input(f *Func, x []Var) []Var {
	y := analyse(f, x)
	if !s.three {
		return y
	}
	return eachComplex(y, s.real(), 2, func(p []Var) []Var { return []Var{sum(f, p[0], p[1]), p[1], p[0]} })
}

// inputBack is the transpose of input.
func (s scheme) inputBack(f *Func, y []Var) []Var {
	if s.three {
		y = eachComplex(y, s.real(), 3, func(p []Var) []Var { return []Var{sum(f, p[0], p[2]), sum(f, p[0], p[1])} })
	}
	return synthesise(f, y)
}

// output takes the results of the layers to the N blocks of filters.
func (s scheme) output(f *Func, y []Var) []Var {
	if s.three {
		y = eachComplex(y, s.real(), 3, func(p []Var) []Var { return []Var{sum(f, p[0], p[1]), diff(f, p[2], p[0])} })
	}
	return synthesise(f, y)
}

// outputBack is the transpose of output.
func (s scheme) outputBack(f *Func, x []Var) []Var {
	y := analyse(f, x)
	if !s.three {
		return y
	}
	return eachComplex(y, s.real(), 2, func(p []Var) []Var { return []Var{diff(f, p[0], p[1]), p[0], p[1]} })
}
