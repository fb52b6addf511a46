package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// sumPixels generates average pooling of one row.
func sumPixels() {
	a := function("sumPixelsAVX2", "poolArgs", "implements kernels.sumPixels.")
	dst, src := slice(a, "Dst"), slice(a, "Src")
	windows, window, left := field(a, "Windows"), field(a, "Window"), GP64()
	scale, total := spread(a, "Scale"), YMM()
	Label("window")
	VXORPS(total, total, total)
	MOVQ(window, left)
	Label("pixel")
	VADDPS(Mem{Base: src}, total, total)
	ADDQ(Imm(vector), src)
	DECQ(left)
	JNZ(LabelRef("pixel"))
	VFMADD213PS(Mem{Base: dst}, scale, total)
	VMOVUPS(total, Mem{Base: dst})
	ADDQ(Imm(vector), dst)
	DECQ(windows)
	JNZ(LabelRef("window"))
	finish()
}

// spreadPixels generates its gradient.
func spreadPixels() {
	a := function("spreadPixelsAVX2", "poolArgs", "implements kernels.spreadPixels.")
	dst, src := slice(a, "Dst"), slice(a, "Src")
	windows, window, left := field(a, "Windows"), field(a, "Window"), GP64()
	scale, v, out := spread(a, "Scale"), YMM(), YMM()
	variant := func(label string, t target) {
		Label(label + "_window")
		VMULPS(Mem{Base: src}, scale, v)
		MOVQ(window, left)
		Label(label + "_pixel")
		VMOVAPS(v, out)
		write(out, Mem{Base: dst}, t)
		ADDQ(Imm(vector), dst)
		DECQ(left)
		JNZ(LabelRef(label + "_pixel"))
		ADDQ(Imm(vector), src)
		DECQ(windows)
		JNZ(LabelRef(label + "_window"))
		finish()
	}
	jumpIfFalse(a, "Add", "set")
	variant("sum", sum)
	Label("set")
	variant("store", set)
}
