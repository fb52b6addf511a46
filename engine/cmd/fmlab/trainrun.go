package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
)

// errInterrupted is Ctrl-C.
var errInterrupted = errors.New("interrupted")

// trainRun is one call of train, with its session ready.
type trainRun struct {
	session *engine.Session
	source  source
	out     string // file to save to, or ""
	last    int    // step after which to stop
	json    bool

	stdout, stderr io.Writer
	meter          meter

	epochImages  int // of the epoch under way, in this process
	epochSeconds float64
	proof        proof // see followLink
}

// run trains to the last step, or until ctx is done.
func (r *trainRun) run(ctx context.Context) error {
	s := r.session
	if s.Done() >= r.last && !r.untested() {
		return fmt.Errorf("all %d epochs of this run are done; ask for more with -epochs", s.Config().Epochs)
	}
	if !r.json {
		r.introduce()
	}
	r.meter = newMeter(r.stderr, (r.last-s.Done())*s.Config().Batch)
	defer r.meter.clear()
	for {
		if r.untested() {
			if err := r.endEpoch(ctx); err != nil {
				return err
			}
		}
		if s.Done() >= r.last {
			break
		}
		if ctx.Err() != nil {
			return r.interrupted()
		}
		if err := r.step(); err != nil {
			return err
		}
	}
	r.meter.clear()
	if s.Done() < s.Steps() {
		fmt.Fprintf(r.stderr, "stopped after epoch %d of %d; go on with: %s\n", len(s.History()), s.Config().Epochs, r.goOn())
	}
	return nil
}

// untested tells whether an epoch is complete but for its test: after its
// last step, and after a resume of a run that was stopped just there.
func (r *trainRun) untested() bool {
	return r.session.Done() > len(r.session.History())*r.session.StepsPerEpoch() &&
		r.session.Done()%r.session.StepsPerEpoch() == 0
}

func (r *trainRun) step() error {
	s := r.session
	start := time.Now()
	res, err := s.Step()
	if err != nil {
		r.meter.clear()
		if n := len(s.History()); n > 0 && r.out != "" {
			fmt.Fprintf(r.stderr, "%s has the run up to epoch %d\n", r.out, n)
		}
		return err
	}
	batch := s.Config().Batch
	r.epochSeconds += time.Since(start).Seconds()
	r.epochImages += batch
	r.meter.add(batch, fmt.Sprintf("epoch %d/%d, loss %.3f", len(s.History())+1, s.Config().Epochs, res.Loss))
	return nil
}

// endEpoch tests, reports and saves.
func (r *trainRun) endEpoch(ctx context.Context) error {
	s := r.session
	evaluator, err := s.Evaluator(s.Pictures().Test)
	if err != nil {
		return err
	}
	for more := true; more; {
		if ctx.Err() != nil {
			return r.interrupted() // the test is repeated by the run that goes on
		}
		if more, err = evaluator.Step(); err != nil {
			return err
		}
	}
	speed := 0.0
	if r.epochSeconds > 0 {
		speed = float64(r.epochImages) / r.epochSeconds
	}
	r.epochImages, r.epochSeconds = 0, 0
	epoch, err := s.EndEpoch(evaluator.Evaluation, speed)
	if err != nil {
		return err
	}
	// Saved before it is told, so that who reads of an epoch finds it in the file.
	if err := r.save(); err != nil {
		return err
	}
	r.meter.clear()
	if s := r.proof.verdict(epoch, s.Device()); s != "" {
		fmt.Fprintln(r.stderr, s)
	}
	return r.tell(epoch)
}

// tell prints a finished epoch.
func (r *trainRun) tell(e engine.Epoch) error {
	if r.json {
		return json.NewEncoder(r.stdout).Encode(e)
	}
	_, err := fmt.Fprintf(r.stdout, "%5d  %9.4f  %7.2f %%  %7.2f %%  %9.0f  %s\n",
		e.Epoch, e.Loss, 100*e.TrainAccuracy, 100*e.TestAccuracy, e.ImagesPerSecond, e.Fingerprint)
	return err
}

// introduce says what is about to be trained, and heads the table of epochs.
func (r *trainRun) introduce() {
	s := r.session
	cfg, pictures := s.Config(), s.Pictures()
	params, maps := s.Network().ParamCount()
	fmt.Fprintf(r.stdout, "%s: %s parameters", cfg.Network(), grouped(int64(params)))
	if maps > 0 {
		fmt.Fprintf(r.stdout, ", %s of them in maps, %s rule", grouped(int64(maps)), cfg.Rule)
	}
	fmt.Fprintf(r.stdout, "\n%s: %s pictures to learn from, %s to test; device %s\n", pictures.Train.Name,
		grouped(int64(pictures.Train.Len())), grouped(int64(pictures.Test.Len())), s.Device())
	if pictures.Train.Note != "" && r.source.Data != shapes {
		fmt.Fprintln(r.stdout, pictures.Train.Note)
	}
	if s.Done() > 0 {
		fmt.Fprintf(r.stdout, "going on after step %d of %d\n", s.Done(), s.Steps())
	}
	if r.out != "" {
		fmt.Fprintf(r.stdout, "saving to %s\n", r.out)
	}
	fmt.Fprintf(r.stdout, "\n%5s  %9s  %9s  %9s  %9s  %s\n", "epoch", "loss", "train", "test", "images/s", "fingerprint")
}

// save writes the run as it stands.
func (r *trainRun) save() error {
	if r.out == "" {
		return nil
	}
	f, err := r.session.Checkpoint()
	if err != nil {
		return err
	}
	note, err := json.Marshal(savedRun{source: r.source, Device: r.session.Device()})
	if err != nil {
		return err
	}
	f.Metadata[runKey] = string(note)
	return checkpoint.WriteFile(r.out, f)
}

// interrupted saves where the run stands and says how to go on.
func (r *trainRun) interrupted() error {
	r.meter.clear()
	step := fmt.Sprintf("after step %d of %d", r.session.Done(), r.session.Steps())
	if r.out == "" {
		return fmt.Errorf("%w %s; nothing is kept, because -out is empty", errInterrupted, step)
	}
	if err := r.save(); err != nil {
		return err
	}
	return fmt.Errorf("%w %s and saved; go on with: %s", errInterrupted, step, r.goOn())
}

// goOn is the command that continues the run.
func (r *trainRun) goOn() string { return "fmlab train -resume " + shellQuoted(r.out) }

// shellQuoted is a word that a shell reads as s.
func shellQuoted(s string) string {
	plain := func(c rune) bool {
		return isLetter(byte(c)) && c < 0x80 || strings.ContainsRune("0123456789._-+/:@", c)
	}
	if s != "" && strings.TrimFunc(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
