package wasmgen_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// run instantiates a module without imports and returns it.
func run(t *testing.T, m *Module) api.Module {
	t.Helper()
	cfg := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesThreads)
	r := wazero.NewRuntimeWithConfig(t.Context(), cfg)
	t.Cleanup(func() { r.Close(t.Context()) })
	inst, err := r.Instantiate(t.Context(), m.Bytes())
	if err != nil {
		t.Fatalf("instantiate: %v\n% x", err, m.Bytes())
	}
	return inst
}

// call runs an exported function and returns its first result.
func call(t *testing.T, inst api.Module, name string, args ...uint64) uint64 {
	t.Helper()
	res, err := inst.ExportedFunction(name).Call(t.Context(), args...)
	if err != nil {
		t.Fatalf("%s%v: %v", name, args, err)
	}
	if len(res) == 0 {
		return 0
	}
	return res[0]
}

func TestBytes(t *testing.T) {
	// The example of every introduction: an exported function of two parameters.
	m := NewModule()
	f, p := m.Func("add", []Type{I32, I32}, []Type{I32})
	f.Return(Add(p[0], p[1]))
	m.Export("add", f)
	want := []byte{
		0, 'a', 's', 'm', 1, 0, 0, 0,
		1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, // types: (i32, i32) -> i32
		3, 2, 1, 0, // functions: one of type 0
		7, 7, 1, 3, 'a', 'd', 'd', 0, 0, // exports
		10, 11, 1, 9, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0f, 0x00, 0x0b, // code
		0, 13, 4, 'n', 'a', 'm', 'e', 1, 6, 1, 0, 3, 'a', 'd', 'd', // names
	}
	if got := m.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("module:\ngot  % x\nwant % x", got, want)
	}
}

func TestBytesImports(t *testing.T) {
	m := NewModule()
	m.ImportMemory("env", "memory", 1, 300, true)
	g := m.ImportFunc("env", "now", nil, []Type{F64})
	f, _ := m.Func("f", nil, nil)
	x := f.Locals(V128, 2)
	y := f.Local(I32)
	f.Drop(Call(g))
	f.Set(x[1], F32x4RelaxedMadd(x[0], LoadSplat32(y, 200), x[1]))
	want := []byte{
		0, 'a', 's', 'm', 1, 0, 0, 0,
		1, 8, 2, 0x60, 0, 1, 0x7c, 0x60, 0, 0,
		2, 27, 2,
		3, 'e', 'n', 'v', 6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 3, 1, 0xac, 2,
		3, 'e', 'n', 'v', 3, 'n', 'o', 'w', 0, 0,
		3, 2, 1, 1,
		10, 27, 1, 25, 2, 2, 0x7b, 1, 0x7f,
		0x10, 0, 0x1a, // call now; drop
		0x20, 0, 0x20, 2, 0xfd, 9, 2, 0xc8, 1, 0x20, 1, 0xfd, 0x85, 2, 0x21, 1, 0x0b,
		0, 16, 4, 'n', 'a', 'm', 'e', 1, 9, 2, 0, 3, 'n', 'o', 'w', 1, 1, 'f',
	}
	if got := m.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("module:\ngot  % x\nwant % x", got, want)
	}
}

// TestInstructions runs every scalar instruction once.
func TestInstructions(t *testing.T) {
	i := func(v int32) uint64 { return uint64(uint32(v)) }
	f32 := func(v float32) uint64 { return uint64(math.Float32bits(v)) }
	f64 := math.Float64bits
	a, b := F32Const(-2.5), F32Const(4)
	c, d := F64Const(-2.5), F64Const(4)
	tests := []struct {
		name string
		e    Expr
		want uint64
	}{
		{"Add", Add(I32Const(7), -9), i(-2)},
		{"Sub", Sub(I32Const(7), 9), i(-2)},
		{"Mul", Mul(I32Const(7), -9), i(-63)},
		{"DivS", DivS(I32Const(-7), 2), i(-3)},
		{"DivU", DivU(I32Const(-2), 2), i(math.MaxInt32)},
		{"RemU", RemU(I32Const(17), 5), 2},
		{"And", And(I32Const(12), 10), 8},
		{"Or", Or(I32Const(12), 10), 14},
		{"Xor", Xor(I32Const(12), 10), 6},
		{"Shl", Shl(I32Const(3), 4), 48},
		{"ShrS", ShrS(I32Const(-8), 1), i(-4)},
		{"ShrU", ShrU(I32Const(-8), 1), 0x7ffffffc},
		{"Eqz", Eqz(0), 1},
		{"Eq", Eq(I32Const(3), 3), 1},
		{"Ne", Ne(I32Const(3), 3), 0},
		{"LtS", LtS(I32Const(-1), 1), 1},
		{"LtU", LtU(I32Const(-1), 1), 0},
		{"GtS", GtS(I32Const(-1), 1), 0},
		{"GtU", GtU(I32Const(-1), 1), 1},
		{"LeS", LeS(I32Const(1), 1), 1},
		{"LeU", LeU(I32Const(-1), 1), 0},
		{"GeS", GeS(I32Const(-1), 1), 0},
		{"GeU", GeU(I32Const(-1), 1), 1},
		{"MinS", MinS(I32Const(-1), 1), i(-1)},
		{"MaxS", MaxS(-1, I32Const(1)), 1},
		{"Select", Select(I32Const(5), 6, 0), 6},
		{"I64Add", I64Add(I64Const(1<<40), 5), 1<<40 + 5},
		{"I64Sub", I64Sub(I64Const(1<<40), 5), 1<<40 - 5},
		{"I64Mul", I64Mul(I64Const(1<<40), 5), 5 << 40},
		{"I64And", I64And(I64Const(12), 10), 8},
		{"I64Or", I64Or(I64Const(12), 10), 14},
		{"I64Xor", I64Xor(I64Const(12), 10), 6},
		{"I64Shl", I64Shl(I64Const(1), 40), 1 << 40},
		{"I64ShrU", I64ShrU(I64Const(-1), 60), 15},
		{"I64Eq", I64Eq(I64Const(3), 4), 0},
		{"I64ExtendU", I64ExtendU(-1), math.MaxUint32},
		{"I32WrapI64", I32WrapI64(I64Const(1<<40 + 5)), 5},
		{"F32Add", F32Add(a, b), f32(1.5)},
		{"F32Sub", F32Sub(a, b), f32(-6.5)},
		{"F32Mul", F32Mul(a, b), f32(-10)},
		{"F32Div", F32Div(a, b), f32(-0.625)},
		{"F32Min", F32Min(a, b), f32(-2.5)},
		{"F32Max", F32Max(a, b), f32(4)},
		{"F32Abs", F32Abs(a), f32(2.5)},
		{"F32Neg", F32Neg(a), f32(2.5)},
		{"F32Floor", F32Floor(a), f32(-3)},
		{"F32Nearest", F32Nearest(a), f32(-2)},
		{"F32Sqrt", F32Sqrt(b), f32(2)},
		{"F32Eq", F32Eq(a, b), 0},
		{"F32Ne", F32Ne(a, b), 1},
		{"F32Lt", F32Lt(a, b), 1},
		{"F32Gt", F32Gt(a, b), 0},
		{"F32Le", F32Le(a, b), 1},
		{"F32Ge", F32Ge(a, b), 0},
		{"F64Add", F64Add(c, d), f64(1.5)},
		{"F64Sub", F64Sub(c, d), f64(-6.5)},
		{"F64Mul", F64Mul(c, d), f64(-10)},
		{"F64Div", F64Div(c, d), f64(-0.625)},
		{"F64Min", F64Min(c, d), f64(-2.5)},
		{"F64Max", F64Max(c, d), f64(4)},
		{"F64Abs", F64Abs(c), f64(2.5)},
		{"F64Neg", F64Neg(c), f64(2.5)},
		{"F64Floor", F64Floor(c), f64(-3)},
		{"F64Nearest", F64Nearest(c), f64(-2)},
		{"F64Sqrt", F64Sqrt(d), f64(2)},
		{"F64Eq", F64Eq(c, d), 0},
		{"F64Ne", F64Ne(c, d), 1},
		{"F64Lt", F64Lt(c, d), 1},
		{"F64Gt", F64Gt(c, d), 0},
		{"F64Le", F64Le(c, d), 1},
		{"F64Ge", F64Ge(c, d), 0},
		{"F32ConvertI32S", F32ConvertI32S(-3), f32(-3)},
		{"F64ConvertI32S", F64ConvertI32S(-3), f64(-3)},
		{"F32Demote", F32Demote(F64Const(1.0 / 3)), f32(1.0 / 3)},
		{"F64Promote", F64Promote(a), f64(-2.5)},
		{"I32TruncSatF32S", I32TruncSatF32S(F32Const(-1e20)), i(math.MinInt32)},
		{"I32ReinterpretF32", I32ReinterpretF32(1.5), 0x3fc00000},
		{"F32ReinterpretI32", F32ReinterpretI32(0x3fc00000), f32(1.5)},
	}
	m := NewModule()
	for _, tt := range tests {
		f, _ := m.Func(tt.name, nil, []Type{tt.e.Type()})
		f.Return(tt.e)
		m.Export(tt.name, f)
	}
	inst := run(t, m)
	for _, tt := range tests {
		if got := call(t, inst, tt.name); got != tt.want {
			t.Errorf("%s = %#x, want %#x", tt.name, got, tt.want)
		}
	}
}

func TestMistakesPanic(t *testing.T) {
	tests := []struct {
		name string
		do   func(m *Module, f, g *Func, x, y Var)
		want string
	}{
		{"type", func(m *Module, f, g *Func, x, y Var) { F32x4Add(x, x) }, "f32x4.add: want an operand of type v128, got i32"},
		{"constant", func(m *Module, f, g *Func, x, y Var) { Add(x, 1.5) }, "i32.add: want an operand of type i32, got the constant 1.5"},
		{"range", func(m *Module, f, g *Func, x, y Var) { Add(x, 1<<40) }, "does not fit in 32 bits"},
		{"no operand", func(m *Module, f, g *Func, x, y Var) { Add(x, "1") }, "a string is no operand"},
		{"two functions", func(m *Module, f, g *Func, x, y Var) { Add(x, y) }, `operands of functions "f" and "g"`},
		{"foreign local", func(m *Module, f, g *Func, x, y Var) { f.StoreV(y, 0, F32x4Const(0)) }, `"f" uses a local of "g"`},
		{"foreign set", func(m *Module, f, g *Func, x, y Var) { f.Set(y, 0) }, "sets a local of another function"},
		{"arguments", func(m *Module, f, g *Func, x, y Var) { f.Call(g) }, "want 1 arguments, got 0"},
		{"no result", func(m *Module, f, g *Func, x, y Var) { Call(g, 1) }, "want one result, it has 0"},
		{"lane", func(m *Module, f, g *Func, x, y Var) { F32x4ExtractLane(F32x4Const(0), 4) }, "lane 4 of 4"},
		{"offset", func(m *Module, f, g *Func, x, y Var) { LoadV(x, -16) }, "offset -16 is negative"},
		{"label", func(m *Module, f, g *Func, x, y Var) {
			var gone Label
			f.Block(func(end Label) { gone = end })
			f.Br(gone)
		}, "does not enclose the branch"},
		{"late import", func(m *Module, f, g *Func, x, y Var) { m.ImportFunc("a", "b", nil, nil) }, "after the first function"},
		{"second memory", func(m *Module, f, g *Func, x, y Var) { m.Memory("memory", 1, 0, false) }, "a second memory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := NewModule()
			m.Memory("memory", 1, 0, false)
			f, p := m.Func("f", []Type{I32}, nil)
			g, q := m.Func("g", []Type{I32}, nil)
			defer func() {
				if msg, _ := recover().(string); !strings.Contains(msg, tt.want) {
					t.Errorf("panic %q, want one about %q", msg, tt.want)
				}
			}()
			tt.do(m, f, g, p[0], q[0])
		})
	}
}
