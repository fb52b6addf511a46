package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// flat begins a kernel on slices of equal length; the first gives the length.
func flat(name, doc string, params ...string) (pointers []reg.Register, index, n reg.Register) {
	signature := "func("
	for i, p := range params {
		if i > 0 {
			signature += ", "
		}
		signature += p
	}
	TEXT(name, NOSPLIT, signature+" []float32)")
	Pragma("noescape")
	Doc(name + " " + doc)
	for _, p := range params {
		pointers = append(pointers, Load(Param(p).Base(), GP64()))
	}
	n = Load(Param(params[0]).Len(), GP64())
	SHLQ(U8(2), n)
	return pointers, GP64(), n
}

func rowTypes() {
	p, i, n := flat("rowTypesAVX2", "implements kernels.rowTypes.", "e", "s", "t", "p0", "p1", "p2")
	eachVector("types", i, n, func(u int) {
		p1, p2, v := YMM(), YMM(), YMM()
		VMOVUPS(at(p[4], i, u), p1)
		VMOVUPS(at(p[5], i, u), p2)
		VMOVUPS(at(p[3], i, u), v)
		VSUBPS(p2, v, v)
		VMOVUPS(v, at(p[0], i, u))
		VADDPS(p1, p2, v)
		VMOVUPS(v, at(p[1], i, u))
		VSUBPS(p1, p2, v)
		VMOVUPS(v, at(p[2], i, u))
	})
	finish()
}

func sum2() {
	p, i, n := flat("sum2AVX2", "implements kernels.sum2.", "dst", "x", "y")
	eachVector("sum", i, n, func(u int) {
		v := YMM()
		VMOVUPS(at(p[1], i, u), v)
		VADDPS(at(p[2], i, u), v, v)
		VMOVUPS(v, at(p[0], i, u))
	})
	finish()
}

// sumOf3 loads the sum of three vectors.
func sumOf3(x, y, z Mem) reg.VecVirtual {
	v := YMM()
	VMOVUPS(x, v)
	VADDPS(y, v, v)
	VADDPS(z, v, v)
	return v
}

func addSum3() {
	p, i, n := flat("addSum3AVX2", "implements kernels.addSum3.", "dst", "x", "y", "z")
	eachVector("sum", i, n, func(u int) {
		v := sumOf3(at(p[1], i, u), at(p[2], i, u), at(p[3], i, u))
		write(v, at(p[0], i, u), sum)
	})
	finish()
}

func splitSum3() {
	p, i, n := flat("splitSum3AVX2", "implements kernels.splitSum3.", "first", "second", "x", "y", "z")
	eachVector("sum", i, n, func(u int) {
		v := sumOf3(at(p[2], i, u), at(p[3], i, u), at(p[4], i, u))
		VMOVUPS(v, at(p[0], i, u))
		write(v, at(p[1], i, u), sum)
	})
	finish()
}

// combine moves its pointers, since their index register is the distance of
// the types.
func combine() {
	a := function("combineAVX2", "combineArgs", "implements kernels.combine.")
	products := []reg.Register{slice(a, "Even"), slice(a, "Odd"), slice(a, "Next")}
	step, n := bytes(a, "TypeLen"), bytes(a, "N")
	columns := func(u int) reg.VecVirtual {
		place := func(p reg.Register) Mem {
			if u == 0 {
				return Mem{Base: p}
			}
			return Mem{Base: p, Index: step, Scale: uint8(u)}
		}
		return sumOf3(place(products[0]), place(products[1]), place(products[2]))
	}
	variant := func(label string, results []string, body func(to []reg.Register)) {
		to := make([]reg.Register, len(results))
		for i, r := range results {
			to[i] = slice(a, r)
		}
		Label(label + "_loop")
		body(to)
		for _, p := range append(to, products...) {
			ADDQ(Imm(vector), p)
		}
		SUBQ(Imm(vector), n)
		JG(LabelRef(label + "_loop"))
		finish()
	}
	CMPB(address(a.Field("First")), Imm(0))
	JNE(LabelRef("first"))
	variant("all", []string{"Here", "Below", "Other"}, func(to []reg.Register) {
		s, t, e := columns(0), columns(1), columns(2)
		v := YMM()
		VSUBPS(t, s, v)
		VMOVUPS(v, Mem{Base: to[1]})
		VADDPS(t, s, s)
		VADDPS(e, s, s)
		VMOVUPS(s, Mem{Base: to[0]})
		VMOVUPS(Mem{Base: to[2]}, v)
		VSUBPS(e, v, v)
		VMOVUPS(v, Mem{Base: to[2]})
	})
	Label("first")
	variant("below", []string{"Below"}, func(to []reg.Register) {
		s, t := columns(0), columns(1)
		VSUBPS(t, s, s)
		VMOVUPS(s, Mem{Base: to[0]})
	})
}

// butterflies generates the channel transforms, one function for each length
// and direction, so that a vector of all blocks stays in registers.
func butterflies() {
	butterfly("butterfly1AVX2", 1, func(v []reg.VecVirtual) []reg.VecVirtual { return v })
	butterfly("butterfly2AVX2", 2, func(v []reg.VecVirtual) []reg.VecVirtual {
		s, d := addSub(v[0], v[1])
		return []reg.VecVirtual{s, d}
	})
	butterfly("butterfly4AVX2", 4, fourier4)
	butterfly("butterfly4InverseAVX2", 4, fourier4Inverse)
	halfRoot := ConstData("halfRoot", F32(0.70710678118654752440))
	root := func() reg.VecVirtual {
		h := YMM()
		VBROADCASTSS(halfRoot, h)
		return h
	}
	scale := func(v, h reg.VecVirtual) reg.VecVirtual { VMULPS(h, v, v); return v }
	butterfly("butterfly8AVX2", 8, func(v []reg.VecVirtual) []reg.VecVirtual {
		var u, d [4]reg.VecVirtual
		for j := range 4 {
			u[j], d[j] = addSub(v[j], v[j+4])
		}
		h := root()
		q, p := addSub(d[1], d[3])
		scale(q, h)
		scale(p, h)
		a1, a3 := addSub(d[0], p)
		b1, b3 := addSub(q, d[2])
		return append(fourier4(u[:]), a1, b1, a3, b3)
	})
	butterfly("butterfly8InverseAVX2", 8, func(v []reg.VecVirtual) []reg.VecVirtual {
		o0, q := addSub(v[4], v[6])
		t, o2 := addSub(v[5], v[7])
		o1, o3 := addSub(t, q)
		h := root()
		o := []reg.VecVirtual{o0, scale(o1, h), o2, scale(o3, h)}
		e := fourier4Inverse(v[:4])
		var y [8]reg.VecVirtual
		for j := range 4 {
			y[j], y[j+4] = addSub(e[j], o[j])
		}
		return y[:]
	})
}

// addSub returns x+y and x-y; it gives up x.
func addSub(x, y reg.VecVirtual) (sum, difference reg.VecVirtual) {
	s := YMM()
	VADDPS(y, x, s)
	VSUBPS(y, x, x)
	return s, x
}

func fourier4(v []reg.VecVirtual) []reg.VecVirtual {
	u0, a := addSub(v[0], v[2])
	u1, b := addSub(v[1], v[3])
	x0, x2 := addSub(u0, u1)
	return []reg.VecVirtual{x0, x2, a, b}
}

func fourier4Inverse(v []reg.VecVirtual) []reg.VecVirtual {
	p, m := addSub(v[0], v[1])
	y0, y2 := addSub(p, v[2])
	y1, y3 := addSub(m, v[3])
	return []reg.VecVirtual{y0, y1, y2, y3}
}

// blocks addresses the same position of several blocks: three at a time share
// a pointer, with the distance of the blocks as index.
type blocks struct {
	step     reg.Register
	pointers []reg.Register
}

func newBlocks(a gotypes.Component, base, step string, points int) blocks {
	b := blocks{step: bytes(a, step), pointers: []reg.Register{slice(a, base)}}
	for i := 3; i < points; i += 3 {
		p := GP64()
		LEAQ(Mem{Base: b.pointers[len(b.pointers)-1], Index: b.step, Scale: 2}, p)
		ADDQ(b.step, p)
		b.pointers = append(b.pointers, p)
	}
	return b
}

func (b blocks) at(j int) Mem {
	m := Mem{Base: b.pointers[j/3]}
	if j%3 > 0 {
		m.Index, m.Scale = b.step, uint8(j%3)
	}
	return m
}

func (b blocks) advance(by Op) {
	for _, p := range b.pointers {
		ADDQ(by, p)
	}
}

func butterfly(fn string, points int, transform func([]reg.VecVirtual) []reg.VecVirtual) {
	a := function(fn, "butterflyArgs", "implements kernels.butterfly.")
	src, dst := newBlocks(a, "Src", "SrcBlock", points), newBlocks(a, "Dst", "DstBlock", points)
	rows, n := field(a, "Rows"), GP64()
	rest := func(pitch string) reg.Register {
		r := GP64()
		MOVQ(address(a.Field(pitch)), r)
		SUBQ(address(a.Field("N")), r)
		SHLQ(U8(2), r)
		return r
	}
	loop := func(label string, t target) {
		Label(label + "_row")
		MOVQ(address(a.Field("N")), n)
		Label(label + "_vector")
		v := make([]reg.VecVirtual, points)
		for j := range v {
			v[j] = YMM()
			VMOVUPS(src.at(j), v[j])
		}
		for j, r := range transform(v) {
			write(r, dst.at(j), t)
		}
		src.advance(Imm(vector))
		dst.advance(Imm(vector))
		SUBQ(Imm(vector/4), n)
		JG(LabelRef(label + "_vector"))
		src.advance(rest("SrcPitch"))
		dst.advance(rest("DstPitch"))
		DECQ(rows)
		JNZ(LabelRef(label + "_row"))
		finish()
	}
	jumpIfFalse(a, "Add", "set")
	loop("sum", sum)
	Label("set")
	loop("set", set)
}
