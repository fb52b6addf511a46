package kernels

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"filtermaplab/engine/device/simd/wasmgen"
)

// convTolerance is the largest error allowed, relative to the largest value of
// a tensor: float32 sums of a few thousand terms against float64 stay below
// 1e-6, and the fast algorithms within a factor of three of that.
const convTolerance = 1e-5

// rig holds the operands of one op in the memory of a wasm instance.
type rig struct {
	t    *testing.T
	ctx  context.Context
	inst api.Module
	at   [ArgPartial + 1]uint32
	work uint32 // scratch
}

// newRig builds the stages of an op, instantiates them and places operands
// of the given sizes in bytes. Everything that kernels must write themselves
// starts as NaN.
func newRig(t *testing.T, build func(e *Env) []Work, sizes map[Arg]int) (*rig, []Work) {
	t.Helper()
	m := wasmgen.NewModule()
	const pages = 400
	m.Memory("memory", pages, 0, false)
	works := build(NewEnv(m, false))
	scratch := 0
	for i, w := range works {
		for j, s := range w.Stages {
			m.Export(fmt.Sprint(i, ".", j), s.Func)
			scratch = max(scratch, s.Scratch)
		}
		sizes[ArgPacked] = max(sizes[ArgPacked], w.Packed)
		sizes[ArgPartial] = max(sizes[ArgPartial], w.Partial)
	}
	ctx := t.Context()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { r.Close(context.WithoutCancel(ctx)) })
	inst, err := r.Instantiate(ctx, m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	b := &rig{t: t, ctx: ctx, inst: inst, work: 1 << 16}
	next := b.work + uint32(scratch) + 64
	for a := range b.at {
		next = (next + 63) &^ 63
		b.at[a] = next
		next += uint32(sizes[Arg(a)]) + 64
	}
	if next > pages<<16 {
		t.Fatalf("operands take %d bytes of %d", next, pages<<16)
	}
	nan := math.Float32bits(float32(math.NaN()))
	mem, _ := inst.Memory().Read(b.work, next-b.work)
	for i := 0; i+4 <= len(mem); i += 4 {
		mem[i], mem[i+1], mem[i+2], mem[i+3] = byte(nan), byte(nan>>8), byte(nan>>16), byte(nan>>24)
	}
	return b, works
}

// run runs all stages of work i, every stage in pieces of the given number of tasks.
func (b *rig) run(i int, w Work, piece int) {
	b.t.Helper()
	for j, s := range w.Stages {
		f := b.inst.ExportedFunction(fmt.Sprint(i, ".", j))
		for lo := 0; lo < s.Tasks; lo += piece {
			var params []uint64
			for _, a := range s.Args {
				params = append(params, uint64(b.at[a]))
			}
			params = append(params, uint64(lo), uint64(min(s.Tasks, lo+piece)), uint64(b.work))
			if _, err := f.Call(b.ctx, params...); err != nil {
				b.t.Fatalf("stage %d.%d, tasks from %d: %v", i, j, lo, err)
			}
		}
	}
}

func (b *rig) write(a Arg, v []float32) {
	for i, x := range v {
		if !b.inst.Memory().WriteFloat32Le(b.at[a]+4*uint32(i), x) {
			b.t.Fatal("write outside memory")
		}
	}
}

func (b *rig) read(a Arg, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i], _ = b.inst.Memory().ReadFloat32Le(b.at[a] + 4*uint32(i))
	}
	return v
}

// blocked lays NCHW pictures out in lanes, with the border and the lanes of
// absent pictures zero.
func blocked(p Picture, n int, v []float32) []float32 {
	out := make([]float32, (n+Lanes-1)/Lanes*p.Group()/4)
	for i, x := range v {
		out[blockedIndex(p, i)] = x
	}
	return out
}

// blockedIndex is where element i of an NCHW tensor lies.
func blockedIndex(p Picture, i int) int {
	w, h, c, n := i%p.W, i/p.W%p.H, i/(p.W*p.H)%p.C, i/(p.W*p.H*p.C)
	return (n/Lanes*p.Group()+p.Origin()+h*p.Row()+w*p.Pixel()+c*Vector)/4 + n%Lanes
}

// nans are what a tensor holds before it is overwritten.
func nans(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(math.NaN())
	}
	return v
}

// unblocked is the inverse of blocked; it fails if the border is not zero any more.
func (b *rig) unblocked(name string, p Picture, n int, v []float32) []float32 {
	b.t.Helper()
	out := make([]float32, n*p.C*p.H*p.W)
	for i := range out {
		j := blockedIndex(p, i)
		out[i] = v[j]
		v[j] = 0
	}
	for i, x := range v {
		inside := i%Lanes >= n%Lanes && n%Lanes > 0 && i/(p.Group()/4) == n/Lanes // lanes of absent pictures
		if x != 0 && !inside {
			b.t.Fatalf("%s: border or padding at %d: want 0, got %v", name, i, x)
		}
	}
	return out
}

func blockedBytes(p Picture, n int) int { return (n + Lanes - 1) / Lanes * p.Group() }

func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// checkClose fails if any element is off by more than convTolerance of the largest one.
func checkClose(t *testing.T, name string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: want %d values, got %d", name, len(want), len(got))
	}
	largest, worst, at := 0.0, 0.0, 0
	for i, w := range want {
		largest = max(largest, math.Abs(w))
		if d := math.Abs(float64(got[i]) - w); !(d <= worst) {
			worst, at = d, i
			if d != d {
				break
			}
		}
	}
	if !(worst <= convTolerance*largest) {
		t.Errorf("%s[%d]: want %v, got %v (largest %v)", name, at, want[at], got[at], largest)
	}
}

// checkSame fails unless two results are equal to the bit.
func checkSame(t *testing.T, name string, a, b []float32) {
	t.Helper()
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			t.Fatalf("%s[%d] depends on how the tasks are split: %v and %v", name, i, a[i], b[i])
		}
	}
}
