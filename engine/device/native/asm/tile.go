package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tile generates the matrix kernel: blocks of 4 filters by 3 pixels. The 12
// sums stay in registers while taps and channels go by; each step loads 3
// pixels, spreads 4 weights one after the other and does 12 multiply-adds, so
// 7 loads keep up with 6 cycles of arithmetic. Of the 16 registers 12 hold
// sums, 3 pixels and 1 a weight.
//
// A row whose width is no multiple of 3 ends with tiles of 2 pixels, whose 8
// sums just cover the latency of the multiply-add, or of 1.
func tile() {
	a := function("tileAVX2", "tileArgs", "implements kernels.tile.")
	t := tiler{
		pixels: GP64(), out: GP64(), in: GP64(),
		outBlock: slice(a, "Out"), w: slice(a, "W"),
		filters: field(a, "Filters"), inChan: bytes(a, "InChan"),
		chans: address(a.Field("Chans")), add: address(a.Field("Add")),
		taps: address(a.Field("Taps").Base()), tapCount: address(a.Field("Taps").Len()),
		outChan: address(a.Field("OutChan")), outPix: address(a.Field("OutPix")),
	}
	Label("block")
	MOVQ(t.outBlock, t.out)
	Load(a.Field("In").Base(), t.in)
	Load(a.Field("Pixels"), t.pixels)

	Label("pixels")
	CMPQ(t.pixels, Imm(4)) // 2+2 beats 3+1
	JEQ(LabelRef("two"))
	CMPQ(t.pixels, Imm(2))
	JG(LabelRef("three"))
	JEQ(LabelRef("two"))
	CMPQ(t.pixels, Imm(1))
	JEQ(LabelRef("one"))

	// The row is done: on to the next 4 filters.
	SUBQ(Imm(4), t.filters)
	JLE(LabelRef("end"))
	step := GP64()
	MOVQ(t.chans, step)
	IMULQ(t.tapCount, step)
	SHLQ(U8(4), step)
	ADDQ(step, t.w)
	MOVQ(t.outChan, step)
	SHLQ(U8(4), step)
	ADDQ(step, t.outBlock)
	JMP(LabelRef("block"))

	Label("three")
	t.emit(3)
	Label("two")
	t.emit(2)
	Label("one")
	t.emit(1)
	Label("end")
	finish()
}

// tiler holds what the tiles of the three widths share.
type tiler struct {
	pixels, out, in reg.Register
	outBlock, w     reg.Register
	filters, inChan reg.Register
	chans, add      Mem
	taps, tapCount  Mem
	outChan, outPix Mem
}

// emit generates a tile of n pixels and goes on to the next.
func (t tiler) emit(n int) {
	sums := zeros(4 * n)
	tap, left, w := GP64(), GP64(), GP64()
	MOVQ(t.taps, tap)
	MOVQ(t.tapCount, left)
	MOVQ(t.w, w)
	TESTQ(left, left)
	JZ(LabelRef(name("store", n)))

	Label(name("tap", n))
	x, c := GP64(), GP64()
	MOVQ(Mem{Base: tap}, x)
	LEAQ(Mem{Base: t.in, Index: x, Scale: 4}, x)
	MOVQ(t.chans, c)

	Label(name("channel", n))
	pixel := make([]reg.VecVirtual, n)
	for p := range pixel {
		pixel[p] = YMM()
		VMOVUPS(Mem{Base: x, Disp: p * vector}, pixel[p])
	}
	for f := range 4 {
		weight := YMM()
		VBROADCASTSS(Mem{Base: w, Disp: 4 * f}, weight)
		for p := range pixel {
			VFMADD231PS(weight, pixel[p], sums[f*n+p])
		}
	}
	ADDQ(Imm(16), w)
	ADDQ(t.inChan, x)
	DECQ(c)
	JNZ(LabelRef(name("channel", n)))
	ADDQ(Imm(8), tap)
	DECQ(left)
	JNZ(LabelRef(name("tap", n)))

	Label(name("store", n))
	row, chanStep, pixStep := GP64(), GP64(), GP64()
	MOVQ(t.out, row)
	MOVQ(t.outChan, chanStep)
	SHLQ(U8(2), chanStep)
	MOVQ(t.outPix, pixStep)
	SHLQ(U8(2), pixStep)
	place := func(p int) Mem {
		if p == 0 {
			return Mem{Base: row}
		}
		return Mem{Base: row, Index: pixStep, Scale: uint8(p)}
	}
	CMPB(t.add, Imm(0))
	JNE(LabelRef(name("add", n)))
	t.store(n, "set", row, chanStep, func(f, p int) {
		VMOVUPS(sums[f*n+p], place(p))
	})
	Label(name("add", n))
	t.store(n, "sum", row, chanStep, func(f, p int) {
		VADDPS(place(p), sums[f*n+p], sums[f*n+p])
		VMOVUPS(sums[f*n+p], place(p))
	})

	Label(name("advance", n))
	switch n {
	case 3:
		LEAQ(Mem{Base: pixStep, Index: pixStep, Scale: 2}, pixStep)
	case 2:
		ADDQ(pixStep, pixStep)
	}
	ADDQ(pixStep, t.out)
	ADDQ(Imm(uint64(n*vector)), t.in)
	SUBQ(Imm(uint64(n)), t.pixels)
	JMP(LabelRef("pixels"))
}

// store writes the filters that exist, then jumps to the end of the tile.
func (t tiler) store(n int, kind string, row, chanStep reg.Register, put func(f, p int)) {
	for f := range 4 {
		if f > 0 {
			CMPQ(t.filters, Imm(uint64(f)))
			JLE(LabelRef(name("advance", n)))
			ADDQ(chanStep, row)
		}
		for p := range n {
			put(f, p)
		}
	}
	JMP(LabelRef(name("advance", n)))
}
