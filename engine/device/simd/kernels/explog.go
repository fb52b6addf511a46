package kernels

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// exp emits v = e^x in every lane for x <= 0, with a relative error of about
// 1e-7; x is destroyed. Below -87 the result is that of -87.
//
// x = n*ln2 + r with |r| <= ln2/2, and e^x = 2^n * e^r. The polynomial for e^r
// is that of the Cephes library (S. Moshier).
func exp(f *Func, v, x Var) {
	const (
		log2e = 1.44269504088896341
		ln2Hi = 0.693359375 // few bits, so that n*ln2Hi is exact
		ln2Lo = -2.12194440e-4
	)
	n := f.Local(V128)
	f.Set(x, F32x4PMax(x, F32x4Const(-87)))
	f.Set(n, F32x4Nearest(F32x4Mul(x, F32x4Const(log2e))))
	f.Set(x, F32x4Sub(x, F32x4Mul(n, F32x4Const(ln2Hi))))
	f.Set(x, F32x4Sub(x, F32x4Mul(n, F32x4Const(ln2Lo))))
	horner(f, v, x, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3,
		4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
	f.Set(v, F32x4Add(F32x4Add(F32x4Mul(v, F32x4Mul(x, x)), x), F32x4Const(1)))
	exponent := I32x4Shl(I32x4Add(I32x4TruncSatF32x4S(n), I32x4Const(127, 127, 127, 127)), 23)
	f.Set(v, F32x4Mul(v, exponent))
}

// log emits v = ln x in every lane for normal x > 0, with an error of about
// 1e-7; x is destroyed.
//
// x = 2^n * (1+r) with 1+r in [sqrt(1/2), sqrt(2)), and ln x = n*ln2 + ln(1+r).
// The polynomial is that of the Cephes library.
func log(f *Func, v, x Var) {
	const (
		sqrtHalf = 0.70710678118654752
		ln2Hi    = 0.693359375
		ln2Lo    = -2.12194440e-4
		bias     = 126 // with 1+r in [1/2, 1) at first
		mantissa = 0x007fffff
		half     = 0x3f000000
	)
	n, small, square := f.Local(V128), f.Local(V128), f.Local(V128)
	f.Set(n, F32x4ConvertI32x4S(I32x4Sub(I32x4ShrU(x, 23), I32x4Splat(bias))))
	f.Set(x, VOr(VAnd(x, I32x4Splat(mantissa)), I32x4Splat(half)))
	f.Set(small, F32x4Lt(x, F32x4Const(sqrtHalf)))
	f.Set(n, F32x4Sub(n, VAnd(small, F32x4Const(1))))
	f.Set(x, F32x4Sub(F32x4Add(x, VAnd(small, x)), F32x4Const(1)))
	f.Set(square, F32x4Mul(x, x))
	horner(f, v, x, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1,
		-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
		2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)
	f.Set(v, F32x4Mul(F32x4Mul(v, x), square))
	f.Set(v, F32x4Add(v, F32x4Mul(n, F32x4Const(ln2Lo))))
	f.Set(v, F32x4Sub(v, F32x4Mul(square, F32x4Const(0.5))))
	f.Set(v, F32x4Add(F32x4Add(x, v), F32x4Mul(n, F32x4Const(ln2Hi))))
}

// horner emits v = c[0]*x^n + ... + c[n], products and sums rounded each.
func horner(f *Func, v, x Var, c ...float32) {
	f.Set(v, F32x4Const(c[0]))
	for _, k := range c[1:] {
		f.Set(v, F32x4Add(F32x4Mul(v, x), F32x4Const(k)))
	}
}
