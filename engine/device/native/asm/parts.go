package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vector is the number of bytes of a YMM register: one pixel of 8 pictures.
const vector = 32

// function begins a kernel that takes a pointer to an argument struct.
func function(name, args, doc string) gotypes.Component {
	TEXT(name, NOSPLIT, "func(a *"+args+")")
	Pragma("noescape")
	Doc(name + " " + doc)
	return Dereference(Param("a"))
}

// finish ends a kernel.
func finish() {
	VZEROUPPER()
	RET()
}

// field loads a number.
func field(a gotypes.Component, name string) reg.Register {
	return Load(a.Field(name), GP64())
}

// bytes loads a count of floats as a count of bytes.
func bytes(a gotypes.Component, name string) reg.Register {
	r := Load(a.Field(name), GP64())
	SHLQ(U8(2), r)
	return r
}

// slice loads the address of a slice's first element.
func slice(a gotypes.Component, name string) reg.Register {
	return Load(a.Field(name).Base(), GP64())
}

// address is where a field lies.
func address(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// spread loads a float32 field into every lane.
func spread(a gotypes.Component, name string) reg.VecVirtual {
	v := YMM()
	VBROADCASTSS(address(a.Field(name)), v)
	return v
}

// zeros returns n cleared registers.
func zeros(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = YMM()
		VXORPS(v[i], v[i], v[i])
	}
	return v
}

// jumpIfFalse jumps to a label unless a bool field is set.
func jumpIfFalse(a gotypes.Component, name, label string) {
	CMPB(address(a.Field(name)), Imm(0))
	JEQ(LabelRef(label))
}

// at addresses the vector u behind base+index.
func at(base, index reg.Register, u int) Mem {
	return Mem{Base: base, Index: index, Scale: 1, Disp: u * vector}
}

// eachVector runs body over n bytes, two vectors at a time where there are
// two. Body(u) works on the vector at index + u*vector.
func eachVector(label string, index, n reg.Register, body func(u int)) {
	XORQ(index, index)
	end := GP64()
	LEAQ(Mem{Base: n, Disp: -vector}, end) // the last vector begins here
	Label(label + "_pair")
	CMPQ(index, end)
	JGE(LabelRef(label + "_single"))
	body(0)
	body(1)
	ADDQ(Imm(2*vector), index)
	JMP(LabelRef(label + "_pair"))
	Label(label + "_single")
	CMPQ(index, n)
	JGE(LabelRef(label + "_done"))
	body(0)
	Label(label + "_done")
}

// name joins the parts of a label.
func name(parts ...any) string {
	s := ""
	for i, p := range parts {
		if i > 0 {
			s += "_"
		}
		s += fmt.Sprint(p)
	}
	return s
}
