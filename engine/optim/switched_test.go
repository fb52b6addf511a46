package optim

import "testing"

func TestSwitched(t *testing.T) {
	a, b := OneCycle{Max: 0.1, Steps: 20}, OneCycle{Max: 0.02, Steps: 20}
	s := Switched{First: a, Then: []Switch{{5, b}, {12, Constant{LR: 0.5}}}}
	for _, c := range []struct {
		step int
		want float64
	}{{0, a.Rate(0)}, {4, a.Rate(4)}, {5, b.Rate(5)}, {11, b.Rate(11)}, {12, 0.5}, {19, 0.5}} {
		if got := s.Rate(c.step); got != c.want {
			t.Errorf("step %d: rate %v, want %v", c.step, got, c.want)
		}
	}
	if got, want := (Switched{First: a}).Rate(7), a.Rate(7); got != want {
		t.Errorf("without a switch: rate %v, want %v", got, want)
	}
}
