package kernels

import (
	"math"
	"testing"

	"github.com/tetratelabs/wazero"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// The polynomials are good to one or two units in the last place of a
// float32, 6e-8 each.
const polynomialTol = 1.5e-7

// TestExpLog runs both functions over their ranges, four numbers at a time.
func TestExpLog(t *testing.T) {
	m := NewModule()
	m.Memory("memory", 1, 0, false)
	for name, emit := range map[string]func(f *Func, v, x Var){"exp": exp, "log": log} {
		f, _ := m.Func(name, nil, nil)
		x, v := f.Let(LoadV(0, 0)), f.Local(V128)
		emit(f, v, x)
		f.StoreV(0, 16, v)
		m.Export(name, f)
	}
	r := wazero.NewRuntime(t.Context())
	defer r.Close(t.Context())
	inst, err := r.Instantiate(t.Context(), m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, x [4]float32) (y [4]float32) {
		for i, v := range x {
			inst.Memory().WriteFloat32Le(uint32(4*i), v)
		}
		if _, err := inst.ExportedFunction(name).Call(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range y {
			y[i], _ = inst.Memory().ReadFloat32Le(uint32(16 + 4*i))
		}
		return y
	}
	const steps = 4000
	worst := map[string]float64{}
	for i := range steps {
		at := float64(i) / steps
		x := [4]float32{float32(-87 * at), float32(-at), float32(-at * 1e-3), -86.9}
		for k, got := range run("exp", x) {
			want := math.Exp(float64(x[k]))
			worst["exp"] = max(worst["exp"], math.Abs(float64(got)-want)/want)
		}
		x = [4]float32{float32(1 + at), float32(1 + 1e4*at), float32(0.5 + at), float32(1e-30 + at*1e-3)}
		for k, got := range run("log", x) {
			want := math.Log(float64(x[k]))
			worst["log"] = max(worst["log"], math.Abs(float64(got)-want)/max(1, math.Abs(want)))
		}
	}
	for name, off := range worst {
		if off > polynomialTol {
			t.Errorf("%s is off by %.2g, want at most %.2g", name, off, polynomialTol)
		}
	}
	if got := run("exp", [4]float32{0, -200, -87, float32(math.Inf(-1))}); got[0] != 1 || got[1] != got[2] || got[3] != got[2] {
		t.Errorf("exp(0, -200, -87, -Inf) = %g, want 1 and three times exp(-87)", got)
	}
}
