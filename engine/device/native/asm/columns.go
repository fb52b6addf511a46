package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// copyColumns generates the copy that pads a row and sorts its columns.
func copyColumns() {
	a := function("copyColumnsAVX2", "columnsArgs", "implements kernels.copyColumns.")
	dst, src := slice(a, "Dst"), slice(a, "Src")
	chans := field(a, "Chans")
	dstChan, srcChan := bytes(a, "DstChan"), bytes(a, "SrcChan")
	step := field(a, "Step")
	SHLQ(U8(5), step) // bytes of Step pixels
	to, from, n := GP64(), GP64(), GP64()
	zero := zeros(1)[0]

	// pixels runs body for as many pixels as a field says.
	pixels := func(count string, value func() reg.VecVirtual) {
		MOVQ(address(a.Field(count)), n)
		TESTQ(n, n)
		JZ(LabelRef(count + "_done"))
		Label(count)
		VMOVUPS(value(), Mem{Base: to})
		ADDQ(Imm(vector), to)
		DECQ(n)
		JNZ(LabelRef(count))
		Label(count + "_done")
	}
	outside := func() reg.VecVirtual { return zero }
	Label("channel")
	MOVQ(dst, to)
	MOVQ(src, from)
	pixels("Before", outside)
	pixels("Pixels", func() reg.VecVirtual {
		v := YMM()
		VMOVUPS(Mem{Base: from}, v)
		ADDQ(step, from)
		return v
	})
	pixels("After", outside)
	ADDQ(dstChan, dst)
	ADDQ(srcChan, src)
	DECQ(chans)
	JNZ(LabelRef("channel"))
	finish()
}
