package engine

import (
	"errors"
	"fmt"
	"io"
	"time"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/program"
)

// maxCheckpoint is the largest file that a trainer opens, in bytes.
const maxCheckpoint = 1 << 30

// fileError is a file that cannot be opened as was asked.
type fileError struct {
	error
	weightsOnly bool // its weights can be opened without the rest
}

// open makes the run that of a checkpoint. Whatever is wrong with the file,
// the present run stays as it is.
func (t *Trainer) open(c Open) {
	if closer, ok := c.R.(io.Closer); ok {
		defer closer.Close()
	}
	f, err := checkpoint.Read(&counted{r: c.R, size: c.Size, tell: func(done int64) {
		t.opts.Emit(Progress{What: "reading", Done: done, Total: max(0, c.Size)})
		t.opts.Yield()
	}}, maxCheckpoint)
	if err == nil {
		_, whole := f.Metadata[stateKey]
		if whole && !c.WeightsOnly {
			err = t.resume(f, c.Name)
		} else {
			err = t.openWeights(f, c.Name)
		}
	}
	if err != nil {
		var fe fileError
		errors.As(err, &fe)
		message := err.Error()
		if c.Name != "" {
			message = c.Name + ": " + message
		}
		t.opts.Emit(Failed{Message: message, WeightsOnly: fe.weightsOnly})
	}
}

// counted tells how much of a reader has been read.
type counted struct {
	r          io.Reader
	done, size int64
	tell       func(done int64)
	last       time.Time
}

func (w *counted) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.done += int64(n)
	if now := time.Now(); now.Sub(w.last) > progressEvery {
		w.last = now
		w.tell(w.done)
	}
	return n, err
}

// resume goes on where a run was saved, on the present pictures or on those
// that can be drawn again.
func (t *Trainer) resume(f *checkpoint.File, name string) error {
	state, err := readState(f)
	if err != nil {
		return fileError{err, true}
	}
	pictures := t.pictures
	if got := fingerprintData(pictures); !got.same(state.Data) {
		if pictures = t.again(state.Data); pictures == nil {
			return fileError{fmt.Errorf("engine: the run is on %d pictures of %s, and these are %d of %s; open those pictures first, with as many of each class, and then this file again",
				state.Data.Train, state.Data.Name, got.Train, got.Name), true}
		}
	}
	dev, err := t.opts.Device(t.device)
	if err != nil {
		return err
	}
	s, err := ResumeWith(f, state.Config, pictures, dev, Options{Keep: t.keeps(state.Config, pictures)})
	if err != nil {
		_, other := ReadTrained(f, 1)
		return fileError{err, other == nil}
	}
	return t.adopt(s, pictures, t.device, name)
}

// again draws the pictures of a saved run once more; nil where they are not of
// the sort that can be drawn.
func (t *Trainer) again(d savedData) *data.Pair {
	const most = 1 << 17 // pictures: 400 MB
	if t.opts.Again == nil || d.Train < 1 || d.Train > most || d.Test < 0 || d.Test > most {
		return nil
	}
	pictures := t.opts.Again(d.Name, d.Train, d.Test)
	if pictures == nil || !fingerprintData(pictures).same(d) {
		return nil
	}
	return pictures
}

// openWeights begins a run with the weights of a file, at step 0.
func (t *Trainer) openWeights(f *checkpoint.File, name string) error {
	trained, err := ReadTrained(f, 1)
	if err != nil {
		return err
	}
	cfg, err := trained.Config(t.anew())
	if err != nil {
		return err
	}
	s, err := t.session0(cfg, t.pictures, t.device, trained)
	if err != nil {
		return err
	}
	return t.adopt(s, t.pictures, t.device, name)
}

// session0 makes a session at step 0: with drawn weights, or with those of
// from where it is not nil. A network whose training would take more memory
// than there is answers only, if it has learned something already.
func (t *Trainer) session0(cfg Config, pictures *data.Pair, device string, from *Trained) (*Session, error) {
	dev, err := t.opts.Device(device)
	if err != nil {
		return nil, err
	}
	opts := Options{From: from, Keep: t.keeps(cfg, pictures)}
	if from == nil {
		return NewSessionWith(cfg, pictures, dev, opts)
	}
	opts.AnswersOnly = from.Spec.Classes != len(pictures.Train.Classes) || t.tooLarge(cfg, pictures, false)
	s, err := NewSessionWith(cfg, pictures, dev, opts)
	if err != nil && !opts.AnswersOnly && from.fits(cfg) == nil {
		opts.AnswersOnly = true // the device may have less memory than was thought
		s, err = NewSessionWith(cfg, pictures, dev, opts)
	}
	return s, err
}

// keeps reports whether sessions of cfg hold on to activations: where the
// trainer was told to and there is the memory.
func (t *Trainer) keeps(cfg Config, pictures *data.Pair) bool {
	return t.opts.Keep && !t.tooLarge(cfg, pictures, true)
}

// tooLarge reports whether training would take more memory than there is.
func (t *Trainer) tooLarge(cfg Config, pictures *data.Pair, keep bool) bool {
	if t.opts.Memory <= 0 || cfg.Validate() != nil {
		return false // what is wrong with cfg is told elsewhere
	}
	bytes, err := MemoryOf(cfg, len(pictures.Train.Classes), keep)
	return err == nil && bytes > t.opts.Memory
}

// MemoryOf is about the bytes of device memory that a session takes: what its
// buffers hold, without a device's borders and workspace. Keep is Options.Keep.
func MemoryOf(cfg Config, classes int, keep bool) (int64, error) {
	spec, err := cfg.Spec(classes)
	if err != nil {
		return 0, err
	}
	net, err := buildFor(spec, keep)
	if err != nil {
		return 0, err
	}
	plan := program.NewPlan(net.Program, func(b program.Buffer) int { return net.Program.Info(b).Len() })
	return 4 * int64(plan.Size), nil
}

// untested reports whether the session was saved between the last step of an
// epoch and the end of the test that follows.
func (s *Session) untested() bool {
	return s.epoch.Steps == s.StepsPerEpoch() && len(s.history) < s.step/s.StepsPerEpoch()
}

// untrainable says why a session cannot be trained; "" where it can.
func (s *Session) untrainable() string {
	classes := len(s.pictures.Train.Classes)
	switch {
	case !s.answersOnly:
		return ""
	case s.from.Spec.Classes != classes:
		return fmt.Sprintf("engine: %s knows %d classes and %s has %d, so it can be looked at but neither tested nor trained; open pictures of its classes first",
			s.cfg.Network(), s.from.Spec.Classes, s.pictures.Train.Name, classes)
	}
	return fmt.Sprintf("engine: training %s with %d pictures a step would take more memory than there is here; it answers and can be tested. Train with a smaller batch, or on the command line",
		s.cfg.Network(), s.cfg.Batch)
}
