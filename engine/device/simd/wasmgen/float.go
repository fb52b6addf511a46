package wasmgen

// F32Add is a + b.
func F32Add(a, b any) Expr { return binop("f32.add", F32, F32, []byte{0x92}, a, b) }

// F32Sub is a - b.
func F32Sub(a, b any) Expr { return binop("f32.sub", F32, F32, []byte{0x93}, a, b) }

// F32Mul is a * b.
func F32Mul(a, b any) Expr { return binop("f32.mul", F32, F32, []byte{0x94}, a, b) }

// F32Div is a / b.
func F32Div(a, b any) Expr { return binop("f32.div", F32, F32, []byte{0x95}, a, b) }

// F32Min is the smaller of a and b, NaN if one is.
func F32Min(a, b any) Expr { return binop("f32.min", F32, F32, []byte{0x96}, a, b) }

// F32Max is the larger of a and b, NaN if one is.
func F32Max(a, b any) Expr { return binop("f32.max", F32, F32, []byte{0x97}, a, b) }

// F32Abs is the absolute value.
func F32Abs(a any) Expr { return unary("f32.abs", F32, F32, []byte{0x8b}, a) }

// F32Neg is -a.
func F32Neg(a any) Expr { return unary("f32.neg", F32, F32, []byte{0x8c}, a) }

// F32Floor rounds down.
func F32Floor(a any) Expr { return unary("f32.floor", F32, F32, []byte{0x8e}, a) }

// F32Nearest rounds to the nearest integer, ties to even.
func F32Nearest(a any) Expr { return unary("f32.nearest", F32, F32, []byte{0x90}, a) }

// F32Sqrt is the square root.
func F32Sqrt(a any) Expr { return unary("f32.sqrt", F32, F32, []byte{0x91}, a) }

// F32Eq is 1 if a == b, and 0 if not.
func F32Eq(a, b any) Expr { return binop("f32.eq", F32, I32, []byte{0x5b}, a, b) }

// F32Ne is 1 if a != b, and 0 if not.
func F32Ne(a, b any) Expr { return binop("f32.ne", F32, I32, []byte{0x5c}, a, b) }

// F32Lt is 1 if a < b, and 0 if not.
func F32Lt(a, b any) Expr { return binop("f32.lt", F32, I32, []byte{0x5d}, a, b) }

// F32Gt is 1 if a > b, and 0 if not.
func F32Gt(a, b any) Expr { return binop("f32.gt", F32, I32, []byte{0x5e}, a, b) }

// F32Le is 1 if a <= b, and 0 if not.
func F32Le(a, b any) Expr { return binop("f32.le", F32, I32, []byte{0x5f}, a, b) }

// F32Ge is 1 if a >= b, and 0 if not.
func F32Ge(a, b any) Expr { return binop("f32.ge", F32, I32, []byte{0x60}, a, b) }

// F64Add is a + b.
func F64Add(a, b any) Expr { return binop("f64.add", F64, F64, []byte{0xa0}, a, b) }

// F64Sub is a - b.
func F64Sub(a, b any) Expr { return binop("f64.sub", F64, F64, []byte{0xa1}, a, b) }

// F64Mul is a * b.
func F64Mul(a, b any) Expr { return binop("f64.mul", F64, F64, []byte{0xa2}, a, b) }

// F64Div is a / b.
func F64Div(a, b any) Expr { return binop("f64.div", F64, F64, []byte{0xa3}, a, b) }

// F64Min is the smaller of a and b, NaN if one is.
func F64Min(a, b any) Expr { return binop("f64.min", F64, F64, []byte{0xa4}, a, b) }

// F64Max is the larger of a and b, NaN if one is.
func F64Max(a, b any) Expr { return binop("f64.max", F64, F64, []byte{0xa5}, a, b) }

// F64Abs is the absolute value.
func F64Abs(a any) Expr { return unary("f64.abs", F64, F64, []byte{0x99}, a) }

// F64Neg is -a.
func F64Neg(a any) Expr { return unary("f64.neg", F64, F64, []byte{0x9a}, a) }

// F64Floor rounds down.
func F64Floor(a any) Expr { return unary("f64.floor", F64, F64, []byte{0x9c}, a) }

// F64Nearest rounds to the nearest integer, ties to even.
func F64Nearest(a any) Expr { return unary("f64.nearest", F64, F64, []byte{0x9e}, a) }

// F64Sqrt is the square root.
func F64Sqrt(a any) Expr { return unary("f64.sqrt", F64, F64, []byte{0x9f}, a) }

// F64Eq is 1 if a == b, and 0 if not.
func F64Eq(a, b any) Expr { return binop("f64.eq", F64, I32, []byte{0x61}, a, b) }

// F64Ne is 1 if a != b, and 0 if not.
func F64Ne(a, b any) Expr { return binop("f64.ne", F64, I32, []byte{0x62}, a, b) }

// F64Lt is 1 if a < b, and 0 if not.
func F64Lt(a, b any) Expr { return binop("f64.lt", F64, I32, []byte{0x63}, a, b) }

// F64Gt is 1 if a > b, and 0 if not.
func F64Gt(a, b any) Expr { return binop("f64.gt", F64, I32, []byte{0x64}, a, b) }

// F64Le is 1 if a <= b, and 0 if not.
func F64Le(a, b any) Expr { return binop("f64.le", F64, I32, []byte{0x65}, a, b) }

// F64Ge is 1 if a >= b, and 0 if not.
func F64Ge(a, b any) Expr { return binop("f64.ge", F64, I32, []byte{0x66}, a, b) }

// F32ConvertI32S is the nearest float of a signed integer.
func F32ConvertI32S(a any) Expr { return unary("f32.convert_i32_s", I32, F32, []byte{0xb2}, a) }

// F32Demote rounds to single precision.
func F32Demote(a any) Expr { return unary("f32.demote_f64", F64, F32, []byte{0xb6}, a) }

// F64Promote widens to double precision.
func F64Promote(a any) Expr { return unary("f64.promote_f32", F32, F64, []byte{0xbb}, a) }

// F64ConvertI32S is a signed integer as a float.
func F64ConvertI32S(a any) Expr { return unary("f64.convert_i32_s", I32, F64, []byte{0xb7}, a) }

// I32TruncSatF32S rounds towards zero; what does not fit becomes the nearest integer that does, NaN 0.
func I32TruncSatF32S(a any) Expr { return unary("i32.trunc_sat_f32_s", F32, I32, []byte{0xfc, 0}, a) }

// I32ReinterpretF32 is the bit pattern.
func I32ReinterpretF32(a any) Expr { return unary("i32.reinterpret_f32", F32, I32, []byte{0xbc}, a) }

// F32ReinterpretI32 is the float of a bit pattern.
func F32ReinterpretI32(a any) Expr { return unary("f32.reinterpret_i32", I32, F32, []byte{0xbe}, a) }
