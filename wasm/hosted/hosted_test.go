package hosted_test

import (
	"math"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/wasm/edge/share"
	"filtermaplab/wasm/hosted"
	"filtermaplab/wasm/lab"
)

func TestWhyNotPublish(t *testing.T) {
	tested := []engine.Evaluated{{Step: 20}}
	for _, tt := range []struct {
		name string
		s    lab.State
		may  bool
	}{
		{"nothing yet", lab.State{Phase: lab.Ready}, false},
		{"running", lab.State{Phase: lab.Running, Epochs: tested, Last: engine.Stepped{Step: 20}}, false},
		{"in an epoch", lab.State{Phase: lab.Paused, Epochs: tested, Last: engine.Stepped{Step: 21}}, false},
		{"tested", lab.State{Phase: lab.Done, Epochs: tested, Last: engine.Stepped{Step: 20}}, true},
	} {
		if why := hosted.WhyNotPublish(nil, &tt.s); (why == "") != tt.may {
			t.Errorf("%s: %q", tt.name, why)
		}
	}
}

// Whoever opens an entry tests it on as many pictures as its owner did.
func TestPerClassFor(t *testing.T) {
	for _, perClass := range []int{10, 100, 150, 500, 5000} {
		per := lab.TestPerClass(perClass)
		if got := lab.TestPerClass(hosted.PerClassFor(10 * per)); got != per {
			t.Errorf("a test of %d a class is repeated with %d", per, got)
		}
	}
}

func TestStandingWords(t *testing.T) {
	e := share.Entry{Test: share.TestShapes, Accuracy: 0.845}
	for _, tt := range []struct {
		checks share.Checks
		want   string
	}{
		{share.Checks{}, "unverified"}, {share.Checks{Agree: 1}, "checked by 1 browser"}, {share.Checks{Agree: 3, Disagree: 1}, "checked by 3 browsers"},
		{share.Checks{Disagree: 1, Measured: 0.1}, "disputed: 10.0 % measured"},
	} {
		e.Checks = tt.checks
		if got := hosted.StandingWords(nil, e); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.checks, got, tt.want)
		}
	}
	if got := hosted.CheckWords(nil, e, 0.846); got != "This browser measured 84.6 %, as the entry says." {
		t.Errorf("%q", got)
	}
	if got := hosted.CheckWords(nil, e, 0.5); got != "This browser measured 50.0 %; the entry says 84.5 %." {
		t.Errorf("%q", got)
	}
}

func TestPlotEntries(t *testing.T) {
	s := hosted.PlotEntries(nil, []share.Entry{{Name: "a", Params: 14314, Accuracy: 0.8}, {Params: 1_000_000, Accuracy: 0.9}, {Params: 900}})
	if s.From != 100 || s.To != 1_000_000 || len(s.Points) != 3 {
		t.Fatalf("%+v", s)
	}
	if p := s.Points[0]; math.Abs(p.X-0.5389) > 0.001 || p.Y != 0.8 || p.Say != "a: 80.0 %, 14,314 parameters" {
		t.Errorf("%+v", p)
	}
	for _, p := range s.Points {
		if p.X < 0 || p.X > 1 {
			t.Errorf("%+v is outside", p)
		}
	}
}
