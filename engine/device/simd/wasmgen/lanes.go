package wasmgen

// Bits and lanes of a vector, whatever it holds.

// VAnd is the bitwise and.
func VAnd(a, b any) Expr { return binop("v128.and", V128, V128, vector(0x4e), a, b) }

// VAndNot is a with the bits of b cleared.
func VAndNot(a, b any) Expr { return binop("v128.andnot", V128, V128, vector(0x4f), a, b) }

// VOr is the bitwise or.
func VOr(a, b any) Expr { return binop("v128.or", V128, V128, vector(0x50), a, b) }

// VXor is the bitwise exclusive or.
func VXor(a, b any) Expr { return binop("v128.xor", V128, V128, vector(0x51), a, b) }

// VNot inverts every bit.
func VNot(a any) Expr { return unary("v128.not", V128, V128, vector(0x4d), a) }

// BitSelect takes the bits of a where mask has ones and of b where it has zeros.
func BitSelect(a, b, mask any) Expr {
	return ternary("v128.bitselect", V128, vector(0x52), a, b, mask)
}

// AnyTrue is 1 if any bit is set, and 0 if not.
func AnyTrue(a any) Expr { return unary("v128.any_true", V128, I32, vector(0x53), a) }

// F32x4Splat is a in all four lanes.
func F32x4Splat(a any) Expr { return unary("f32x4.splat", F32, V128, vector(0x13), a) }

// I32x4Splat is a in all four lanes.
func I32x4Splat(a any) Expr { return unary("i32x4.splat", I32, V128, vector(0x11), a) }

// F32x4ExtractLane is one lane.
func F32x4ExtractLane(a any, l int) Expr {
	const instr = "f32x4.extract_lane"
	return unary(instr, V128, F32, append(vector(0x1f), lane(instr, l, 4)), a)
}

// F32x4ReplaceLane is a with one lane replaced by v.
func F32x4ReplaceLane(a any, l int, v any) Expr {
	const instr = "f32x4.replace_lane"
	return build(instr, V128, append(vector(0x20), lane(instr, l, 4)), operand(instr, V128, a), operand(instr, F32, v))
}

// I32x4ExtractLane is one lane.
func I32x4ExtractLane(a any, l int) Expr {
	const instr = "i32x4.extract_lane"
	return unary(instr, V128, I32, append(vector(0x1b), lane(instr, l, 4)), a)
}

// I32x4ReplaceLane is a with one lane replaced by v.
func I32x4ReplaceLane(a any, l int, v any) Expr {
	const instr = "i32x4.replace_lane"
	return build(instr, V128, append(vector(0x1c), lane(instr, l, 4)), operand(instr, V128, a), operand(instr, I32, v))
}

// Shuffle picks four 32-bit lanes: 0 to 3 are those of a, 4 to 7 those of b.
func Shuffle(a, b any, l0, l1, l2, l3 int) Expr {
	const instr = "i8x16.shuffle"
	code := vector(13)
	for _, l := range [...]int{l0, l1, l2, l3} {
		n := 4 * lane(instr, l, 8)
		code = append(code, n, n+1, n+2, n+3)
	}
	return binop(instr, V128, V128, code, a, b)
}
