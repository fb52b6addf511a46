package race

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
)

// RunnerOptions are what a Runner depends on.
type RunnerOptions struct {
	// Device finds a device by its name; "" is the best that there is.
	Device func(name string) (device.Device, error)
	// Builtin draws so many pictures of each class.
	Builtin func(perClass, testPerClass int) *data.Pair
	// Emit takes every event, in order, on the runner's goroutine.
	Emit func(Event)
	// Yield lets the outside world deliver commands between two pieces of
	// work, off everybody's clock. It may be nil where commands come from
	// other threads.
	Yield func()
}

// Runner is a race with a person in front. Commands may be sent from any
// goroutine; everything happens on the one that calls Run.
type Runner struct {
	opts     RunnerOptions
	commands chan Command

	race    *Race // nil where there is none
	running bool
	pace    pace
}

// NewRunner returns a runner that waits for Run.
func NewRunner(opts RunnerOptions) *Runner {
	if opts.Yield == nil {
		opts.Yield = func() {}
	}
	return &Runner{opts: opts, commands: make(chan Command, 64)}
}

// Send hands a command over. It blocks only when many wait already.
func (r *Runner) Send(c Command) { r.commands <- c }

// Run obeys commands until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	defer r.giveUp()
	for ctx.Err() == nil {
		if !r.running {
			select {
			case c := <-r.commands:
				r.obey(c)
			case <-ctx.Done():
			}
			continue
		}
		r.opts.Yield()
		select {
		case c := <-r.commands:
			r.obey(c)
		default:
			if err := r.work(); err != nil {
				r.fail(err)
			}
		}
	}
}

// obey carries out one command.
func (r *Runner) obey(c Command) {
	switch c := c.(type) {
	case Start:
		if err := r.start(c); err != nil {
			r.fail(err)
		}
	case Pause:
		r.setRunning(false)
	case Continue:
		if r.race == nil || r.race.Over() {
			r.fail(fmt.Errorf("race: there is no race to go on with; start one"))
			return
		}
		r.setRunning(true)
	case Take:
		taken, err := r.take(c.Entrant)
		if err != nil {
			taken = Taken{Entrant: c.Entrant, Why: err.Error()}
		}
		r.opts.Emit(taken)
	default:
		r.fail(fmt.Errorf("race: no command %T", c))
	}
}

// take is the run of the i-th entrant.
func (r *Runner) take(i int) (Taken, error) {
	if r.race == nil || i < 0 || i >= len(r.race.entrants) {
		return Taken{}, fmt.Errorf("race: there is no entrant %d to take", i)
	}
	f, err := r.race.Checkpoint(i)
	if err != nil {
		return Taken{}, err
	}
	var b bytes.Buffer
	if err := checkpoint.Write(&b, f); err != nil {
		return Taken{}, err
	}
	return Taken{Entrant: i, Name: r.race.entrants[i].Name, Bytes: b.Bytes()}, nil
}

// setRunning starts or stops, and says so even where nothing changes: who
// asked wants to know that it was heard.
func (r *Runner) setRunning(on bool) {
	r.running = on
	r.opts.Emit(Status{Running: on, Finished: !on && r.race != nil && r.race.Over()})
}

// fail gives the race up.
func (r *Runner) fail(err error) {
	r.giveUp()
	r.opts.Emit(Failed{Message: err.Error()})
}

func (r *Runner) giveUp() {
	if r.race != nil {
		r.race.Close()
	}
	r.race, r.running = nil, false
}

// start lines a race up and sets it going.
func (r *Runner) start(c Start) error {
	r.giveUp()
	if n := len(c.Entrants); n < 1 || n > MaxEntrants {
		return fmt.Errorf("race: want 1 to %d entrants, got %d", MaxEntrants, n)
	}
	dev, err := r.opts.Device(c.Device)
	if err != nil {
		return err
	}
	pictures, err := r.pictures(c.Pictures)
	if err != nil {
		return err
	}
	r.opts.Emit(Progress{What: "compiling"})
	r.opts.Yield()
	if r.race, err = New(c.Entrants, pictures, dev); err != nil {
		return err
	}
	_, rounds := r.race.Rounds()
	r.pace = pace{}
	r.opts.Emit(Lined{
		Device: dev.Name(), Rounds: rounds, PerEpoch: rounds / c.Entrants[0].Epochs,
		Data: pictures.Train.Name, Train: pictures.Train.Len(), Test: pictures.Test.Len(), Classes: len(pictures.Train.Classes),
		Entrants: r.race.Standings(),
	})
	r.setRunning(true)
	return nil
}

func (r *Runner) pictures(load engine.Load) (*data.Pair, error) {
	if load.Name == "" {
		r.opts.Emit(Progress{What: "drawing"})
		r.opts.Yield()
		return r.opts.Builtin(load.PerClass, load.TestPerClass), nil
	}
	return load.Read(func(done, total int64) {
		r.opts.Emit(Progress{What: "reading", Done: done, Total: max(0, total)})
		r.opts.Yield()
	})
}

// work does one small piece and tells of it.
func (r *Runner) work() error {
	begun := time.Now()
	p, err := r.race.Next()
	e := r.race.entrants[min(p.Entrant, len(r.race.entrants)-1)]
	r.pace.add(p, time.Since(begun))
	switch {
	case p.Out != "":
		r.opts.Emit(Dropped{Entrant: p.Entrant, Step: p.Step.Step, Why: p.Out})
	case p.Step.Step > 0:
		s := e.standing()
		r.opts.Emit(Stepped{
			Entrant: p.Entrant, Step: s.Step, Epoch: float64(s.Step) / float64(e.session.StepsPerEpoch()),
			Loss: p.Step.Loss, TrainAccuracy: p.Step.Accuracy,
			Seconds: s.Seconds, StepSeconds: s.StepSeconds, SecondsLeft: r.secondsLeft(),
		})
	}
	if err != nil {
		return err
	}
	if p.Tested > 0 {
		r.opts.Emit(Progress{What: "testing", Done: int64(p.Tested), Total: int64(e.session.Pictures().Test.Len())})
	}
	if p.Point != nil {
		r.opts.Emit(Tested{Entrant: p.Entrant, Point: *p.Point})
	}
	if r.race.Over() {
		r.setRunning(false)
	}
	return nil
}

// secondsLeft is the time that the rest of the race takes at its pace.
func (r *Runner) secondsLeft() float64 {
	first := r.race.entrants[0].session
	running := 0
	for _, e := range r.race.entrants {
		if e.Out == "" {
			running++
		}
	}
	done, total := r.race.Rounds()
	batch := first.Config().Batch
	batches := (first.Pictures().Test.Len() + batch - 1) / batch
	epochs := first.Config().Epochs - done/first.StepsPerEpoch() // that end in a test
	if len(r.race.exam.waiting) > 0 {
		epochs++ // the test has only begun
	}
	return float64(running) * (r.pace.step*float64(total-done) + r.pace.testStep()*float64(epochs*batches))
}

// pace has running means of what pieces take, of all entrants alike.
type pace struct{ step, test float64 } // seconds

// paceShare is the weight of the newest piece: several entrants take turns.
const paceShare = 0.05

func (p *pace) add(piece Piece, d time.Duration) {
	mean := &p.step
	if piece.Tested > 0 {
		mean = &p.test
	}
	if *mean == 0 {
		*mean = d.Seconds()
	}
	*mean += paceShare * (d.Seconds() - *mean)
}

// testStep is a third of a training step until one was measured: it goes
// forward once, a step once and backward twice.
func (p *pace) testStep() float64 {
	if p.test == 0 {
		return p.step / 3
	}
	return p.test
}
