package wasmgen

// Vectors of four 32-bit integers, and the conversions that an exponential needs.

// I32x4Add is a + b.
func I32x4Add(a, b any) Expr { return binop("i32x4.add", V128, V128, vector(0xae), a, b) }

// I32x4Sub is a - b.
func I32x4Sub(a, b any) Expr { return binop("i32x4.sub", V128, V128, vector(0xb1), a, b) }

// I32x4Mul is a * b.
func I32x4Mul(a, b any) Expr { return binop("i32x4.mul", V128, V128, vector(0xb5), a, b) }

// I32x4MinS is the smaller of a and b, signed.
func I32x4MinS(a, b any) Expr { return binop("i32x4.min_s", V128, V128, vector(0xb6), a, b) }

// I32x4MaxS is the larger of a and b, signed.
func I32x4MaxS(a, b any) Expr { return binop("i32x4.max_s", V128, V128, vector(0xb8), a, b) }

// I32x4Eq is all ones in the lanes where a == b, and 0 elsewhere.
func I32x4Eq(a, b any) Expr { return binop("i32x4.eq", V128, V128, vector(0x37), a, b) }

// I32x4Ne is all ones in the lanes where a != b, and 0 elsewhere.
func I32x4Ne(a, b any) Expr { return binop("i32x4.ne", V128, V128, vector(0x38), a, b) }

// I32x4LtS is all ones in the lanes where a < b, signed, and 0 elsewhere.
func I32x4LtS(a, b any) Expr { return binop("i32x4.lt_s", V128, V128, vector(0x39), a, b) }

// I32x4GtS is all ones in the lanes where a > b, signed, and 0 elsewhere.
func I32x4GtS(a, b any) Expr { return binop("i32x4.gt_s", V128, V128, vector(0x3b), a, b) }

// I32x4Shl shifts every lane left by n bits.
func I32x4Shl(a, n any) Expr {
	const instr = "i32x4.shl"
	return build(instr, V128, vector(0xab), operand(instr, V128, a), operand(instr, I32, n))
}

// I32x4ShrS shifts every lane right by n bits, the sign repeated.
func I32x4ShrS(a, n any) Expr {
	const instr = "i32x4.shr_s"
	return build(instr, V128, vector(0xac), operand(instr, V128, a), operand(instr, I32, n))
}

// I32x4ShrU shifts every lane right by n bits, zeros moved in.
func I32x4ShrU(a, n any) Expr {
	const instr = "i32x4.shr_u"
	return build(instr, V128, vector(0xad), operand(instr, V128, a), operand(instr, I32, n))
}

// I32x4TruncSatF32x4S rounds towards zero; what does not fit becomes the nearest integer that does, NaN 0.
func I32x4TruncSatF32x4S(a any) Expr {
	return unary("i32x4.trunc_sat_f32x4_s", V128, V128, vector(0xf8), a)
}

// F32x4ConvertI32x4S is the nearest float of every signed integer.
func F32x4ConvertI32x4S(a any) Expr {
	return unary("f32x4.convert_i32x4_s", V128, V128, vector(0xfa), a)
}
