package golden

import (
	"fmt"
	"math"
	"strings"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device"
)

// Tolerances, as parts of a tensor's largest magnitude. The vectors were
// computed in float64 and a device computes in float32; what a step adds in
// rounding grows from step to step.
const (
	stepTolerance  = 1e-4 // one convolution, or a network's first step
	laterTolerance = 2e-3 // five steps
)

// Tensor says how near one tensor came.
type Tensor struct {
	Name      string
	Worst     float64 // largest difference
	Max       float64 // largest magnitude in the file
	Tolerance float64 // part of Max that Worst may be
}

// Error is the largest difference as a part of the largest magnitude. A
// tensor of zeros is held to its tolerance as it stands.
func (t Tensor) Error() float64 {
	if t.Max == 0 {
		return t.Worst
	}
	return t.Worst / t.Max
}

// OK reports whether the tensor is within its tolerance.
func (t Tensor) OK() bool { return t.Error() <= t.Tolerance }

// Report lists every tensor that was compared, in the order of computation.
type Report struct {
	What    string // "FM convolution 4 x 4 x 2 ...", "resnet8 fm mean"
	Tensors []Tensor
}

// OK reports whether all tensors are within tolerance.
func (r Report) OK() bool {
	for _, t := range r.Tensors {
		if !t.OK() {
			return false
		}
	}
	return true
}

// Verify computes on dev what f says and compares. It returns an error where
// f is not a file of golden vectors or dev cannot run it; a difference is not
// an error but stands in the report.
func Verify(f *checkpoint.File, dev device.Device) (Report, error) {
	if _, ok := f.Lookup("batch.input"); ok {
		return verifyNetwork(f, dev)
	}
	if _, ok := f.Lookup("map"); ok {
		return verifyConv(f, dev)
	}
	return Report{}, fmt.Errorf("golden: want a tensor %q (a convolution) or %q (a network), got neither", "map", "batch.input")
}

// compare adds a tensor to the report. A value that is not a number differs
// without bound.
func (r *Report) compare(name string, got, want []float32, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("golden: tensor %q: want %d values, got %d", name, len(got), len(want))
	}
	t := Tensor{Name: name, Tolerance: tolerance}
	for i, w := range want {
		d := math.Abs(float64(got[i]) - float64(w))
		if math.IsNaN(d) {
			d = math.Inf(1)
		}
		t.Worst = max(t.Worst, d)
		t.Max = max(t.Max, math.Abs(float64(w)))
	}
	r.Tensors = append(r.Tensors, t)
	return nil
}

// floats returns a tensor that must be there.
func floats(f *checkpoint.File, name string) (checkpoint.Tensor, error) {
	t, ok := f.Lookup(name)
	if !ok {
		return t, fmt.Errorf("golden: tensor %q is missing", name)
	}
	if t.DType.Integer() {
		return t, fmt.Errorf("golden: tensor %q: want floats, got %v", name, t.DType)
	}
	return t, nil
}

// number reads a metadata entry with the given verb.
func number(f *checkpoint.File, key, verb string, into any) error {
	s, ok := f.Metadata[key]
	if !ok {
		return fmt.Errorf("golden: metadata %q is missing", key)
	}
	if _, err := fmt.Sscanf(strings.TrimSpace(s), verb, into); err != nil {
		return fmt.Errorf("golden: metadata %q: want a number, got %q", key, s)
	}
	return nil
}
