package wasmgen

// Vectors of two doubles, for long sums of squares.

// F64x2Add is a + b.
func F64x2Add(a, b any) Expr { return binop("f64x2.add", V128, V128, vector(0xf0), a, b) }

// F64x2Sub is a - b.
func F64x2Sub(a, b any) Expr { return binop("f64x2.sub", V128, V128, vector(0xf1), a, b) }

// F64x2Mul is a * b.
func F64x2Mul(a, b any) Expr { return binop("f64x2.mul", V128, V128, vector(0xf2), a, b) }

// F64x2Div is a / b.
func F64x2Div(a, b any) Expr { return binop("f64x2.div", V128, V128, vector(0xf3), a, b) }

// F64x2Splat is a in both lanes.
func F64x2Splat(a any) Expr { return unary("f64x2.splat", F64, V128, vector(0x14), a) }

// F64x2PromoteLowF32x4 widens lanes 0 and 1.
func F64x2PromoteLowF32x4(a any) Expr {
	return unary("f64x2.promote_low_f32x4", V128, V128, vector(0x5f), a)
}

// F32x4DemoteF64x2Zero rounds both lanes to single precision; lanes 2 and 3 become 0.
func F32x4DemoteF64x2Zero(a any) Expr {
	return unary("f32x4.demote_f64x2_zero", V128, V128, vector(0x5e), a)
}

// F64x2ExtractLane is one lane.
func F64x2ExtractLane(a any, l int) Expr {
	const instr = "f64x2.extract_lane"
	return unary(instr, V128, F64, append(vector(0x21), lane(instr, l, 2)), a)
}
