package simd_test

import (
	"fmt"
	"testing"

	"filtermaplab/engine/device/devicetest"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
)

func TestDevice(t *testing.T) {
	devicetest.Run(t, simd.Device{Strict: true, Threads: 1}, devicetest.Options{})
}

// TestRelaxedDevice runs the kernels as they run by default. Where the engine
// has no relaxed SIMD they are the strict ones.
func TestRelaxedDevice(t *testing.T) {
	devicetest.Run(t, simd.Device{Threads: 1}, devicetest.Options{})
}

// TestHelpers runs a few cases with helper threads.
func TestHelpers(t *testing.T) {
	for i, c := range devicetest.Cases() {
		if i%40 != 0 {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			if err := devicetest.Check(simd.Device{Strict: true, Threads: 2}, c, devicetest.Tolerance); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestStrictIsTheSameEverywhere compares with the hashes that wazero gives.
func TestStrictIsTheSameEverywhere(t *testing.T) {
	for variant, want := range fingerprints {
		for _, threads := range []int{1, 2, 3} {
			t.Run(fmt.Sprintf("%s/threads%d", variant, threads), func(t *testing.T) {
				got, err := fingerprint(simd.Device{Strict: true, Threads: threads}, variant)
				if err != nil {
					t.Fatal(err)
				}
				if got != want {
					t.Errorf("fingerprint %#x, want %#x", got, want)
				}
			})
		}
	}
}

// TestStepDoesNotAllocate looks at a whole step as a trainer does it.
func TestStepDoesNotAllocate(t *testing.T) {
	net, err := model.Build(model.Spec{Model: "resnet8", Variant: model.FM, Batch: 4})
	if err != nil {
		t.Fatal(err)
	}
	p := net.Program
	e, err := simd.Device{Threads: 1}.Load(p)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	input, labels, stats := make([]float32, p.Info(p.Input).Len()), make([]float32, 4), make([]float32, 2)
	step := func() {
		for _, err := range []error{e.Write(p.Input, input), e.Write(p.Labels, labels), e.Run(program.Train), e.Read(p.Stats, stats)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := testing.AllocsPerRun(5, step); got > 0 {
		t.Errorf("%g allocations a step, want 0", got)
	}
}
