package wasmgen

import "fmt"

// vector is the encoding of a SIMD instruction.
func vector(n uint64) []byte { return uleb([]byte{0xfd}, n) }

// lane checks a lane number of a vector of n lanes.
func lane(instr string, l, n int) byte {
	if l < 0 || l >= n {
		panic(fmt.Sprintf("wasmgen: %s: lane %d of %d", instr, l, n))
	}
	return byte(l)
}

// Vectors are 128 bits wide. The name of an instruction says how it reads them:
// F32x4 is four floats.

// F32x4Add is a + b.
func F32x4Add(a, b any) Expr { return binop("f32x4.add", V128, V128, vector(0xe4), a, b) }

// F32x4Sub is a - b.
func F32x4Sub(a, b any) Expr { return binop("f32x4.sub", V128, V128, vector(0xe5), a, b) }

// F32x4Mul is a * b.
func F32x4Mul(a, b any) Expr { return binop("f32x4.mul", V128, V128, vector(0xe6), a, b) }

// F32x4Div is a / b.
func F32x4Div(a, b any) Expr { return binop("f32x4.div", V128, V128, vector(0xe7), a, b) }

// F32x4Min is the smaller of a and b, NaN if one is.
func F32x4Min(a, b any) Expr { return binop("f32x4.min", V128, V128, vector(0xe8), a, b) }

// F32x4Max is the larger of a and b, NaN if one is; on x86 four instructions.
func F32x4Max(a, b any) Expr { return binop("f32x4.max", V128, V128, vector(0xe9), a, b) }

// F32x4PMin is b where b < a and a elsewhere: one x86 instruction.
func F32x4PMin(a, b any) Expr { return binop("f32x4.pmin", V128, V128, vector(0xea), a, b) }

// F32x4PMax is b where a < b and a elsewhere: one x86 instruction. PMax(zero, x) is ReLU.
func F32x4PMax(a, b any) Expr { return binop("f32x4.pmax", V128, V128, vector(0xeb), a, b) }

// F32x4Abs is the absolute value.
func F32x4Abs(a any) Expr { return unary("f32x4.abs", V128, V128, vector(0xe0), a) }

// F32x4Neg is -a.
func F32x4Neg(a any) Expr { return unary("f32x4.neg", V128, V128, vector(0xe1), a) }

// F32x4Sqrt is the square root.
func F32x4Sqrt(a any) Expr { return unary("f32x4.sqrt", V128, V128, vector(0xe3), a) }

// F32x4Floor rounds down.
func F32x4Floor(a any) Expr { return unary("f32x4.floor", V128, V128, vector(0x68), a) }

// F32x4Nearest rounds to the nearest integer, ties to even.
func F32x4Nearest(a any) Expr { return unary("f32x4.nearest", V128, V128, vector(0x6a), a) }

// F32x4Eq is all ones in the lanes where a == b, and 0 elsewhere.
func F32x4Eq(a, b any) Expr { return binop("f32x4.eq", V128, V128, vector(0x41), a, b) }

// F32x4Ne is all ones in the lanes where a != b, and 0 elsewhere.
func F32x4Ne(a, b any) Expr { return binop("f32x4.ne", V128, V128, vector(0x42), a, b) }

// F32x4Lt is all ones in the lanes where a < b, and 0 elsewhere.
func F32x4Lt(a, b any) Expr { return binop("f32x4.lt", V128, V128, vector(0x43), a, b) }

// F32x4Gt is all ones in the lanes where a > b, and 0 elsewhere.
func F32x4Gt(a, b any) Expr { return binop("f32x4.gt", V128, V128, vector(0x44), a, b) }

// F32x4Le is all ones in the lanes where a <= b, and 0 elsewhere.
func F32x4Le(a, b any) Expr { return binop("f32x4.le", V128, V128, vector(0x45), a, b) }

// F32x4Ge is all ones in the lanes where a >= b, and 0 elsewhere.
func F32x4Ge(a, b any) Expr { return binop("f32x4.ge", V128, V128, vector(0x46), a, b) }

// F32x4RelaxedMadd is a*b + c, rounded once or twice: a fused multiply-add
// where the machine has one. Needs relaxed SIMD.
func F32x4RelaxedMadd(a, b, c any) Expr {
	return ternary("f32x4.relaxed_madd", V128, vector(0x105), a, b, c)
}

// F32x4RelaxedNmadd is c - a*b, rounded once or twice. Needs relaxed SIMD.
func F32x4RelaxedNmadd(a, b, c any) Expr {
	return ternary("f32x4.relaxed_nmadd", V128, vector(0x106), a, b, c)
}
