package lab

import (
	"testing"
	"time"

	"filtermaplab/engine"
)

func TestRateChangesLive(t *testing.T) {
	var s State
	now := time.Unix(0, 0)
	if s.RateOpen() {
		t.Error("there is a rate to change before there is a run")
	}
	cfg := engine.DefaultConfig()
	s.Apply(engine.Ready{Config: cfg, Steps: 100}, now)
	if !s.RateOpen() || s.RateNow() != cfg.LR || s.LockHint(nil) != "A change starts a new run." {
		t.Errorf("ready: %v, %q", s.RateNow(), s.LockHint(nil))
	}
	s.Apply(engine.Status{Running: true}, now)
	s.Apply(engine.Stepped{Step: 10}, now)
	if !s.RateOpen() || s.LockHint(nil) != "The rate acts at once." {
		t.Errorf("running: %q", s.LockHint(nil))
	}
	cfg.Rates = "10:0.2,20:0.3"
	s.Apply(engine.Rated{Config: cfg}, now)
	if s.RateNow() != 0.2 || s.LockHint(nil) != "Rate changed 2 times; links repeat it." {
		t.Errorf("changed: %v, %q", s.RateNow(), s.LockHint(nil))
	}
	s.Apply(engine.Stepped{Step: 20}, now)
	if s.RateNow() != 0.3 {
		t.Errorf("changed again: %v", s.RateNow())
	}
	s.Apply(engine.Failed{Message: "engine: the loss became infinite; the learning rate is too high", Stopped: true}, now)
	if gentler, ok := s.Gentler(); !ok || gentler.Rates != "" || gentler.LR != cfg.LR || s.RateOpen() {
		t.Errorf("the way out: %+v, %v", gentler, ok)
	}
}

func TestRateIsAnswered(t *testing.T) {
	var a Asked
	var s State
	var answers []error
	a.Ask(engine.Rate{LR: 0.1}, func(err error) { answers = append(answers, err) })
	a.Hear(engine.Status{}, &s) // of something else
	a.Hear(engine.Rated{}, &s)
	a.Ask(engine.Rate{LR: -1}, func(err error) { answers = append(answers, err) })
	a.Hear(engine.Failed{Message: "no"}, &s)
	if len(answers) != 2 || answers[0] != nil || answers[1] == nil {
		t.Errorf("answers: %v", answers)
	}
}
