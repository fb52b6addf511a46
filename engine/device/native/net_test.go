package native

import (
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
)

// load builds a network with random weights and pictures.
func load(t testing.TB, d device.Device, s model.Spec) (*nn.Network, device.Executable) {
	t.Helper()
	net, err := model.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := d.Load(net.Program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { exe.Close() })
	rng := rand.New(rand.NewPCG(3, 4))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(net.Init(rng, func(p nn.Param, w []float32) error { return exe.Write(p.Weight, w) }))
	for _, st := range net.States {
		v := make([]float32, st.Len)
		for i := range v {
			v[i] = st.Start
		}
		must(exe.Write(st.Buffer, v))
	}
	p := net.Program
	pictures := make([]float32, p.Info(p.Input).Len())
	for i := range pictures {
		pictures[i] = float32(rng.NormFloat64())
	}
	labels := make([]float32, p.Batch)
	for i := range labels {
		labels[i] = float32(rng.IntN(10))
	}
	must(exe.Write(p.Input, pictures))
	must(exe.Write(p.Labels, labels))
	must(exe.Write(p.Hyper, []float32{0.05, 0.9, 5e-4, 1}))
	return net, exe
}

// weights reads all parameters and running statistics.
func weights(t testing.TB, net *nn.Network, exe device.Executable) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for _, w := range net.Tensors() {
		v := make([]float32, net.Program.Info(w.Buffer).Len())
		if err := exe.Read(w.Buffer, v); err != nil {
			t.Fatal(err)
		}
		all[w.Name] = v
	}
	return all
}

// netTolerance bounds the difference after netSteps steps: rounding grows
// through nine normalisations and three updates.
const (
	netTolerance = 1e-3
	netSteps     = 3
)

func TestTrainingAgreesWithReference(t *testing.T) {
	for _, variant := range model.Variants() {
		s := model.Spec{Model: "resnet8", Variant: variant, Batch: 12, Size: 16}
		train := func(d device.Device) (*nn.Network, device.Executable) {
			net, exe := load(t, d, s)
			for range netSteps {
				if err := exe.Run(program.Train); err != nil {
					t.Fatal(err)
				}
			}
			return net, exe
		}
		net, exe := train(reference.Device{})
		want := weights(t, net, exe)
		d := devices(t)["avx2"]
		if d == nil {
			t.Skip("the processor lacks AVX2 or FMA")
		}
		net, exe = train(d)
		for name, got := range weights(t, net, exe) {
			if e := worst(got, want[name]); e > netTolerance {
				t.Errorf("%s %s is off by %.2g of its maximum after %d steps, want %g", variant, name, e, netSteps, netTolerance)
			}
		}
	}
}

func TestThreadsDoNotChangeABit(t *testing.T) {
	for _, variant := range []model.Variant{model.FM, model.Plain} {
		var want map[string][]float32
		for _, threads := range []int{1, 2, 5} {
			d, err := New(Options{Threads: threads})
			if err != nil {
				t.Skip(err)
			}
			net, exe := load(t, d, model.Spec{Model: "resnet8", Variant: variant, Batch: 20, Size: 16})
			for range netSteps {
				if err := exe.Run(program.Train); err != nil {
					t.Fatal(err)
				}
			}
			got := weights(t, net, exe)
			if want == nil {
				want = got
				continue
			}
			for name := range want {
				if e := worst(got[name], want[name]); e != 0 {
					t.Errorf("%s %s differs by %g between 1 and %d threads, want 0", variant, name, e, threads)
				}
			}
		}
	}
}

func TestStepsDoNotAllocate(t *testing.T) {
	d, err := New(Options{})
	if err != nil {
		t.Skip(err)
	}
	_, exe := load(t, d, model.Spec{Model: "resnet8", Variant: model.FM, Batch: 8, Size: 16})
	for _, r := range []program.Routine{program.Train, program.Infer} {
		if n := testing.AllocsPerRun(10, func() {
			if err := exe.Run(r); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v allocates %g times a run, want 0", r, n)
		}
	}
}
