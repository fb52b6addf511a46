package lab

import (
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/proof"
)

func proved() engine.Proved {
	return engine.Proved{
		Step: 3, Device: "simd", Layer: "conv1", Pictures: 8,
		Gradient: proof.Gradient{
			Layer: "conv1", IsMap: true, Shape: []int{4, 5, 3}, Limit: 0.05, Step: 0.00123, Worst: 0.004,
			Cells: []proof.Moved{{Index: 22, Backward: 0.11915, Difference: 0.11900, Error: 0.004}},
		},
		Convolution: proof.Convolution{Layer: "conv1", Values: 16384, Difference: 1.1e-6, Largest: 2.96, Limit: 1e-4, Direct: 2359296, Fast: 655360},
		Rules:       proof.Rules{Layer: "conv1", Shape: []int{4, 5, 3}, Cell: 22, Count: 8, Sum: 0.4, Mean: 0.05, Quotient: 8, Cells: 60, Deviation: 1e-8, Limit: 1e-4},
	}
}

func TestChecks(t *testing.T) {
	p := proved()
	for name, c := range map[string]struct {
		check Check
		want  []string
	}{
		"gradient": {GradientCheck(nil, p), []string{"1 weights in the map of conv1", "0.0012", "(1, 2, 1)|0.1192|0.119|0.4 %", "Largest error 0.4 %; up to 5 %"}},
		"convolution": {ConvolutionCheck(nil, p), []string{"16,384 outputs of conv1", "direct|2,359,296", "by the device|655,360",
			"1.1e-06", "3.6 times fewer"}},
		"rules": {RulesCheck(nil, p), []string{"Cell (1, 2, 1) stands in 8 places", "sum|0.4", "mean|0.05", "sum / mean|8.000", "In all 60 cells"}},
	} {
		text := c.check.Say + "\n" + c.check.Note
		for _, row := range c.check.Table {
			text += "\n" + strings.Join(row, "|")
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", name, want, text)
			}
		}
		if !c.check.Asked || !c.check.Holds {
			t.Errorf("%s: asked %v, holds %v", name, c.check.Asked, c.check.Holds)
		}
	}
	p.Gradient.Worst = 0.2
	if GradientCheck(nil, p).Holds {
		t.Error("a wrong gradient holds")
	}
	if c := RulesCheck(nil, engine.Proved{}); c.Asked || c.Holds {
		t.Error("a layer without a map has rules")
	}
}
