package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// weightGrad generates the correlation kernel: 4 filters by 3 inputs. Its 12
// sums run over pixels, rows and images, lane by lane; the lanes are added up
// at the very end. A step loads 3 inputs and 4 output gradients for 12
// multiply-adds.
func weightGrad() {
	a := function("weightGradAVX2", "gradArgs", "implements kernels.weightGrad.")
	var dy [4]reg.Register
	var x [3]reg.Register
	point := func(slices string, offsets string, i int) reg.Register {
		base, off := slice(a, slices), Load(a.Field(offsets).Index(i), GP64())
		LEAQ(Mem{Base: base, Index: off, Scale: 4}, base)
		return base
	}
	for f := range dy {
		dy[f] = point("DY", "DYAt", f)
	}
	for j := range x {
		x[j] = point("X", "XAt", j)
	}
	sums := zeros(12)
	images := field(a, "Images")
	rows, pixels, left := GP64(), GP64(), GP64()
	Load(a.Field("Pixels"), pixels)
	SHLQ(U8(5), pixels)

	advance := func(pointers []reg.Register, by reg.Register) {
		for _, p := range pointers {
			ADDQ(by, p)
		}
	}

	Label("image")
	Load(a.Field("Rows"), rows)
	Label("row")
	XORQ(left, left)
	Label("pixel")
	var in [3]reg.VecVirtual
	for j := range in {
		in[j] = YMM()
		VMOVUPS(at(x[j], left, 0), in[j])
	}
	for f := range dy {
		g := YMM()
		VMOVUPS(at(dy[f], left, 0), g)
		for j := range in {
			VFMADD231PS(in[j], g, sums[f*3+j])
		}
	}
	ADDQ(Imm(vector), left)
	CMPQ(left, pixels)
	JL(LabelRef("pixel"))

	step := GP64()
	MOVQ(address(a.Field("DYRow")), step)
	SHLQ(U8(2), step)
	advance(dy[:], step)
	MOVQ(address(a.Field("XRow")), step)
	SHLQ(U8(2), step)
	advance(x[:], step)
	DECQ(rows)
	JNZ(LabelRef("row"))

	// The pointers have moved Rows rows; what is missing of an image follows.
	rest := func(image, row string) reg.Register {
		r, s := GP64(), GP64()
		MOVQ(address(a.Field("Rows")), s)
		IMULQ(address(a.Field(row)), s)
		MOVQ(address(a.Field(image)), r)
		SUBQ(s, r)
		SHLQ(U8(2), r)
		return r
	}
	advance(dy[:], rest("DYImage", "DYRow"))
	advance(x[:], rest("XImage", "XRow"))
	DECQ(images)
	JNZ(LabelRef("image"))

	dw, dwStep, cols := slice(a, "DW"), bytes(a, "DWStep"), field(a, "Cols")
	for j := range x {
		if j > 0 {
			CMPQ(cols, Imm(uint64(j)))
			JLE(LabelRef("end"))
			ADDQ(dwStep, dw)
		}
		low := addLanes(sums[j], sums[3+j], sums[6+j], sums[9+j])
		VADDPS(Mem{Base: dw}, low, low)
		VMOVUPS(low, Mem{Base: dw})
	}
	Label("end")
	finish()
}

// addLanes returns the sums of the lanes of four vectors.
func addLanes(s0, s1, s2, s3 reg.VecVirtual) reg.Register {
	VHADDPS(s1, s0, s0)
	VHADDPS(s3, s2, s2)
	VHADDPS(s2, s0, s0)
	high := XMM()
	VEXTRACTF128(Imm(1), s0, high)
	low := s0.AsX()
	VADDPS(high, low, low)
	return low
}
