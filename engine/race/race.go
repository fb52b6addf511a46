package race

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/opcount"
)

// Race is a set of training runs side by side. It is not safe for use by
// several goroutines at once.
type Race struct {
	entrants []*entrant
	rounds   int // done
	now      func() time.Time
}

// entrant is one run.
type entrant struct {
	Standing
	session *engine.Session
	times   []float64 // seconds of each step
	clock   float64   // their sum
}

// Standing is what is known of an entrant.
type Standing struct {
	Name   string        `json:"name"`
	Config engine.Config `json:"config"`
	Params int           `json:"params"`
	Maps   int           `json:"maps"` // parameters that stand in maps
	MACs   int64         `json:"macs"` // multiply-adds of a picture's forward pass, counted direct
	Fast   opcount.Ops   `json:"fast"` // the same with the fast algorithms

	Step        int     `json:"step"`         // steps done
	Seconds     float64 `json:"seconds"`      // on the clock
	StepSeconds float64 `json:"step_seconds"` // median of a step
	Points      []Point `json:"points"`       // one an epoch
	Out         string  `json:"out"`          // why the entrant dropped out; "" while it runs
}

// Point is an entrant at the end of an epoch.
type Point struct {
	Epoch         int     `json:"epoch"`
	Loss          float64 `json:"loss"`
	TrainAccuracy float64 `json:"train_accuracy"`
	TestAccuracy  float64 `json:"test_accuracy"` // 0..1
	Seconds       float64 `json:"seconds"`       // on the clock by then
}

// Accuracy is the test accuracy after the last epoch, 0..1; 0 before the first.
func (s Standing) Accuracy() float64 {
	if len(s.Points) == 0 {
		return 0
	}
	return s.Points[len(s.Points)-1].TestAccuracy
}

// New lines up a run for each config. It returns an error where there are none,
// where two would not see the same pictures in the same order (epochs, batch,
// seed and augmentation must be the same; all else may differ), or where one
// cannot run.
func New(configs []engine.Config, pictures *data.Pair, dev device.Device) (*Race, error) {
	if len(configs) == 0 {
		return nil, errors.New("race: want at least one entrant")
	}
	r := &Race{now: time.Now}
	for _, cfg := range configs {
		if err := matched(configs[0], cfg); err != nil {
			r.Close()
			return nil, err
		}
		s, err := engine.NewSession(cfg, pictures, dev)
		if err != nil {
			r.Close()
			return nil, fmt.Errorf("race: %s: %w", cfg.Network(), err)
		}
		e := &entrant{session: s}
		e.Config, e.Name = cfg, cfg.Network()
		e.Params, e.Maps = s.Network().ParamCount()
		e.MACs, e.Fast = s.Network().MACs(), opcount.Network(s.Network())
		r.entrants = append(r.entrants, e)
	}
	r.distinguish()
	return r, nil
}

// matched compares what decides the pictures and their order.
func matched(a, b engine.Config) error {
	for _, f := range []struct {
		name string
		a, b any
	}{{"epochs", a.Epochs, b.Epochs}, {"batch", a.Batch, b.Batch}, {"seed", a.Seed, b.Seed}, {"augment", a.Augment, b.Augment}} {
		if f.a != f.b {
			return fmt.Errorf("race: %s of %s is %v, of %s %v; a race needs the same for all", f.name, a.Network(), f.a, b.Network(), f.b)
		}
	}
	return nil
}

// distinguish adds to equal names the rule, and where that does not help a
// number.
func (r *Race) distinguish() {
	same := func(name string) (n int) {
		for _, e := range r.entrants {
			if e.Name == name {
				n++
			}
		}
		return n
	}
	names := make([]string, len(r.entrants))
	for i, e := range r.entrants {
		names[i] = e.Name
		if same(e.Name) > 1 && e.Maps > 0 {
			names[i] += " " + e.Config.Rule
		}
	}
	for i, e := range r.entrants {
		e.Name = names[i]
	}
	for i, e := range r.entrants {
		if same(names[i]) > 1 {
			names[i] = fmt.Sprintf("%s #%d", names[i], 1+slices.Index(r.entrants, e))
		}
	}
	for i, e := range r.entrants {
		e.Name = names[i]
	}
}

// Rounds is the number of rounds that are done, and of the whole race.
func (r *Race) Rounds() (done, total int) { return r.rounds, r.entrants[0].session.Steps() }

// Round lets every entrant take a step. At the end of an epoch it tests all of
// them and reports true. An entrant whose loss becomes infinite drops out; the
// others go on. Round returns an error where a device fails, where nobody is
// left, or where the race is over.
func (r *Race) Round(ctx context.Context) (epochEnd bool, err error) {
	if done, total := r.Rounds(); done >= total {
		return false, fmt.Errorf("race: all %d rounds are done", total)
	}
	running := 0
	for i := range r.entrants {
		e := r.entrants[(r.rounds+i)%len(r.entrants)]
		if e.Out != "" {
			continue
		}
		start := r.now()
		result, err := e.session.Step()
		seconds := r.now().Sub(start).Seconds()
		if err != nil && result.Step == 0 {
			return false, fmt.Errorf("race: %s: %w", e.Name, err)
		}
		if err != nil { // the step was taken, and its loss is infinite
			e.Out = err.Error()
			continue
		}
		running++
		e.took(seconds)
		epochEnd = result.EpochEnd
	}
	r.rounds++
	if running == 0 {
		return false, fmt.Errorf("race: everybody has dropped out: %s", r.entrants[0].Out)
	}
	if epochEnd {
		return true, r.test(ctx)
	}
	return false, nil
}

// took books a step.
func (e *entrant) took(seconds float64) {
	e.Step++
	e.clock += seconds
	at, _ := slices.BinarySearch(e.times, seconds)
	e.times = slices.Insert(e.times, at, seconds)
}

// test ends the epoch of everybody who runs.
func (r *Race) test(ctx context.Context) error {
	for _, e := range r.entrants {
		if e.Out != "" {
			continue
		}
		evaluator, err := e.session.Evaluator(e.session.Pictures().Test)
		if err != nil {
			return fmt.Errorf("race: %s: %w", e.Name, err)
		}
		for more := true; more; {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if more, err = evaluator.Step(); err != nil {
				return fmt.Errorf("race: %s: %w", e.Name, err)
			}
		}
		speed := float64(e.Config.Batch*e.Step) / e.clock
		epoch, err := e.session.EndEpoch(evaluator.Evaluation, speed)
		if err != nil {
			return fmt.Errorf("race: %s: %w", e.Name, err)
		}
		e.Points = append(e.Points, Point{
			Epoch: epoch.Epoch, Loss: epoch.Loss, TrainAccuracy: epoch.TrainAccuracy,
			TestAccuracy: epoch.TestAccuracy, Seconds: e.clock,
		})
	}
	return nil
}

// Standings returns what is known of all entrants, in the order of New's
// configs. Nothing in it changes later.
func (r *Race) Standings() []Standing {
	var all []Standing
	for _, e := range r.entrants {
		s := e.Standing
		s.Points = slices.Clone(e.Points)
		s.Seconds = e.clock
		if n := len(e.times); n > 0 {
			s.StepSeconds = e.times[n/2]
		}
		all = append(all, s)
	}
	return all
}

// Checkpoint returns the run of the i-th entrant as it stands, to be gone on
// with, exported or analyzed. It panics where there is no such entrant.
func (r *Race) Checkpoint(i int) (*checkpoint.File, error) {
	return r.entrants[i].session.Checkpoint()
}

// Close gives the memory of all entrants back.
func (r *Race) Close() error {
	var errs []error
	for _, e := range r.entrants {
		errs = append(errs, e.session.Close())
	}
	return errors.Join(errs...)
}
