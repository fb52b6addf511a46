package wasmgen

import "fmt"

// Addresses are bytes, of type i32; off is a constant that is added to them
// for free. Plain loads and stores need not be aligned. All integers and
// floats are little-endian.

// memarg is the tail of an instruction that touches memory: the promised
// alignment (log2) and the offset.
func memarg(instr string, code []byte, align, off int) []byte {
	if off < 0 {
		panic(fmt.Sprintf("wasmgen: %s: offset %d is negative", instr, off))
	}
	return uleb(uleb(code, uint64(align)), uint64(off))
}

func load(instr string, t Type, code []byte, align int, addr any, off int) Expr {
	return build(instr, t, memarg(instr, code, align, off), operand(instr, I32, addr))
}

func (f *Func) store(instr string, t Type, code []byte, align int, addr any, off int, v any) {
	f.emit(build(instr, void, memarg(instr, code, align, off), operand(instr, I32, addr), operand(instr, t, v)))
}

// Load32 reads an i32.
func Load32(addr any, off int) Expr { return load("i32.load", I32, []byte{0x28}, 2, addr, off) }

// Load8U reads a byte as an i32.
func Load8U(addr any, off int) Expr { return load("i32.load8_u", I32, []byte{0x2d}, 0, addr, off) }

// Load64 reads an i64.
func Load64(addr any, off int) Expr { return load("i64.load", I64, []byte{0x29}, 3, addr, off) }

// LoadF32 reads an f32.
func LoadF32(addr any, off int) Expr { return load("f32.load", F32, []byte{0x2a}, 2, addr, off) }

// LoadF64 reads an f64.
func LoadF64(addr any, off int) Expr { return load("f64.load", F64, []byte{0x2b}, 3, addr, off) }

// LoadV reads a vector, 16 bytes.
func LoadV(addr any, off int) Expr { return load("v128.load", V128, vector(0), 2, addr, off) }

// LoadSplat32 reads 4 bytes into all four lanes: one broadcast instruction.
func LoadSplat32(addr any, off int) Expr {
	return load("v128.load32_splat", V128, vector(9), 2, addr, off)
}

// LoadSplat64 reads 8 bytes into both halves.
func LoadSplat64(addr any, off int) Expr {
	return load("v128.load64_splat", V128, vector(10), 2, addr, off)
}

// LoadZero32 reads 4 bytes into lane 0; the other lanes are 0.
func LoadZero32(addr any, off int) Expr {
	return load("v128.load32_zero", V128, vector(0x5c), 2, addr, off)
}

// LoadZero64 reads 8 bytes into lanes 0 and 1; the other lanes are 0.
func LoadZero64(addr any, off int) Expr {
	return load("v128.load64_zero", V128, vector(0x5d), 2, addr, off)
}

// LoadLane32 is v with one lane replaced by 4 bytes of memory.
func LoadLane32(addr any, off int, v any, l int) Expr {
	const instr = "v128.load32_lane"
	code := append(memarg(instr, vector(0x56), 2, off), lane(instr, l, 4))
	return build(instr, V128, code, operand(instr, I32, addr), operand(instr, V128, v))
}

// Store32 writes an i32.
func (f *Func) Store32(addr any, off int, v any) {
	f.store("i32.store", I32, []byte{0x36}, 2, addr, off, v)
}

// Store64 writes an i64.
func (f *Func) Store64(addr any, off int, v any) {
	f.store("i64.store", I64, []byte{0x37}, 3, addr, off, v)
}

// StoreF32 writes an f32.
func (f *Func) StoreF32(addr any, off int, v any) {
	f.store("f32.store", F32, []byte{0x38}, 2, addr, off, v)
}

// StoreF64 writes an f64.
func (f *Func) StoreF64(addr any, off int, v any) {
	f.store("f64.store", F64, []byte{0x39}, 3, addr, off, v)
}

// StoreV writes a vector, 16 bytes.
func (f *Func) StoreV(addr any, off int, v any) {
	f.store("v128.store", V128, vector(11), 2, addr, off, v)
}

// StoreLane32 writes one 4-byte lane.
func (f *Func) StoreLane32(addr any, off int, v any, l int) {
	const instr = "v128.store32_lane"
	code := append(memarg(instr, vector(0x5a), 2, off), lane(instr, l, 4))
	f.emit(build(instr, void, code, operand(instr, I32, addr), operand(instr, V128, v)))
}

// Fill sets n bytes from addr on to the low byte of v.
func (f *Func) Fill(addr, v, n any) {
	const instr = "memory.fill"
	f.emit(build(instr, void, []byte{0xfc, 11, 0}, operand(instr, I32, addr), operand(instr, I32, v), operand(instr, I32, n)))
}

// Copy moves n bytes from src to dst; they may overlap.
func (f *Func) Copy(dst, src, n any) {
	const instr = "memory.copy"
	f.emit(build(instr, void, []byte{0xfc, 10, 0, 0}, operand(instr, I32, dst), operand(instr, I32, src), operand(instr, I32, n)))
}
