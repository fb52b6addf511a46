//go:build !js

package simd

import (
	"math/rand/v2"
	"slices"
	"testing"

	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
)

// build compiles a network for two threads.
func build(t *testing.T, s model.Spec) *compiled {
	t.Helper()
	net, err := model.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	c, err := compile(net.Program, target{threads: 2, shared: true})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestMemory keeps an eye on the memory and the code that whole networks take.
func TestMemory(t *testing.T) {
	for _, tt := range []struct {
		spec         model.Spec
		memory, code int // at most
	}{
		{model.Spec{Model: "resnet8", Variant: model.Plain, Batch: 32}, 48 << 20, 400 << 10},
		{model.Spec{Model: "resnet20", Variant: model.FM, Batch: 32}, 300 << 20, 800 << 10},
		{model.Spec{Model: "densenet-tiny", Variant: model.FM, Batch: 8}, 300 << 20, 800 << 10},
	} {
		c := build(t, tt.spec)
		t.Logf("%s %s, batch %d: %.1f MiB, of which %.1f for the threads; %d KiB of code",
			tt.spec.Model, tt.spec.Variant, tt.spec.Batch, float64(c.memory.bytes)/(1<<20), float64(2*c.perHead)/(1<<20), len(c.module)>>10)
		if c.memory.bytes > tt.memory || len(c.module) > tt.code {
			t.Errorf("%s %s: %d bytes of memory and %d of code, want at most %d and %d",
				tt.spec.Model, tt.spec.Variant, c.memory.bytes, len(c.module), tt.memory, tt.code)
		}
	}
}

// lowered returns the steps of a routine and their phases.
func lowered(t *testing.T, s model.Spec, r program.Routine) ([]*step, []phase, *layout) {
	t.Helper()
	net, err := model.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	p := *net.Program
	p.Buffers = slices.Clone(p.Buffers)
	l, err := newLayout(&p)
	if err != nil {
		t.Fatal(err)
	}
	low := &lowering{layout: l, env: kernels.NewEnv(wasmgen.NewModule(), false)}
	steps, err := low.lower(r)
	if err != nil {
		t.Fatal(err)
	}
	return steps, schedule(steps), l
}

// clash is the naive twin of marks: whether one of two steps writes what the
// other touches, and whether that is only within groups.
func clash(a, b *step) (any, sameGroupOnly bool) {
	sameGroupOnly = a.byGroup && b.byGroup
	for _, x := range a.touched() {
		for _, y := range b.touched() {
			if x.buffer != program.None && x.buffer == y.buffer && (x.access|y.access)&writes != 0 {
				any = true
				sameGroupOnly = sameGroupOnly && x.access&own != 0 && y.access&own != 0
			}
		}
	}
	return any, sameGroupOnly
}

// checkSchedule holds phases to their definition: all steps, dependent steps
// in order, and in a phase only what may run without waiting.
func checkSchedule(t *testing.T, steps []*step, phases []phase) {
	t.Helper()
	order := make(map[*step]int)
	for i, s := range steps {
		order[s] = i
	}
	var flat []*step
	for _, p := range phases {
		for i, b := range p {
			for _, a := range p[:i] {
				if conflict, same := clash(a, b); conflict && !same {
					t.Errorf("steps %d and %d are in one phase and share a buffer", order[a], order[b])
				}
			}
		}
		flat = append(flat, p...)
	}
	if len(flat) != len(steps) {
		t.Fatalf("%d steps in phases, want %d", len(flat), len(steps))
	}
	for j, b := range flat {
		for _, a := range flat[:j] {
			if conflict, _ := clash(a, b); conflict && order[a] > order[b] {
				t.Errorf("step %d runs after step %d, which depends on it", order[b], order[a])
			}
		}
	}
}

func TestSchedule(t *testing.T) {
	for _, v := range []model.Variant{model.Plain, model.FM} {
		for _, r := range []program.Routine{program.Train, program.Infer} {
			steps, phases, _ := lowered(t, model.Spec{Model: "resnet8", Variant: v, Batch: 32}, r)
			checkSchedule(t, steps, phases)
			t.Logf("%s, %v: %d steps in %d phases", v, r, len(steps), len(phases))
			if len(phases) > len(steps)*2/3 {
				t.Errorf("%s, %v: %d steps in %d phases: hardly anything runs together", v, r, len(steps), len(phases))
			}
		}
	}
}

// TestScheduleOfNoise tries lists that no network has.
func TestScheduleOfNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var steps []*step
		for range 12 {
			s := &step{byGroup: rng.IntN(2) == 0, tasks: 4}
			for range 1 + rng.IntN(3) {
				a := []access{reads, writes, reads | writes}[rng.IntN(3)]
				if s.byGroup && rng.IntN(4) > 0 {
					a |= own
				}
				s.operands = append(s.operands, operand{program.Buffer(1 + rng.IntN(5)), a})
			}
			steps = append(steps, s)
		}
		checkSchedule(t, steps, schedule(steps))
	}
}

// TestPlace looks for tensors that overlap while both are alive, and for
// borders that somebody else's memory could spoil.
func TestPlace(t *testing.T) {
	spec := model.Spec{Model: "densenet-tiny", Variant: model.FM, Batch: 6}
	_, train, l := lowered(t, spec, program.Train)
	m, err := place(l, train, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	type span struct{ first, last int }
	lives := make(map[program.Buffer]span)
	for i, p := range train {
		read, written := p.Operands()
		for _, b := range append(read, written...) {
			s, ok := lives[b]
			if !ok {
				s.first = i
			}
			s.last = i
			lives[b] = s
		}
	}
	for a, la := range lives {
		for b, lb := range lives {
			if a >= b || a == program.None || b == program.None {
				continue
			}
			overlap := m.address[a] < m.address[b]+l.bytes(b) && m.address[b] < m.address[a]+l.bytes(a)
			if !overlap {
				continue
			}
			if la.first <= lb.last && lb.first <= la.last {
				t.Errorf("%q and %q overlap in memory and in time", l.p.Info(a).Name, l.p.Info(b).Name)
			}
			if bordered(l, a) != bordered(l, b) || bordered(l, a).Pad > 0 && m.address[a] != m.address[b] {
				t.Errorf("%q (%+v) and %q (%+v) share memory", l.p.Info(a).Name, bordered(l, a), l.p.Info(b).Name, bordered(l, b))
			}
		}
	}
}
