package wasmgen

// Atomic instructions (threads proposal): sequentially consistent, on i32
// cells whose address is a multiple of 4. Wait and notify need a shared memory.

// AtomicLoad reads a cell.
func AtomicLoad(addr any, off int) Expr {
	return load("i32.atomic.load", I32, []byte{0xfe, 0x10}, 2, addr, off)
}

// AtomicStore writes a cell.
func (f *Func) AtomicStore(addr any, off int, v any) {
	f.store("i32.atomic.store", I32, []byte{0xfe, 0x17}, 2, addr, off, v)
}

// AtomicAdd adds v to a cell and is the cell's old value. It is an expression
// with an effect; wrap it in Func.Drop where the value is not wanted.
func AtomicAdd(addr any, off int, v any) Expr {
	const instr = "i32.atomic.rmw.add"
	return build(instr, I32, memarg(instr, []byte{0xfe, 0x1e}, 2, off), operand(instr, I32, addr), operand(instr, I32, v))
}

// AtomicWait sleeps while the cell holds want, for at most ns nanoseconds
// (an i64; negative: for ever). It is 0 when woken, 1 when the cell held
// something else, 2 when the time was up.
func AtomicWait(addr any, off int, want, ns any) Expr {
	const instr = "memory.atomic.wait32"
	return build(instr, I32, memarg(instr, []byte{0xfe, 0x01}, 2, off),
		operand(instr, I32, addr), operand(instr, I32, want), operand(instr, I64, ns))
}

// AtomicNotify wakes at most n sleepers of a cell (-1: all) and is their number.
func AtomicNotify(addr any, off int, n any) Expr {
	const instr = "memory.atomic.notify"
	return build(instr, I32, memarg(instr, []byte{0xfe, 0x00}, 2, off), operand(instr, I32, addr), operand(instr, I32, n))
}

// Fence orders all memory accesses before it and after it.
func (f *Func) Fence() { f.emit(Expr{code: []byte{0xfe, 0x03, 0}}) }
