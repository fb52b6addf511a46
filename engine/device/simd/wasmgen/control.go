package wasmgen

import "fmt"

// Label is a block or loop that encloses the code where it is used.
type Label struct {
	fn    *Func
	depth int
}

const noResult = 0x40 // the block type of a block that leaves no value

// open starts a block; close must follow.
func (f *Func) open(opcode byte) Label {
	f.code = append(f.code, opcode, noResult)
	f.depth++
	return Label{f, f.depth}
}

func (f *Func) close() {
	f.code = append(f.code, 0x0b)
	f.depth--
}

// target is the distance of a label counted in open blocks, as a branch wants it.
func (f *Func) target(l Label) uint64 {
	if l.fn != f || l.depth > f.depth {
		panic(fmt.Sprintf("wasmgen: function %q branches to a block that does not enclose the branch", f.name))
	}
	return uint64(f.depth - l.depth)
}

// Block runs body; a branch to its label goes to its end.
func (f *Func) Block(body func(end Label)) {
	l := f.open(0x02)
	body(l)
	f.close()
}

// Loop runs body once; a branch to its label goes back to its start.
func (f *Func) Loop(body func(start Label)) {
	l := f.open(0x03)
	body(l)
	f.close()
}

// Br branches to a label.
func (f *Func) Br(l Label) { f.code = uleb(append(f.code, 0x0c), f.target(l)) }

// BrIf branches to a label if cond is not 0.
func (f *Func) BrIf(l Label, cond any) {
	f.emit(build("br_if", void, uleb([]byte{0x0d}, f.target(l)), operand("br_if", I32, cond)))
}

// If runs then if cond is not 0, and otherwise the first of els, if any.
func (f *Func) If(cond any, then func(), els ...func()) {
	f.emit(operand("if", I32, cond))
	f.open(0x04)
	then()
	if len(els) > 0 {
		f.code = append(f.code, 0x05)
		els[0]()
	}
	f.close()
}

// Repeat runs body at least once and again as long as cond is not 0 after it.
// It is the cheapest loop: one branch a turn and none before.
func (f *Func) Repeat(cond any, body func()) {
	f.Loop(func(start Label) {
		body()
		f.BrIf(start, cond)
	})
}

// While runs body as long as cond is not 0. The condition is emitted twice:
// once before the loop and once at its end.
func (f *Func) While(cond any, body func()) {
	f.If(cond, func() { f.Repeat(cond, body) })
}

// For runs body for v = from, from+step, ... as long as v < to, signed. The
// bound is computed again on every turn. Go constants from < to save the test
// before the first turn.
func (f *Func) For(v Var, from, to, step any, body func()) {
	f.Set(v, from)
	turn := func() {
		body()
		f.Inc(v, step)
	}
	a, known := from.(int)
	b, bounded := to.(int)
	switch {
	case known && bounded && a >= b:
		// No turn at all.
	case known && bounded:
		f.Repeat(LtS(v, to), turn)
	default:
		f.While(LtS(v, to), turn)
	}
}
