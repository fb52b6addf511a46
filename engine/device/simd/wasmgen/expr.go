package wasmgen

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Expr is an expression: the code that leaves one value on the stack, and its
// type. Expressions are values; emitted twice, the code runs twice.
type Expr struct {
	typ  Type
	fn   *Func // whose locals it reads; nil for none
	code []byte
}

// Type is the type of the value.
func (e Expr) Type() Type { return e.typ }

// Var is a local variable or parameter of one function.
type Var struct {
	fn    *Func
	index int
	typ   Type
}

// Type is the type of the variable.
func (v Var) Type() Type { return v.typ }

// Get is the variable's value at the place where the expression is emitted.
func (v Var) Get() Expr {
	return Expr{v.typ, v.fn, uleb([]byte{0x20}, uint64(v.index))}
}

// I32Const is a constant; a Go int as operand says the same.
func I32Const(v int32) Expr { return Expr{typ: I32, code: sleb([]byte{0x41}, int64(v))} }

// I64Const is a constant; a Go int as operand of a 64-bit instruction says the same.
func I64Const(v int64) Expr { return Expr{typ: I64, code: sleb([]byte{0x42}, v)} }

// F32Const is a constant; a float32, float64 or int as operand says the same.
func F32Const(v float32) Expr {
	return Expr{typ: F32, code: binary.LittleEndian.AppendUint32([]byte{0x43}, math.Float32bits(v))}
}

// F64Const is a constant.
func F64Const(v float64) Expr {
	return Expr{typ: F64, code: binary.LittleEndian.AppendUint64([]byte{0x44}, math.Float64bits(v))}
}

// I32x4Const is a vector of four constants.
func I32x4Const(a, b, c, d int32) Expr {
	code := []byte{0xfd, 12}
	for _, v := range []int32{a, b, c, d} {
		code = binary.LittleEndian.AppendUint32(code, uint32(v))
	}
	return Expr{typ: V128, code: code}
}

// F32x4Const is a vector with v in all four lanes.
func F32x4Const(v float32) Expr {
	b := int32(math.Float32bits(v))
	return I32x4Const(b, b, b, b)
}

// operand turns what an author may write into an expression of the type that
// the instruction wants.
func operand(instr string, want Type, a any) Expr {
	var e Expr
	switch a := a.(type) {
	case Expr:
		e = a
	case Var:
		e = a.Get()
	case int:
		switch want {
		case I32:
			if int64(a) < math.MinInt32 || int64(a) > math.MaxUint32 {
				panic(fmt.Sprintf("wasmgen: %s: %d does not fit in 32 bits", instr, a))
			}
			e = I32Const(int32(uint32(int64(a))))
		case I64:
			e = I64Const(int64(a))
		case F32:
			e = F32Const(float32(a))
		case F64:
			e = F64Const(float64(a))
		}
	case float32:
		e = floatConst(want, float64(a))
	case float64:
		e = floatConst(want, a)
	default:
		panic(fmt.Sprintf("wasmgen: %s: a %T is no operand", instr, a))
	}
	if e.typ != want {
		got := e.typ.String()
		if e.code == nil {
			got = fmt.Sprintf("the constant %v", a)
		}
		panic(fmt.Sprintf("wasmgen: %s: want an operand of type %v, got %s", instr, want, got))
	}
	return e
}

func floatConst(want Type, v float64) Expr {
	switch want {
	case F32:
		return F32Const(float32(v))
	case F64:
		return F64Const(v)
	}
	return Expr{}
}

// build puts the code of the operands one after the other and then the
// instruction. All locals must be of one function.
func build(instr string, result Type, code []byte, args ...Expr) Expr {
	e := Expr{typ: result}
	parts := make([][]byte, 0, 4)
	for _, a := range args {
		if a.fn != nil {
			if e.fn != nil && e.fn != a.fn {
				panic(fmt.Sprintf("wasmgen: %s: operands of functions %q and %q", instr, e.fn.name, a.fn.name))
			}
			e.fn = a.fn
		}
		parts = append(parts, a.code)
	}
	e.code = slices.Concat(append(parts, code)...)
	return e
}

func unary(instr string, in, out Type, code []byte, a any) Expr {
	return build(instr, out, code, operand(instr, in, a))
}

func binop(instr string, in, out Type, code []byte, a, b any) Expr {
	return build(instr, out, code, operand(instr, in, a), operand(instr, in, b))
}

func ternary(instr string, t Type, code []byte, a, b, c any) Expr {
	return build(instr, t, code, operand(instr, t, a), operand(instr, t, b), operand(instr, t, c))
}

// Select is a where cond is not 0 and b elsewhere. Both are computed. One of
// them must be an Expr or Var, to say the type.
func Select(a, b, cond any) Expr {
	t := typeOf(a)
	if t == void {
		t = typeOf(b)
	}
	if t == void {
		panic("wasmgen: select: two Go constants have no type")
	}
	code := []byte{0x1b}
	if t == V128 { // vectors need the form that names the type
		code = []byte{0x1c, 1, byte(t)}
	}
	return build("select", t, code, operand("select", t, a), operand("select", t, b), operand("select", I32, cond))
}

func typeOf(a any) Type {
	switch a := a.(type) {
	case Expr:
		return a.typ
	case Var:
		return a.typ
	}
	return void
}
