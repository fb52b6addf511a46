package optim

import (
	"fmt"
	"math"
	"testing"
)

// tolRate allows the few roundings by which two ways of writing a formula in
// float64 differ, relative to the highest rate.
const tolRate = 1e-15

func checkRates(t *testing.T, s Schedule, want map[int]float64, scale float64) {
	t.Helper()
	for step, w := range want {
		if got := s.Rate(step); math.Abs(got-w) > tolRate*scale {
			t.Errorf("%+v: step %d: want rate %v, got %v", s, step, w, got)
		}
	}
}

func TestConstant(t *testing.T) {
	checkRates(t, Constant{LR: 0.1}, map[int]float64{0: 0.1, 1: 0.1, 1 << 30: 0.1}, 0.1)
}

func TestStepDecay(t *testing.T) {
	tests := []struct {
		s    StepDecay
		want map[int]float64
	}{
		{StepDecay{LR: 0.1, Steps: 100}, map[int]float64{0: 0.1, 49: 0.1, 50: 0.01, 74: 0.01, 75: 0.001, 99: 0.001, 500: 0.001}},
		// Milestones between two steps take effect at the later one.
		{StepDecay{LR: 1, Steps: 7}, map[int]float64{3: 1, 4: 0.1, 5: 0.1, 6: 0.01}},
		{StepDecay{LR: 1, Steps: 10, Milestones: []float64{0.3}, Factor: 0.5}, map[int]float64{2: 1, 3: 0.5, 9: 0.5}},
		{StepDecay{LR: 1, Steps: 10, Milestones: []float64{}}, map[int]float64{0: 1, 9: 1}},
	}
	for _, tt := range tests {
		checkRates(t, tt.s, tt.want, tt.s.LR)
	}
}

func TestOneCycle(t *testing.T) {
	cos := func(start, end, t float64) float64 { return end + (start-end)/2*(1+math.Cos(math.Pi*t)) }
	tests := []struct {
		s    OneCycle
		want map[int]float64
	}{
		// The case of PyTorch's own test of OneCycleLR: max_lr 25, final_div_factor 2, 10 steps, pct_start 0.3.
		{OneCycle{Max: 25, Steps: 10, Warmup: 0.3, FinalDiv: 2}, map[int]float64{
			0: 1, 1: 13, 2: 25,
			3: cos(25, 0.5, 1./7), 4: cos(25, 0.5, 2./7), 5: cos(25, 0.5, 3./7),
			6: cos(25, 0.5, 4./7), 7: cos(25, 0.5, 5./7), 8: cos(25, 0.5, 6./7), 9: 0.5,
		}},
		// Defaults: up to step 14 of 100, from 0.05/25; down to 0.05/250000 at step 99 and on.
		{OneCycle{Max: 0.05, Steps: 100}, map[int]float64{0: 0.002, 7: 0.026, 14: 0.05, 99: 2e-7, 100: 2e-7, 5000: 2e-7}},
		// The peak lies at 0.5, between two steps: neither is on it.
		{OneCycle{Max: 1, Steps: 10}, map[int]float64{0: 0.04, 1: cos(1, 4e-6, 0.5/8.5), 9: 4e-6}},
		// The peak lies before the first step.
		{OneCycle{Max: 1, Steps: 5}, map[int]float64{0: cos(1, 4e-6, 0.25/4.25), 4: 4e-6}},
		// PyTorch divides by zero where the climb has no length.
		{OneCycle{Max: 1, Steps: 4, Warmup: 0.25}, map[int]float64{0: 1, 3: 4e-6}},
		{OneCycle{Max: 1, Steps: 1}, map[int]float64{0: 4e-6}},
		{OneCycle{Max: 1, Steps: 5, Warmup: 1}, map[int]float64{0: 0.04, 2: 0.52, 4: 1}},
	}
	for _, tt := range tests {
		checkRates(t, tt.s, tt.want, tt.s.Max)
	}
}

// pytorchOneCycle is OneCycleLR.get_lr as PyTorch writes it: a list of phases,
// of which the first whose end is not passed counts.
func pytorchOneCycle(max float64, total int, pctStart, div, finalDiv float64, step int) float64 {
	initial := max / div
	phases := []struct{ end, from, to float64 }{
		{pctStart*float64(total) - 1, initial, max},
		{float64(total - 1), max, initial / finalDiv},
	}
	start := 0.0
	for i, p := range phases {
		if float64(step) <= p.end || i == len(phases)-1 {
			pct := (float64(step) - start) / (p.end - start)
			return p.to + (p.from-p.to)/2.0*(math.Cos(math.Pi*pct)+1)
		}
		start = p.end
	}
	panic("unreachable")
}

func TestOneCycleIsPyTorchs(t *testing.T) {
	for _, total := range []int{2, 3, 13, 160, 1570} {
		for _, warmup := range []float64{0.15, 0.3, 0.9} {
			s := OneCycle{Max: 0.05, Steps: total, Warmup: warmup}
			want := make(map[int]float64, total)
			for step := range total {
				want[step] = pytorchOneCycle(0.05, total, warmup, 25, 1e4, step)
			}
			checkRates(t, s, want, s.Max)
		}
	}
}

func TestCosPi(t *testing.T) {
	const tol = 4e-16 // two units in the last place of 1: ours and math.Cos's
	for i := range 100_001 {
		x := float64(i) / 100_000
		if got, want := cosPi(x), math.Cos(math.Pi*x); math.Abs(got-want) > tol {
			t.Fatalf("cos(pi*%v): want %v, got %v", x, want, got)
		}
	}
	for x, want := range map[float64]float64{0: 1, 0.5: 0, 1: -1} {
		if got := cosPi(x); got != want {
			t.Errorf("cos(pi*%v): want exactly %v, got %v", x, want, got)
		}
	}
}

// TestRatesToTheBit holds rates to bits that are the same on every processor.
func TestRatesToTheBit(t *testing.T) {
	s := OneCycle{Max: 0.05, Steps: 1570}
	for step, want := range map[int]uint64{
		0: 0x3f60624dd2f1aa00, 100: 0x3f94feb559f2ce71, 700: 0x3fa2a7421ffcb6d5, 1569: 0x3e8ad7f29abcaf48,
	} {
		if got := math.Float64bits(s.Rate(step)); got != want {
			t.Errorf("step %d: want bits %#x, got %#x", step, want, got)
		}
	}
}

func TestNegativeStepPanics(t *testing.T) {
	for _, name := range Schedules() {
		s, err := Parse(name, Params{LR: 0.1, Steps: 10})
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic on step -1", name)
				}
			}()
			s.Rate(-1)
		}()
	}
}

func TestParse(t *testing.T) {
	p := Params{LR: 0.1, Steps: 10}
	for name, want := range map[string]Schedule{
		"constant": Constant{LR: 0.1},
		"onecycle": OneCycle{Max: 0.1, Steps: 10},
	} {
		got, err := Parse(name, p)
		if err != nil || got != want {
			t.Errorf("Parse(%q): want %+v, got %+v, %v", name, want, got, err)
		}
	}
	got, err := Parse("step", p)
	if d, ok := got.(StepDecay); err != nil || !ok || d.LR != 0.1 || d.Steps != 10 {
		t.Errorf("Parse(step): got %+v, %v", got, err)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name string
		p    Params
		want string
	}{
		{"cosine", Params{LR: 0.1, Steps: 10}, `optim: schedule: want one of constant, step, onecycle, got "cosine"`},
		{"step", Params{LR: 0.1}, "optim: schedule step: want a run of at least 1 step, got 0"},
		{"step", Params{LR: -1, Steps: 10}, "optim: learning rate: want a finite number of at least 0, got -1"},
		{"onecycle", Params{LR: math.NaN(), Steps: 10}, "optim: learning rate: want a finite number of at least 0, got NaN"},
		{"constant", Params{LR: math.Inf(1), Steps: 10}, "optim: learning rate: want a finite number of at least 0, got +Inf"},
	}
	for _, tt := range tests {
		if _, err := Parse(tt.name, tt.p); err == nil || err.Error() != tt.want {
			t.Errorf("Parse(%q, %+v): want error %q, got %v", tt.name, tt.p, tt.want, err)
		}
	}
}

func ExampleOneCycle() {
	s := OneCycle{Max: 0.05, Steps: 101, Warmup: 0.5}
	for step := 0; step <= 100; step += 25 {
		fmt.Printf("step %3d: %.3g\n", step, s.Rate(step))
	}
	// Output:
	// step   0: 0.002
	// step  25: 0.0264
	// step  50: 0.05
	// step  75: 0.0246
	// step 100: 2e-07
}
