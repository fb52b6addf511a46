package lab

import (
	"testing"

	"filtermaplab/engine"
)

func TestSpreadPaths(t *testing.T) {
	below, above := SpreadPaths(engine.Histogram{Range: 1, Counts: []int{0, 2, 4, 0}})
	if want := "M0 24V24H20V12H40V24Z"; below != want {
		t.Errorf("below: got %s, want %s", below, want)
	}
	if want := "M40 24V0H60V24H80V24Z"; above != want {
		t.Errorf("above: got %s, want %s", above, want)
	}
	if below, above := SpreadPaths(engine.Histogram{}); below+above != "" {
		t.Errorf("of nothing: got %q, %q", below, above)
	}
}

func TestSpreadWords(t *testing.T) {
	scale, spread := SpreadWords(nil, engine.Histogram{Range: 0.5, Std: 0.1234, Counts: []int{1, 1}})
	if scale != "±0.5" || spread != "spread 0.12" {
		t.Errorf("got %q, %q", scale, spread)
	}
	if scale, spread := SpreadWords(nil, engine.Histogram{}); scale != "" || spread != "after a step" {
		t.Errorf("of nothing: got %q, %q", scale, spread)
	}
}
