package kernels

import (
	"context"
	"fmt"
	"testing"

	"github.com/tetratelabs/wazero"

	"filtermaplab/engine/device/simd/wasmgen"
)

// BenchmarkConv compares the plain and the filter-map layer of equal shape,
// strict, under wazero: for the ratio. GFLOP/s count the arithmetic of the
// definition in both. A browser is about four times as fast.
func BenchmarkConv(b *testing.B) {
	for _, s := range []FMSpec{
		fmSpecOf(2, 4, 2, 16, 32, 32, 1, 8),
		fmSpecOf(4, 4, 2, 32, 16, 16, 1, 8),
		fmSpecOf(4, 4, 4, 64, 8, 8, 1, 8),
	} {
		forward := 2 * float64(s.MACs()) * float64(s.N)
		for _, c := range []struct {
			name  string
			flops float64
			build func(e *Env) Work
		}{
			{"plain/forward", forward, func(e *Env) Work { return e.ConvForward(s.ConvSpec) }},
			{"fm/forward", forward, func(e *Env) Work { return e.FMForward(s) }},
			{"plain/backward", 2 * forward, func(e *Env) Work { return e.ConvBackward(s.ConvSpec, true) }},
			{"fm/backward", 2 * forward, func(e *Env) Work { return e.FMBackward(s, true) }},
		} {
			b.Run(fmt.Sprintf("%dx%dx%d/%s", s.C, s.H, s.W, c.name), func(b *testing.B) {
				benchmarkWork(b, c.build)
				b.ReportMetric(c.flops*float64(b.N)/b.Elapsed().Seconds()*1e-9, "GFLOP/s")
			})
		}
	}
}

// benchmarkWork runs a work on a memory of zeros, every operand at a place of its own.
func benchmarkWork(b *testing.B, build func(e *Env) Work) {
	const pages, operand = 640, 4 << 20
	m := wasmgen.NewModule()
	m.Memory("memory", pages, 0, false)
	w := build(NewEnv(m, false))
	for i, s := range w.Stages {
		m.Export(fmt.Sprint(i), s.Func)
	}
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	inst, err := r.Instantiate(ctx, m.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for i, s := range w.Stages {
			var params []uint64
			for _, a := range s.Args {
				params = append(params, operand*(uint64(a)+1))
			}
			params = append(params, 0, uint64(s.Tasks), operand*(uint64(ArgPartial)+2))
			if _, err := inst.ExportedFunction(fmt.Sprint(i)).Call(ctx, params...); err != nil {
				b.Fatal(err)
			}
		}
	}
}
