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
)

// Race is a set of training runs side by side. It is not safe for use by
// several goroutines at once.
type Race struct {
	entrants []*entrant
	rounds   int  // done
	turn     int  // entrants that have had theirs in the round under way
	ends     bool // the round under way is the last of an epoch
	exam     exam
	now      func() time.Time
}

// exam is the test of everybody at the end of an epoch.
type exam struct {
	waiting   []int // entrants that are still to be tested, the present one first
	evaluator *engine.Evaluator
}

// entrant is one run.
type entrant struct {
	Standing
	session *engine.Session
	times   []float64 // seconds of each step
	clock   float64   // their sum
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
		r.entrants = append(r.entrants, &entrant{session: s, Standing: describe(cfg, s.Network(), s.MACs)})
	}
	for i, name := range Names(configs) {
		r.entrants[i].Name = name
	}
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

// Rounds is the number of rounds that are done, and of the whole race.
func (r *Race) Rounds() (done, total int) { return r.rounds, r.entrants[0].session.Steps() }

// Over reports whether the last test is done.
func (r *Race) Over() bool {
	done, total := r.Rounds()
	return done >= total && len(r.exam.waiting) == 0
}

// Piece is what one call of Next did: a training step of an entrant or a batch
// of its test.
type Piece struct {
	Entrant int
	Step    engine.StepResult // zero for a batch of the test
	Tested  int               // pictures of the test that are done; 0 for a step
	Point   *Point            // the entrant's epoch, with the last batch of its test
	Out     string            // why the entrant drops out with this step

	RoundEnd bool // everybody has had a turn, and was tested where an epoch ends
	EpochEnd bool // the round was the last of an epoch
}

// Next does the next small piece of the race, so that a caller can do other
// things in between. An entrant whose loss becomes infinite drops out; the
// others go on. Next returns an error where a device fails, where nobody is
// left, or where the race is over.
func (r *Race) Next() (Piece, error) {
	if len(r.exam.waiting) > 0 {
		return r.test()
	}
	if done, total := r.Rounds(); done >= total {
		return Piece{}, fmt.Errorf("race: all %d rounds are done", total)
	}
	i, ok := r.upNext()
	if !ok {
		return Piece{}, fmt.Errorf("race: everybody has dropped out: %s", r.entrants[0].Out)
	}
	e := r.entrants[i]
	p := Piece{Entrant: i}
	start := r.now()
	result, err := e.session.Step()
	seconds := r.now().Sub(start).Seconds()
	if err != nil && result.Step == 0 {
		return p, fmt.Errorf("race: %s: %w", e.Name, err)
	}
	p.Step = result
	r.turn++
	if err != nil { // the step was taken, and its loss is infinite
		e.Out = err.Error()
		p.Out = e.Out
	} else {
		e.took(seconds)
		r.ends = result.EpochEnd
	}
	if _, more := r.upNext(); more && r.turn > 0 {
		return p, nil
	}
	return r.endRound(p)
}

// upNext is the entrant whose turn it is, with r.turn moved past those who are
// out; ok is false where everybody of this round has had theirs.
func (r *Race) upNext() (i int, ok bool) {
	for ; r.turn < len(r.entrants); r.turn++ {
		i := (r.rounds + r.turn) % len(r.entrants)
		if r.entrants[i].Out == "" {
			return i, true
		}
	}
	return 0, false
}

// endRound books a round with its last piece p.
func (r *Race) endRound(p Piece) (Piece, error) {
	r.rounds++
	r.turn = 0
	if _, anybody := r.upNext(); !anybody {
		return p, fmt.Errorf("race: everybody has dropped out: %s", r.entrants[0].Out)
	}
	r.turn = 0
	if !r.ends {
		p.RoundEnd = true
		return p, nil
	}
	r.ends = false
	for i, e := range r.entrants {
		if e.Out == "" {
			r.exam.waiting = append(r.exam.waiting, i)
		}
	}
	return p, nil
}

// Round lets every entrant take a step. At the end of an epoch it tests all of
// them and reports true. Its errors are those of Next; where ctx is canceled
// it stops between two pieces and may be called again.
func (r *Race) Round(ctx context.Context) (epochEnd bool, err error) {
	for {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		p, err := r.Next()
		if err != nil {
			return false, err
		}
		if p.RoundEnd {
			return p.EpochEnd, nil
		}
	}
}

// took books a step.
func (e *entrant) took(seconds float64) {
	e.Step++
	e.clock += seconds
	at, _ := slices.BinarySearch(e.times, seconds)
	e.times = slices.Insert(e.times, at, seconds)
}

// test answers a batch of the test pictures for the entrant whose test it is,
// and ends its epoch after the last.
func (r *Race) test() (Piece, error) {
	p := Piece{Entrant: r.exam.waiting[0]}
	e := r.entrants[p.Entrant]
	var err error
	if r.exam.evaluator == nil {
		if r.exam.evaluator, err = e.session.Evaluator(e.session.Pictures().Test); err != nil {
			return p, fmt.Errorf("race: %s: %w", e.Name, err)
		}
	}
	more, err := r.exam.evaluator.Step()
	if err != nil {
		return p, fmt.Errorf("race: %s: %w", e.Name, err)
	}
	p.Tested = r.exam.evaluator.Count
	if more {
		return p, nil
	}
	speed := float64(e.Config.Batch*e.Step) / e.clock
	epoch, err := e.session.EndEpoch(r.exam.evaluator.Evaluation, speed)
	if err != nil {
		return p, fmt.Errorf("race: %s: %w", e.Name, err)
	}
	e.Points = append(e.Points, Point{
		Epoch: epoch.Epoch, Loss: epoch.Loss, TrainAccuracy: epoch.TrainAccuracy,
		TestAccuracy: epoch.TestAccuracy, Seconds: e.clock, Fingerprint: epoch.Fingerprint,
	})
	p.Point = &e.Points[len(e.Points)-1]
	r.exam.evaluator, r.exam.waiting = nil, r.exam.waiting[1:]
	p.RoundEnd = len(r.exam.waiting) == 0
	p.EpochEnd = p.RoundEnd
	return p, nil
}

// Standings returns what is known of all entrants, in the order of New's
// configs. Nothing in it changes later.
func (r *Race) Standings() []Standing {
	var all []Standing
	for _, e := range r.entrants {
		all = append(all, e.standing())
	}
	return all
}

func (e *entrant) standing() Standing {
	s := e.Standing
	s.Points = slices.Clone(e.Points)
	s.Seconds = e.clock
	if n := len(e.times); n > 0 {
		s.StepSeconds = e.times[n/2]
	}
	return s
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
