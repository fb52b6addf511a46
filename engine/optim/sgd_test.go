package optim

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestUpdate follows one weight for two steps. Every number is a sum of powers
// of two, so that the results of the hand calculation are exact.
func TestUpdate(t *testing.T) {
	tests := []struct {
		name  string
		sgd   SGD
		wantW [2]float32 // after each step
		wantV [2]float32
	}{
		// w = 1, g = 2, then g = -1; lr = 0.5
		{"plain", SGD{}, [2]float32{0, 0.5}, [2]float32{2, -1}},
		{"decay", SGD{WeightDecay: 0.25}, [2]float32{-0.125, 0.390625}, [2]float32{2.25, -1.03125}},
		{"momentum", SGD{Momentum: 0.5}, [2]float32{0, 0}, [2]float32{2, 0}},
		{"nesterov", SGD{Momentum: 0.5, Nesterov: true}, [2]float32{-0.5, 0}, [2]float32{2, 0}},
		// Step 1: g' = 2.25, v = 2.25, along 3.375: w = -0.6875.
		// Step 2: g' = -1.171875, v = -0.046875, along -1.1953125: w = -0.08984375.
		{"all", SGD{Momentum: 0.5, WeightDecay: 0.25, Nesterov: true}, [2]float32{-0.6875, -0.08984375}, [2]float32{2.25, -0.046875}},
	}
	for _, tt := range tests {
		w, v := []float32{1}, []float32{0}
		for i, g := range []float32{2, -1} {
			grad := []float32{g}
			tt.sgd.Update(w, grad, v, 0.5)
			if w[0] != tt.wantW[i] || v[0] != tt.wantV[i] {
				t.Errorf("%s, step %d: want w %v, v %v, got %v, %v", tt.name, i+1, tt.wantW[i], tt.wantV[i], w[0], v[0])
			}
			if grad[0] != g {
				t.Errorf("%s: the gradient was changed from %v to %v", tt.name, g, grad[0])
			}
		}
	}
}

// TestUpdateRoundsEveryOperation picks numbers whose product needs more than
// 24 bits, so that a fused multiply-add would give another result.
func TestUpdateRoundsEveryOperation(t *testing.T) {
	const eps = 0x1p-12
	// (1 - eps/2)(1 + eps) = 1 + eps/2 - eps^2/2 rounds to 1 + eps/2.
	w, g, v := []float32{0}, []float32{-1}, []float32{1 + eps}
	SGD{Momentum: 1 - eps/2}.Update(w, g, v, 1)
	if want := float32(eps / 2); v[0] != want {
		t.Errorf("v: want %v, got %v", want, v[0])
	}
	// (1 + eps)^2 = 1 + 2 eps + eps^2 rounds to 1 + 2 eps.
	w, g, v = []float32{1}, []float32{1 + eps}, []float32{0}
	SGD{}.Update(w, g, v, 1+eps)
	if want := float32(-2 * eps); w[0] != want {
		t.Errorf("w: want %v, got %v", want, w[0])
	}
}

func TestUpdatePanicsOnLengths(t *testing.T) {
	defer func() {
		msg := fmt.Sprint(recover())
		for _, want := range []string{"2 weights", "3 gradients", "4 velocities"} {
			if !strings.Contains(msg, want) {
				t.Errorf("want a panic that says %q, got %q", want, msg)
			}
		}
	}()
	SGD{}.Update(make([]float32, 2), make([]float32, 3), make([]float32, 4), 0.1)
}

func TestValidate(t *testing.T) {
	with := func(change func(*SGD)) SGD {
		s := DefaultSGD()
		change(&s)
		return s
	}
	tests := []struct {
		sgd  SGD
		want string // "" for valid
	}{
		{DefaultSGD(), ""},
		{SGD{}, ""},
		{with(func(s *SGD) { s.LR = -0.1 }), "optim: learning rate: want a finite number of at least 0, got -0.1"},
		{with(func(s *SGD) { s.LR = 1e39 }), "optim: learning rate: want a finite number of at least 0, got 1e+39"},
		{with(func(s *SGD) { s.Momentum = 1 }), "optim: momentum: want at least 0 and below 1, got 1"},
		{with(func(s *SGD) { s.Momentum = math.NaN() }), "optim: momentum: want at least 0 and below 1, got NaN"},
		{with(func(s *SGD) { s.WeightDecay = math.Inf(1) }), "optim: weight decay: want a finite number of at least 0, got +Inf"},
		{with(func(s *SGD) { s.Momentum = 0 }), "optim: nesterov: want a momentum above 0, got 0; set one or turn nesterov off"},
	}
	for _, tt := range tests {
		err := tt.sgd.Validate()
		if (err == nil) != (tt.want == "") || err != nil && err.Error() != tt.want {
			t.Errorf("%+v: want error %q, got %v", tt.sgd, tt.want, err)
		}
	}
}

func TestHyper(t *testing.T) {
	s := SGD{LR: 1, Momentum: 0.5, WeightDecay: 0.25, Nesterov: true}
	if got, want := s.Hyper(0.125), [4]float32{0.125, 0.5, 0.25, 1}; got != want {
		t.Errorf("want %v, got %v", want, got)
	}
	s.Nesterov = false
	if got, want := s.Hyper(2), [4]float32{2, 0.5, 0.25, 0}; got != want {
		t.Errorf("want %v, got %v", want, got)
	}
}

// A run asks its schedule for the rate of each step. Here the loss is w*w/2,
// whose gradient is w itself.
func ExampleSGD() {
	schedule, err := Parse("step", Params{LR: 0.5, Steps: 4})
	if err != nil {
		panic(err)
	}
	sgd := SGD{LR: 0.5}
	w, v := []float32{8}, []float32{0}
	for step := range 4 {
		rate := schedule.Rate(step)
		sgd.Update(w, []float32{w[0]}, v, float32(rate))
		fmt.Printf("rate %.3f: w = %.4f\n", rate, w[0])
	}
	// Output:
	// rate 0.500: w = 4.0000
	// rate 0.500: w = 2.0000
	// rate 0.050: w = 1.9000
	// rate 0.005: w = 1.8905
}
