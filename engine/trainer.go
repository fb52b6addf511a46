package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
)

// TrainerOptions are what a Trainer depends on.
type TrainerOptions struct {
	// Device finds a device by its name; "" is the best that there is.
	Device func(name string) (device.Device, error)
	// Builtin draws the pictures that a trainer starts with.
	Builtin func() *data.Pair
	// Emit takes every event, in order, on the trainer's goroutine.
	Emit func(Event)
	// Keep is Options.Keep of every session: snapshots show activations.
	Keep bool
	// Formats are what Save offers besides safetensors.
	Formats []Format
	// Again draws pictures that a saved run was on, so many to learn from and
	// for the test; nil where name is not of pictures that can be drawn. It
	// may be nil itself.
	Again func(name string, train, test int) *data.Pair
	// Memory is how many bytes of device memory a session may take; 0 is no
	// limit. See MemoryOf. Above it activations are not kept, and an opened
	// network that is larger still answers only.
	Memory int64
	// Yield lets the outside world deliver commands between two steps. It
	// may be nil where commands come from other threads.
	Yield func()
}

// Trainer is a session with a person in front. Commands may be sent from any
// goroutine; everything happens on the one that calls Run.
type Trainer struct {
	opts     TrainerOptions
	commands chan Command

	session  *Session
	pictures *data.Pair
	device   string // as asked for
	rates    string // Config.Rates when the run began
	running  bool
	until    int // step at which to pause; the end of the run, or less after Step

	name string // of the file that gave the run or its weights; "" where none did
	kept *kept  // the run before, for Undo; nil where there is none

	test  *Evaluator // under way after an epoch; nil otherwise
	extra bool       // test was asked for by Test, and ends no epoch
	pace  pace
	shown time.Time // when answers were last shown
	cost  time.Duration
	watch watch

	measure measuring
}

// NewTrainer returns a trainer that waits for Run.
func NewTrainer(opts TrainerOptions) *Trainer {
	if opts.Yield == nil {
		opts.Yield = func() {}
	}
	return &Trainer{opts: opts, commands: make(chan Command, 64)}
}

// Send hands a command over. It blocks only when many wait already.
func (t *Trainer) Send(c Command) { t.commands <- c }

// Run starts a first run of cfg on the built-in pictures and obeys commands
// until ctx ends. It returns an error only where that first run cannot start.
func (t *Trainer) Run(ctx context.Context, cfg Config) error {
	t.opts.Emit(Progress{What: "drawing"})
	if err := t.begin(cfg, t.opts.Builtin(), ""); err != nil {
		t.fail(err, true)
		return err
	}
	defer func() { t.session.Close() }()
	for ctx.Err() == nil {
		if !t.running {
			select {
			case c := <-t.commands:
				t.obey(c)
			case <-ctx.Done():
			}
			continue
		}
		t.opts.Yield()
		select {
		case c := <-t.commands:
			t.obey(c)
		default:
			if err := t.work(); err != nil {
				t.test, t.extra = nil, false
				t.fail(err, true) // the reason first: who hears that it stands knows why
				t.setRunning(false)
			}
		}
	}
	return nil
}

func (t *Trainer) fail(err error, stopped bool) {
	t.opts.Emit(Failed{Message: err.Error(), Stopped: stopped})
}

// begin replaces the session by one at step 0. On an error the old one stays
// as it was. Weights that a file gave are begun with again where they fit.
func (t *Trainer) begin(cfg Config, pictures *data.Pair, device string) error {
	var from *Trained
	name := ""
	if t.session != nil && t.session.from != nil && t.session.from.fits(cfg) == nil {
		from, name = t.session.from, t.name
	}
	s, err := t.session0(cfg, pictures, device, from)
	if err != nil {
		return err
	}
	return t.adopt(s, pictures, device, name)
}

// adopt replaces the session by s and says so. Name is that of the file that
// gave it, if one did.
func (t *Trainer) adopt(s *Session, pictures *data.Pair, device, name string) error {
	if t.session != nil {
		t.keep()
		t.session.Close()
	}
	t.session, t.pictures, t.device, t.name = s, pictures, device, name
	t.test, t.extra, t.rates = nil, false, s.cfg.Rates
	t.until, t.pace, t.cost = s.Steps(), pace{}, 0
	t.setRunning(false)
	t.opts.Emit(t.ready())
	if s.untested() {
		var err error
		if t.test, err = s.Evaluator(pictures.Test); err != nil {
			return err
		}
	}
	if err := t.look(); err != nil {
		return err
	}
	if err := t.measureNow(); err != nil {
		return err
	}
	return t.glance()
}

func (t *Trainer) ready() Ready {
	s := t.session
	params, maps := s.net.ParamCount()
	return Ready{
		Config: s.cfg, Network: s.cfg.Network(), Params: params, Maps: maps, MACs: s.net.MACs(),
		Device: s.device, Steps: s.Steps(), Step: s.step, Data: describe(s.pictures, s.cfg.Batch),
		From: t.name, History: slices.Clone(s.history), Classes: slices.Clone(s.Names()), Foreign: s.foreign(),
		Untrainable: s.untrainable(), Undo: t.kept != nil,
	}
}

// describe sums up a pair, with samples for as many answers as one batch gives.
func describe(p *data.Pair, batch int) Dataset {
	d := Dataset{Name: p.Train.Name, Note: p.Train.Note, Classes: p.Train.Classes, Train: p.Train.Len(), Test: p.Test.Len()}
	for _, i := range sampleIndices(p.Test, batch) {
		d.Samples = append(d.Samples, Picture{Size: data.Height, Label: p.Test.Label(i), Pix: p.Test.Image(i)})
	}
	return d
}

// maxSamples is the number of test pictures that are shown with answers.
const maxSamples = 20

// sampleIndices picks the first test pictures of every class in turn.
func sampleIndices(set *data.Set, most int) []int {
	byClass := make([][]int, len(set.Classes))
	for i := range set.Len() {
		byClass[set.Label(i)] = append(byClass[set.Label(i)], i)
	}
	var picked []int
	for round := 0; ; round++ {
		before := len(picked)
		for _, of := range byClass {
			if round < len(of) && len(picked) < min(most, maxSamples) {
				picked = append(picked, of[round])
			}
		}
		if len(picked) == before {
			return picked
		}
	}
}

// setRunning starts or stops, and says so even where nothing changes: who
// asked wants to know that it was heard.
func (t *Trainer) setRunning(on bool) {
	t.running = on
	t.opts.Emit(Status{Running: on, Finished: t.finished() && !on})
}

// finished reports whether the last epoch is done.
func (t *Trainer) finished() bool { return t.session.step >= t.session.Steps() && t.test == nil }

// obey carries out one command.
func (t *Trainer) obey(c Command) {
	switch c := c.(type) {
	case Train:
		t.start(t.session.Steps())
	case Step:
		t.start(min(t.session.Steps(), t.session.step+max(0, c.N)))
	case Pause:
		t.setRunning(false)
	case Rate:
		t.rate(c)
	case Reset:
		t.change(t.anew(), t.pictures, t.device)
	case Configure:
		t.change(c.Config, t.pictures, c.Device)
	case Open:
		t.open(c)
	case Save:
		t.save(c)
	case Undo:
		t.undo()
	case Fresh:
		t.fresh()
	case Builtin:
		t.opts.Emit(Progress{What: "drawing"})
		t.change(t.anew(), t.opts.Builtin(), t.device)
	case Load:
		t.load(c)
	case Test:
		t.beginTest()
	case Browse:
		t.browse(c)
	case Classify:
		t.classify(c)
	case Vary:
		t.vary(c)
	case Prove:
		t.prove(c)
	case Measure:
		t.measure = measuring{Measure: c}
		if err := t.measureNow(); err != nil {
			t.fail(err, false)
		}
	case Watch:
		t.watch = watch{Watch: c}
		if err := t.look(); err != nil {
			t.fail(err, false)
		}
	default:
		t.fail(fmt.Errorf("engine: no command %T", c), false)
	}
}

// start trains up to a step. A person who asks for no step at all, or for
// more when all epochs are done, is told.
func (t *Trainer) start(until int) {
	if why := t.session.untrainable(); why != "" {
		t.fail(errors.New(why), false)
		return
	}
	if until <= t.session.step && t.test == nil {
		err := errors.New("engine: there is no step left to train; reset, or ask for more epochs")
		if t.session.step < t.session.Steps() {
			err = errors.New("engine: want at least one step")
		}
		t.fail(err, false)
		return
	}
	t.until = until
	t.setRunning(true)
}

// fresh starts again with drawn weights.
func (t *Trainer) fresh() {
	s, err := t.session0(t.anew(), t.pictures, t.device, nil)
	if err == nil {
		err = t.adopt(s, t.pictures, t.device, "")
	}
	if err != nil {
		t.fail(err, false)
	}
}

func (t *Trainer) change(cfg Config, pictures *data.Pair, device string) {
	if err := t.begin(cfg, pictures, device); err != nil {
		t.fail(err, false)
	}
}

// load reads pictures and starts anew with them.
func (t *Trainer) load(c Load) {
	pair, err := c.Read(func(done, total int64) {
		t.opts.Emit(Progress{What: "reading", Done: done, Total: max(0, total)})
		t.opts.Yield()
	})
	if err != nil {
		t.fail(err, false)
		return
	}
	t.change(t.anew(), pair, t.device)
}

// Read reads the pictures that c names, as many of each class as it asks for,
// and closes R if it is an io.Closer. Progress is told now and then how many
// bytes are done.
func (c Load) Read(progress func(done, total int64)) (*data.Pair, error) {
	if closer, ok := c.R.(io.Closer); ok {
		defer closer.Close()
	}
	var last time.Time
	pair, err := data.Read(c.Name, c.R, c.Size, data.Options{Progress: func(done, total int64) {
		if now := time.Now(); now.Sub(last) > progressEvery || done == total {
			last = now
			progress(done, total)
		}
	}})
	if err != nil {
		return nil, err
	}
	return balanced(pair, c.PerClass, c.TestPerClass)
}

// balanced keeps n training and m test pictures of every class, or as many as
// the smallest class has; 0 keeps all.
func balanced(p *data.Pair, n, m int) (*data.Pair, error) {
	train, err := atMost(p.Train, n)
	if err != nil {
		return nil, err
	}
	test, err := atMost(p.Test, m)
	return &data.Pair{Train: train, Test: test}, err
}

func atMost(s *data.Set, n int) (*data.Set, error) {
	if n <= 0 {
		return s, nil
	}
	for _, have := range s.CountByClass() {
		n = min(n, have)
	}
	if n == 0 {
		return s, nil
	}
	return s.PerClass(n)
}

const progressEvery = 100 * time.Millisecond

// work does one small piece: a training step, or one batch of the test.
func (t *Trainer) work() error {
	if t.test != nil {
		return t.continueTest()
	}
	if t.session.step >= t.until {
		t.setRunning(false)
		return nil
	}
	start := time.Now()
	res, err := t.session.Step()
	t.pace.add(time.Since(start), t.session.cfg.Batch)
	if err != nil {
		return err
	}
	t.opts.Emit(Stepped{
		Step: res.Step, Epoch: float64(res.Step) / float64(t.session.StepsPerEpoch()),
		Loss: res.Loss, TrainAccuracy: res.Accuracy, LR: res.LR,
		ImagesPerSecond: t.pace.imagesPerSecond(), SecondsLeft: t.secondsLeft(),
	})
	if res.Step >= t.until || t.watch.due() {
		if err := t.look(); err != nil {
			return err
		}
	}
	if res.Step >= t.until || t.measure.due() {
		if err := t.measureNow(); err != nil {
			return err
		}
	}
	if res.EpochEnd {
		t.test, err = t.session.Evaluator(t.pictures.Test)
		return err
	}
	if res.Step >= t.until {
		t.setRunning(false)
	}
	if t.cost == 0 || time.Since(t.shown) > max(time.Second, answerShare*t.cost) {
		return t.glance()
	}
	return nil
}

// answerShare bounds the time spent on showing answers: one part in so many.
const answerShare = 30

// glance answers the sample pictures.
func (t *Trainer) glance() error {
	start := time.Now()
	e := newAnswerer(t.session.exe, t.session.net.Program, t.pictures.Test, t.session.norm)
	if err := e.answer(sampleIndices(t.pictures.Test, t.session.cfg.Batch)); err != nil {
		return err
	}
	t.shown = time.Now()
	t.cost = t.shown.Sub(start)
	t.opts.Emit(Answered{Step: t.session.step, Answers: e.Answers})
	return nil
}

// continueTest answers one batch of the test pictures and ends the epoch
// after the last.
func (t *Trainer) continueTest() error {
	start := time.Now()
	more, err := t.test.Step()
	t.pace.addTest(time.Since(start))
	if err != nil {
		return err
	}
	t.opts.Emit(Progress{What: "testing", Done: int64(t.test.Count), Total: int64(t.pictures.Test.Len())})
	if more {
		return nil
	}
	test := t.test.Evaluation
	t.test = nil
	if t.extra {
		return t.endExtraTest(test)
	}
	epoch, err := t.session.EndEpoch(test, t.pace.imagesPerSecond())
	if err != nil {
		return err
	}
	t.opts.Emit(Evaluated{
		Step: t.session.step, Epoch: epoch.Epoch, Loss: epoch.Loss, TrainAccuracy: epoch.TrainAccuracy,
		TestLoss: test.Loss(), TestAccuracy: epoch.TestAccuracy, Fingerprint: epoch.Fingerprint,
	})
	t.opts.Emit(t.tested(test))
	if t.session.step >= t.until {
		t.setRunning(false)
	}
	return t.glance()
}

// secondsLeft is the time that the rest of the run takes at the present pace.
func (t *Trainer) secondsLeft() float64 {
	s := t.session
	steps := s.Steps() - s.step
	epochs := s.cfg.Epochs - s.step/s.StepsPerEpoch()
	batches := (t.pictures.Test.Len() + s.cfg.Batch - 1) / s.cfg.Batch
	return t.pace.step()*float64(steps) + t.pace.testStep()*float64(epochs*batches)
}
