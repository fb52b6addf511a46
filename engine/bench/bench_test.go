package bench

import (
	"math"
	"testing"

	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
)

func TestMeasure(t *testing.T) {
	spec := model.Spec{Model: "resnet8", Variant: model.FM, Batch: 2}
	res, err := Measure(spec, reference.Device{}, Options{Runs: 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]Speed{"train": res.Train, "infer": res.Infer} {
		if want := 2 / (s.Milliseconds / 1e3); s.Milliseconds <= 0 || math.Abs(s.ImagesPerSecond-want) > 1e-6*want {
			t.Errorf("%s: %v ms and %v images/s do not agree for batches of 2", name, s.Milliseconds, s.ImagesPerSecond)
		}
		if s.Direct != s.Done {
			t.Errorf("%s: the reference device takes no short cuts, but did %v of %v GFLOP/s", name, s.Done, s.Direct)
		}
	}
	// Forward and both gradients of every convolution, but no input gradient
	// of the first.
	p := 2.0 / (res.Train.Milliseconds / 1e3)
	stem := 32 * 32 * 16 * 27
	if want := p * 2 * float64(3*12501632-stem) / 1e9; math.Abs(res.Train.Direct-want) > 1e-6*want {
		t.Errorf("train: %v GFLOP/s, want %v", res.Train.Direct, want)
	}
	var layers, ops float64
	for _, l := range res.Layers {
		layers += l.Forward + l.Backward + l.Update
	}
	for _, o := range res.Ops {
		ops += o.Millis
	}
	if layers <= 0 || math.Abs(layers-ops) > 1e-6*ops {
		t.Errorf("layers take %v ms, operations %v ms", layers, ops)
	}
}

func TestStepLearnsItsBatch(t *testing.T) {
	r, err := NewRunner(model.Spec{Model: "resnet8", Variant: model.Plain, Batch: 4}, reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	first, err := r.Step()
	if err != nil {
		t.Fatal(err)
	}
	last := first
	for range 15 {
		if last, err = r.Step(); err != nil {
			t.Fatal(err)
		}
	}
	if last >= first {
		t.Errorf("the loss of one batch went from %v to %v in 16 steps", first, last)
	}
}
