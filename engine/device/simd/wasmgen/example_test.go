package wasmgen_test

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"

	. "filtermaplab/engine/device/simd/wasmgen"
)

// A kernel that scales a vector, from its first line to its result.
func Example() {
	m := NewModule()
	m.Memory("memory", 1, 0, false)
	f, p := m.Func("scale", []Type{I32, I32, F32}, nil) // scale(x, n, a): x[i] *= a, n a multiple of 4
	x, n, a := p[0], p[1], f.Let(F32x4Splat(p[2]))
	f.While(GtS(n, 0), func() {
		f.StoreV(x, 0, F32x4Mul(LoadV(x, 0), a))
		f.Inc(x, 16)
		f.Inc(n, -4)
	})
	m.Export("scale", f)

	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	inst, err := r.Instantiate(ctx, m.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range uint32(8) {
		inst.Memory().WriteFloat32Le(4*i, float32(i))
	}
	const half = 0x3f000000 // the bits of 0.5
	if _, err := inst.ExportedFunction("scale").Call(ctx, 0, 8, half); err != nil {
		fmt.Println(err)
		return
	}
	for i := range uint32(8) {
		v, _ := inst.Memory().ReadFloat32Le(4 * i)
		fmt.Print(v, " ")
	}
	// Output: 0 0.5 1 1.5 2 2.5 3 3.5
}
