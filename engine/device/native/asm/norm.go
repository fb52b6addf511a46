package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// channel is a loop over the rows of a channel. Its pointers move a row at a time.
type channel struct {
	a        gotypes.Component
	rows     reg.Register
	n, index reg.Register
	stride   Mem
	pointers []reg.Register
}

func newChannel(a gotypes.Component) *channel {
	return &channel{a: a, rows: field(a, "Rows"), n: bytes(a, "N"), index: GP64(), stride: address(a.Field("Stride"))}
}

// pointer adds a tensor.
func (c *channel) pointer(name string) reg.Register {
	p := slice(c.a, name)
	c.pointers = append(c.pointers, p)
	return p
}

// mask loads the lanes that hold pictures.
func (c *channel) mask() reg.VecVirtual {
	m := YMM()
	VMOVUPS(address(c.a.Field("Mask").Index(0)), m)
	return m
}

// each runs the loop: begin and end once a row (they may be nil), body for every vector.
func (c *channel) each(label string, begin func(), body func(u int), end func()) {
	Label(label + "_row")
	if begin != nil {
		begin()
	}
	eachVector(label, c.index, c.n, body)
	if end != nil {
		end()
	}
	step := GP64()
	MOVQ(c.stride, step)
	SHLQ(U8(2), step)
	for _, p := range c.pointers {
		ADDQ(step, p)
	}
	DECQ(c.rows)
	JNZ(LabelRef(label + "_row"))
}

// totals accumulates two sums: a row in float32, the rows in float64.
type totals struct {
	row   [4]reg.VecVirtual // two for each sum, so that additions overlap
	total [2]reg.VecVirtual
}

func newTotals() *totals {
	t := &totals{}
	copy(t.total[:], zeros(2))
	for i := range t.row {
		t.row[i] = YMM()
	}
	return t
}

func (t *totals) begin() {
	for _, r := range t.row {
		VXORPS(r, r, r)
	}
}

func (t *totals) end() {
	for i, total := range t.total {
		r, low, high := t.row[2*i], YMM(), XMM()
		VADDPS(t.row[2*i+1], r, r)
		VCVTPS2PD(r.AsX(), low)
		VADDPD(low, total, total)
		VEXTRACTF128(Imm(1), r, high)
		VCVTPS2PD(high, low)
		VADDPD(low, total, total)
	}
}

// store adds up the lanes and writes Sum and SumSq.
func (t *totals) store(a gotypes.Component) {
	for i, result := range []string{"Sum", "SumSq"} {
		v, high := t.total[i], XMM()
		VEXTRACTF128(Imm(1), v, high)
		low := v.AsX()
		VADDPD(high, low, low)
		VHADDPD(low, low, low)
		VMOVSD(low, address(a.Field(result)))
	}
}

func moments() {
	a := function("momentsAVX2", "normArgs", "implements kernels.moments.")
	c := newChannel(a)
	x := c.pointer("X")
	mask, pivot, t := c.mask(), spread(a, "Pivot"), newTotals()
	c.each("moments", t.begin, func(u int) {
		d := YMM()
		VMOVUPS(at(x, c.index, u), d)
		VSUBPS(pivot, d, d)
		VANDPS(mask, d, d)
		VADDPS(d, t.row[u], t.row[u])
		VFMADD231PS(d, d, t.row[2+u])
	}, t.end)
	t.store(a)
	finish()
}

func normalize() {
	a := function("normalizeAVX2", "normArgs", "implements kernels.normalize.")
	c := newChannel(a)
	x, y := c.pointer("X"), c.pointer("Y")
	mask, scale, shift, pivot := c.mask(), spread(a, "Scale"), spread(a, "Shift"), spread(a, "Pivot")
	zero := zeros(1)[0]
	variant := func(relu, hasRes bool) {
		loop := *c
		var res reg.Register
		if hasRes {
			res = loop.pointer("Res")
		}
		loop.each(name("normalize", relu, hasRes), nil, func(u int) {
			v := YMM()
			VMOVUPS(at(x, c.index, u), v)
			VSUBPS(pivot, v, v)
			VFMADD213PS(shift, scale, v)
			if hasRes {
				VADDPS(at(res, c.index, u), v, v)
			}
			if relu {
				VMAXPS(v, zero, v) // of two operands one of which is NaN, VMAXPS takes the first here
			}
			VANDPS(mask, v, v)
			VMOVUPS(v, at(y, c.index, u))
		}, nil)
		finish()
	}
	jumpIfFalse(a, "ReLU", "linear")
	jumpIfFalse(a, "HasRes", "relu")
	variant(true, true)
	Label("relu")
	variant(true, false)
	Label("linear")
	jumpIfFalse(a, "HasRes", "plain")
	variant(false, true)
	Label("plain")
	variant(false, false)
}

// gated loads DY at vector u, cleared where relu is set and Y is not positive.
func gated(relu bool, dy, y, zero, index reg.Register, u int) reg.VecVirtual {
	g := YMM()
	VMOVUPS(at(dy, index, u), g)
	if relu {
		positive := YMM()
		VCMPPS(Imm(1), at(y, index, u), zero, positive) // 0 < y, false for NaN
		VANDPS(positive, g, g)
	}
	return g
}

func normSums() {
	a := function("normSumsAVX2", "normArgs", "implements kernels.normSums.")
	c := newChannel(a)
	x, dy := c.pointer("X"), c.pointer("DY")
	pivot, t, zero := spread(a, "Pivot"), newTotals(), zeros(1)[0]
	variant := func(relu bool) {
		loop := *c
		var y reg.Register
		if relu {
			y = loop.pointer("Y")
		}
		loop.each(name("sums", relu), t.begin, func(u int) {
			g, d := gated(relu, dy, y, zero, c.index, u), YMM()
			VMOVUPS(at(x, c.index, u), d)
			VSUBPS(pivot, d, d)
			VADDPS(g, t.row[u], t.row[u])
			VFMADD231PS(d, g, t.row[2+u])
		}, t.end)
		t.store(a)
		finish()
	}
	jumpIfFalse(a, "ReLU", "linear")
	variant(true)
	Label("linear")
	variant(false)
}

// target says what happens to a gradient: nothing, it is stored, it is added.
type target int

const (
	skip target = iota
	set
	sum
)

// normGrad generates one loop for each combination of what is asked for, since
// the loop is as fast as memory and a test in it would be all overhead.
func normGrad() {
	a := function("normGradAVX2", "normArgs", "implements kernels.normGrad.")
	c := newChannel(a)
	x, dy := c.pointer("X"), c.pointer("DY")
	k := gradConstants{
		mask: c.mask(), scale: spread(a, "Scale"), slope: spread(a, "Slope"),
		pivot: spread(a, "Pivot"), shift: spread(a, "Shift"), zero: zeros(1)[0],
	}
	choose := func(has, add, label string, do func(t target, label string)) {
		jumpIfFalse(a, has, label+"_skip")
		jumpIfFalse(a, add, label+"_set")
		do(sum, label+"_sum")
		Label(label + "_set")
		do(set, label+"_set")
		Label(label + "_skip")
		do(skip, label+"_skip")
	}
	relu := func(relu bool, label string) {
		choose("HasDX", "AddDX", label, func(dx target, label string) {
			choose("HasDRes", "AddDRes", label, func(dres target, label string) {
				normGradLoop(c, k, x, dy, relu, dx, dres, label+"_loop")
			})
		})
	}
	jumpIfFalse(a, "ReLU", "linear")
	relu(true, "relu")
	Label("linear")
	relu(false, "plain")
}

type gradConstants struct{ mask, scale, slope, pivot, shift, zero reg.VecVirtual }

func normGradLoop(c *channel, k gradConstants, x, dy reg.Register, relu bool, dx, dres target, label string) {
	loop := *c
	var y, toX, toRes reg.Register
	if relu {
		y = loop.pointer("Y")
	}
	if dx != skip {
		toX = loop.pointer("DX")
	}
	if dres != skip {
		toRes = loop.pointer("DRes")
	}
	loop.each(label, nil, func(u int) {
		g := gated(relu, dy, y, k.zero, c.index, u)
		if dx != skip {
			d := YMM()
			VMOVUPS(at(x, c.index, u), d)
			VSUBPS(k.pivot, d, d)
			VFMADD213PS(k.shift, k.slope, d)
			VFMADD231PS(k.scale, g, d)
			VANDPS(k.mask, d, d)
			write(d, at(toX, c.index, u), dx)
		}
		if dres != skip {
			write(g, at(toRes, c.index, u), dres)
		}
	}, nil)
	finish()
}

// write stores v or adds it.
func write(v reg.VecVirtual, to Mem, t target) {
	if t == sum {
		VADDPS(to, v, v)
	}
	VMOVUPS(v, to)
}
