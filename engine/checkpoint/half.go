package checkpoint

import "math"

// Half precision has 1 sign, 5 exponent (bias 15) and 10 fraction bits, a
// float32 has 1, 8 (bias 127) and 23.
const (
	halfInf     = 0x1f << 10
	rebias      = (127 - 15) << 23 // between the two exponents, in float32 position
	float32Inf  = 0xff << 23
	leastNormal = 0x1p-14 // of the half type; below it the fraction counts steps of 2^-24
)

// floatFromHalf is exact: every half is a float32.
func floatFromHalf(h uint16) float32 {
	sign := uint32(h>>15) << 31
	exponent, fraction := uint32(h)&halfInf, uint32(h)&0x3ff
	switch exponent {
	case 0:
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case halfInf:
		return math.Float32frombits(sign | float32Inf | fraction<<13) // infinite, or NaN with its payload
	}
	return math.Float32frombits(sign | (exponent|fraction)<<13 + rebias)
}

// halfFromFloat rounds to the nearest half, ties to even; from 65520 on that is
// infinity. A NaN stays one.
func halfFromFloat(f float32) uint16 {
	bits := math.Float32bits(f)
	sign := uint16(bits>>31) << 15
	bits &^= 1 << 31
	switch {
	case bits > float32Inf:
		return sign | halfInf | nanFraction(uint16(bits>>13)&0x3ff, 1<<9)
	case bits >= math.Float32bits(0x1p16):
		return sign | halfInf
	case bits < math.Float32bits(leastNormal):
		steps := math.RoundToEven(float64(math.Float32frombits(bits)) * 0x1p24)
		return sign | uint16(steps) // 1024 steps are the least normal number, and so are its bits
	}
	return sign | uint16(roundOff(bits-rebias, 13))
}

// floatFromBrain is exact.
func floatFromBrain(b uint16) float32 { return math.Float32frombits(uint32(b) << 16) }

// brainFromFloat rounds to the nearest BF16, ties to even. A NaN stays one.
func brainFromFloat(f float32) uint16 {
	bits := math.Float32bits(f)
	if bits&^(1<<31) > float32Inf {
		return uint16(bits>>16)&^0x7f | nanFraction(uint16(bits>>16)&0x7f, 1<<6)
	}
	return uint16(roundOff(bits, 16))
}

// roundOff drops the lowest n bits, rounding to nearest, ties to even. A carry
// out of the fraction raises the exponent, which is what rounding up means.
func roundOff(bits uint32, n int) uint32 {
	half := uint32(1) << (n - 1)
	return (bits + half - 1 + bits>>n&1) >> n
}

// nanFraction returns the fraction of a shortened NaN. All bits that say NaN
// may have been cut off, and a zero fraction would say infinity.
func nanFraction(fraction, quiet uint16) uint16 {
	if fraction == 0 {
		return quiet
	}
	return fraction
}
