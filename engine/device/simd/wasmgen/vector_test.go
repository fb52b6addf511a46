package wasmgen_test

import (
	"encoding/binary"
	"math"
	"testing"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// TestVectors runs every vector instruction once, on a = (1.5, -2, 8, -0.5) and
// b = (2, -2, 0.25, 4), or on p = (1, -2, 3, 1<<30) and q = (5, -2, -7, 2).
func TestVectors(t *testing.T) {
	type bits = [4]uint32
	fl := func(v ...float32) (r bits) {
		for i, x := range v {
			r[i] = math.Float32bits(x)
		}
		return r
	}
	in := func(v ...int32) (r bits) {
		for i, x := range v {
			r[i] = uint32(x)
		}
		return r
	}
	db := func(x, y float64) bits {
		p, q := math.Float64bits(x), math.Float64bits(y)
		return bits{uint32(p), uint32(p >> 32), uint32(q), uint32(q >> 32)}
	}
	vec := func(b bits) Expr { return I32x4Const(int32(b[0]), int32(b[1]), int32(b[2]), int32(b[3])) }
	a, b := vec(fl(1.5, -2, 8, -0.5)), vec(fl(2, -2, 0.25, 4))
	p, q := I32x4Const(1, -2, 3, 1<<30), I32x4Const(5, -2, -7, 2)
	c, d := vec(db(1.5, -2)), vec(db(2, 8))
	tests := []struct {
		name string
		e    Expr
		want bits
	}{
		{"F32x4Add", F32x4Add(a, b), fl(3.5, -4, 8.25, 3.5)},
		{"F32x4Sub", F32x4Sub(a, b), fl(-0.5, 0, 7.75, -4.5)},
		{"F32x4Mul", F32x4Mul(a, b), fl(3, 4, 2, -2)},
		{"F32x4Div", F32x4Div(a, b), fl(0.75, 1, 32, -0.125)},
		{"F32x4Min", F32x4Min(a, b), fl(1.5, -2, 0.25, -0.5)},
		{"F32x4Max", F32x4Max(a, b), fl(2, -2, 8, 4)},
		{"F32x4PMin", F32x4PMin(a, b), fl(1.5, -2, 0.25, -0.5)},
		{"F32x4PMax", F32x4PMax(a, b), fl(2, -2, 8, 4)},
		{"F32x4Abs", F32x4Abs(a), fl(1.5, 2, 8, 0.5)},
		{"F32x4Neg", F32x4Neg(a), fl(-1.5, 2, -8, 0.5)},
		{"F32x4Sqrt", F32x4Sqrt(F32x4Mul(b, b)), fl(2, 2, 0.25, 4)},
		{"F32x4Floor", F32x4Floor(a), fl(1, -2, 8, -1)},
		{"F32x4Nearest", F32x4Nearest(a), fl(2, -2, 8, float32(math.Copysign(0, -1)))},
		{"F32x4Eq", F32x4Eq(a, b), in(0, -1, 0, 0)},
		{"F32x4Ne", F32x4Ne(a, b), in(-1, 0, -1, -1)},
		{"F32x4Lt", F32x4Lt(a, b), in(-1, 0, 0, -1)},
		{"F32x4Gt", F32x4Gt(a, b), in(0, 0, -1, 0)},
		{"F32x4Le", F32x4Le(a, b), in(-1, -1, 0, -1)},
		{"F32x4Ge", F32x4Ge(a, b), in(0, -1, -1, 0)},
		{"F32x4Splat", F32x4Splat(2.5), fl(2.5, 2.5, 2.5, 2.5)},
		{"F32x4Const", F32x4Const(2.5), fl(2.5, 2.5, 2.5, 2.5)},
		{"F32x4ReplaceLane", F32x4ReplaceLane(a, 2, 7), fl(1.5, -2, 7, -0.5)},
		{"F32x4ExtractLane", F32x4Splat(F32x4ExtractLane(a, 3)), fl(-0.5, -0.5, -0.5, -0.5)},
		{"I32x4Splat", I32x4Splat(7), in(7, 7, 7, 7)},
		{"I32x4ReplaceLane", I32x4ReplaceLane(p, 0, 9), in(9, -2, 3, 1<<30)},
		{"I32x4ExtractLane", I32x4Splat(I32x4ExtractLane(p, 1)), in(-2, -2, -2, -2)},
		{"I32x4Add", I32x4Add(p, q), in(6, -4, -4, 1<<30+2)},
		{"I32x4Sub", I32x4Sub(p, q), in(-4, 0, 10, 1<<30-2)},
		{"I32x4Mul", I32x4Mul(p, q), in(5, 4, -21, math.MinInt32)},
		{"I32x4MinS", I32x4MinS(p, q), in(1, -2, -7, 2)},
		{"I32x4MaxS", I32x4MaxS(p, q), in(5, -2, 3, 1<<30)},
		{"I32x4Eq", I32x4Eq(p, q), in(0, -1, 0, 0)},
		{"I32x4Ne", I32x4Ne(p, q), in(-1, 0, -1, -1)},
		{"I32x4LtS", I32x4LtS(p, q), in(-1, 0, 0, 0)},
		{"I32x4GtS", I32x4GtS(p, q), in(0, 0, -1, -1)},
		{"I32x4Shl", I32x4Shl(p, 1), in(2, -4, 6, math.MinInt32)},
		{"I32x4ShrS", I32x4ShrS(p, 1), in(0, -1, 1, 1<<29)},
		{"I32x4ShrU", I32x4ShrU(p, 31), in(0, 1, 0, 0)},
		{"I32x4TruncSatF32x4S", I32x4TruncSatF32x4S(a), in(1, -2, 8, 0)},
		{"F32x4ConvertI32x4S", F32x4ConvertI32x4S(q), fl(5, -2, -7, 2)},
		{"F64x2Add", F64x2Add(c, d), db(3.5, 6)},
		{"F64x2Sub", F64x2Sub(c, d), db(-0.5, -10)},
		{"F64x2Mul", F64x2Mul(c, d), db(3, -16)},
		{"F64x2Div", F64x2Div(c, d), db(0.75, -0.25)},
		{"F64x2Splat", F64x2Splat(2.5), db(2.5, 2.5)},
		{"F64x2ExtractLane", F64x2Splat(F64x2ExtractLane(c, 1)), db(-2, -2)},
		{"F64x2PromoteLowF32x4", F64x2PromoteLowF32x4(a), db(1.5, -2)},
		{"F32x4DemoteF64x2Zero", F32x4DemoteF64x2Zero(c), fl(1.5, -2, 0, 0)},
		{"VAnd", VAnd(p, q), in(1, -2, 1, 0)},
		{"VAndNot", VAndNot(p, q), in(0, 0, 2, 1<<30)},
		{"VOr", VOr(p, q), in(5, -2, -5, 1<<30+2)},
		{"VXor", VXor(p, q), in(4, 0, -6, 1<<30+2)},
		{"VNot", VNot(p), in(-2, 1, -4, -1<<30-1)},
		{"BitSelect", BitSelect(p, q, I32x4Const(-1, 0, 0, -1)), in(1, -2, -7, 1<<30)},
		{"AnyTrue", I32x4Splat(AnyTrue(p)), in(1, 1, 1, 1)},
		{"Shuffle", Shuffle(p, q, 3, 4, 0, 7), in(1<<30, 5, 1, 2)},
		{"Select", Select(p, q, 0), in(5, -2, -7, 2)},
	}
	m := NewModule()
	m.Memory("memory", 1, 0, false)
	for _, tt := range tests {
		f, _ := m.Func(tt.name, nil, nil)
		f.StoreV(64, 0, tt.e)
		m.Export(tt.name, f)
	}
	inst := run(t, m)
	for _, tt := range tests {
		call(t, inst, tt.name)
		raw, _ := inst.Memory().Read(64, 16)
		var got bits
		for i := range got {
			got[i] = binary.LittleEndian.Uint32(raw[4*i:])
		}
		if got != tt.want {
			t.Errorf("%s = %08x, want %08x", tt.name, got, tt.want)
		}
	}
}

func TestMemory(t *testing.T) {
	m := NewModule()
	m.Memory("memory", 1, 0, false)
	m.Data(100, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	g := m.Global(I32Const(100))
	f, _ := m.Func("f", nil, nil)
	p := f.Let(g.Get())
	f.StoreV(0, 0, LoadV(p, 0))
	f.StoreV(0, 16, LoadSplat32(p, 4))
	f.StoreV(0, 32, LoadSplat64(p, 0))
	f.StoreV(0, 48, LoadZero32(p, 4))
	f.StoreV(0, 64, LoadZero64(p, 8))
	f.SetGlobal(g, 96)
	f.StoreV(0, 80, LoadLane32(g.Get(), 4, F32x4Const(0), 2))
	f.StoreLane32(0, 200, LoadV(p, 0), 1)
	f.Store32(0, 204, Load32(p, 0))
	f.Store64(0, 208, Load64(p, 0))
	f.StoreF32(0, 216, LoadF32(p, 0))
	f.StoreF64(0, 224, LoadF64(p, 0))
	f.Store32(0, 232, Load8U(p, 9))
	f.Fill(240, 0xab, 3)
	f.Copy(243, 100, 2)
	m.Export("f", f)
	inst := run(t, m)
	call(t, inst, "f")
	for _, tt := range []struct {
		at   uint32
		want string
	}{
		{0, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"},
		{16, "\x05\x06\x07\x08\x05\x06\x07\x08\x05\x06\x07\x08\x05\x06\x07\x08"},
		{32, "\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08"},
		{48, "\x05\x06\x07\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"},
		{64, "\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x00\x00\x00\x00\x00\x00\x00\x00"},
		{80, "\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x00\x00\x00\x00"},
		{200, "\x05\x06\x07\x08\x01\x02\x03\x04"},
		{208, "\x01\x02\x03\x04\x05\x06\x07\x08"},
		{216, "\x01\x02\x03\x04"},
		{224, "\x01\x02\x03\x04\x05\x06\x07\x08"},
		{232, "\x0a\x00\x00\x00"},
		{240, "\xab\xab\xab\x01\x02"},
	} {
		got, _ := inst.Memory().Read(tt.at, uint32(len(tt.want)))
		if string(got) != tt.want {
			t.Errorf("memory at %d: got %x, want %x", tt.at, got, tt.want)
		}
	}
}
