package wasmgen

// Instructions on 32-bit integers carry no prefix: they are what addresses and
// counters are made of.

// Add is a + b.
func Add(a, b any) Expr { return binop("i32.add", I32, I32, []byte{0x6a}, a, b) }

// Sub is a - b.
func Sub(a, b any) Expr { return binop("i32.sub", I32, I32, []byte{0x6b}, a, b) }

// Mul is a * b.
func Mul(a, b any) Expr { return binop("i32.mul", I32, I32, []byte{0x6c}, a, b) }

// DivS is a / b of signed numbers; b = 0 traps.
func DivS(a, b any) Expr { return binop("i32.div_s", I32, I32, []byte{0x6d}, a, b) }

// DivU is a / b of unsigned numbers; b = 0 traps.
func DivU(a, b any) Expr { return binop("i32.div_u", I32, I32, []byte{0x6e}, a, b) }

// RemU is the rest of a / b of unsigned numbers; b = 0 traps.
func RemU(a, b any) Expr { return binop("i32.rem_u", I32, I32, []byte{0x70}, a, b) }

// And is the bitwise and.
func And(a, b any) Expr { return binop("i32.and", I32, I32, []byte{0x71}, a, b) }

// Or is the bitwise or.
func Or(a, b any) Expr { return binop("i32.or", I32, I32, []byte{0x72}, a, b) }

// Xor is the bitwise exclusive or.
func Xor(a, b any) Expr { return binop("i32.xor", I32, I32, []byte{0x73}, a, b) }

// Shl is a shifted left by b bits.
func Shl(a, b any) Expr { return binop("i32.shl", I32, I32, []byte{0x74}, a, b) }

// ShrS is a shifted right by b bits, the sign repeated.
func ShrS(a, b any) Expr { return binop("i32.shr_s", I32, I32, []byte{0x75}, a, b) }

// ShrU is a shifted right by b bits, zeros moved in.
func ShrU(a, b any) Expr { return binop("i32.shr_u", I32, I32, []byte{0x76}, a, b) }

// Eqz is 1 if a is 0, and 0 if not.
func Eqz(a any) Expr { return unary("i32.eqz", I32, I32, []byte{0x45}, a) }

// Eq is 1 if a == b, and 0 if not.
func Eq(a, b any) Expr { return binop("i32.eq", I32, I32, []byte{0x46}, a, b) }

// Ne is 1 if a != b, and 0 if not.
func Ne(a, b any) Expr { return binop("i32.ne", I32, I32, []byte{0x47}, a, b) }

// LtS is 1 if a < b, signed, and 0 if not.
func LtS(a, b any) Expr { return binop("i32.lt_s", I32, I32, []byte{0x48}, a, b) }

// LtU is 1 if a < b, unsigned, and 0 if not.
func LtU(a, b any) Expr { return binop("i32.lt_u", I32, I32, []byte{0x49}, a, b) }

// GtS is 1 if a > b, signed, and 0 if not.
func GtS(a, b any) Expr { return binop("i32.gt_s", I32, I32, []byte{0x4a}, a, b) }

// GtU is 1 if a > b, unsigned, and 0 if not.
func GtU(a, b any) Expr { return binop("i32.gt_u", I32, I32, []byte{0x4b}, a, b) }

// LeS is 1 if a <= b, signed, and 0 if not.
func LeS(a, b any) Expr { return binop("i32.le_s", I32, I32, []byte{0x4c}, a, b) }

// LeU is 1 if a <= b, unsigned, and 0 if not.
func LeU(a, b any) Expr { return binop("i32.le_u", I32, I32, []byte{0x4d}, a, b) }

// GeS is 1 if a >= b, signed, and 0 if not.
func GeS(a, b any) Expr { return binop("i32.ge_s", I32, I32, []byte{0x4e}, a, b) }

// GeU is 1 if a >= b, unsigned, and 0 if not.
func GeU(a, b any) Expr { return binop("i32.ge_u", I32, I32, []byte{0x4f}, a, b) }

// MinS is the smaller of two signed numbers. Both operands are emitted twice.
func MinS(a, b any) Expr {
	x, y := operand("min", I32, a), operand("min", I32, b)
	return Select(x, y, LtS(x, y))
}

// MaxS is the larger of two signed numbers. Both operands are emitted twice.
func MaxS(a, b any) Expr {
	x, y := operand("max", I32, a), operand("max", I32, b)
	return Select(x, y, GtS(x, y))
}

// 64-bit integers.

// I64Add is a + b.
func I64Add(a, b any) Expr { return binop("i64.add", I64, I64, []byte{0x7c}, a, b) }

// I64Sub is a - b.
func I64Sub(a, b any) Expr { return binop("i64.sub", I64, I64, []byte{0x7d}, a, b) }

// I64Mul is a * b.
func I64Mul(a, b any) Expr { return binop("i64.mul", I64, I64, []byte{0x7e}, a, b) }

// I64And is the bitwise and.
func I64And(a, b any) Expr { return binop("i64.and", I64, I64, []byte{0x83}, a, b) }

// I64Or is the bitwise or.
func I64Or(a, b any) Expr { return binop("i64.or", I64, I64, []byte{0x84}, a, b) }

// I64Xor is the bitwise exclusive or.
func I64Xor(a, b any) Expr { return binop("i64.xor", I64, I64, []byte{0x85}, a, b) }

// I64Shl is a shifted left by b bits.
func I64Shl(a, b any) Expr { return binop("i64.shl", I64, I64, []byte{0x86}, a, b) }

// I64ShrU is a shifted right by b bits, zeros moved in.
func I64ShrU(a, b any) Expr { return binop("i64.shr_u", I64, I64, []byte{0x88}, a, b) }

// I64Eq is 1 if a == b, and 0 if not.
func I64Eq(a, b any) Expr { return binop("i64.eq", I64, I32, []byte{0x51}, a, b) }

// I64ExtendU widens an unsigned number.
func I64ExtendU(a any) Expr { return unary("i64.extend_i32_u", I32, I64, []byte{0xad}, a) }

// I32WrapI64 keeps the low 32 bits.
func I32WrapI64(a any) Expr { return unary("i32.wrap_i64", I64, I32, []byte{0xa7}, a) }
