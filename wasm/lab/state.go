package lab

import (
	"strconv"
	"strings"
	"time"

	"filtermaplab/engine"
)

// Phase is what the person in front of the page has to know first.
type Phase string

const (
	Preparing Phase = "preparing" // no run yet
	Ready     Phase = "ready"     // at step 0
	Running   Phase = "running"
	Paused    Phase = "paused"
	Stopped   Phase = "stopped" // by an error
	Done      Phase = "done"    // all epochs
)

// State is a run as its events tell it. The zero State is that before the
// first event.
type State struct {
	Phase   Phase
	Run     engine.Ready
	Last    engine.Stepped     // zero before the first step
	Epochs  []engine.Evaluated // by epoch
	Answers []engine.Answer    // of Run.Data.Samples; empty before the first

	// Proved is what the last checks found; nil before the first.
	Proved *engine.Proved

	// Confusion is the last test in detail; nil before the first.
	Confusion *Confusion

	Loss, Accuracy Curve     // of the training steps, over epochs
	Earlier        []Earlier // runs before this one, the oldest first

	// Work is what takes a while right now: reading, drawing, testing. What
	// is empty where there is nothing.
	Work      engine.Progress
	workSince time.Time

	// Failure is the sentence of the last error that has not been dealt with.
	Failure string
	// WeightsOnly says that the file which failed can be opened without its run.
	WeightsOnly bool

	trained  time.Duration // time spent running
	runSince time.Time     // zero unless running
}

// Apply takes the next event.
func (s *State) Apply(event engine.Event, now time.Time) {
	switch e := event.(type) {
	case engine.Ready:
		*s = State{Phase: Ready, Run: e, Earlier: s.earlier()}
		s.begin(e)
	case engine.Stepped:
		s.Work = engine.Progress{}
		s.Last = e
		s.Loss.Add(e.Epoch, e.Loss)
		s.Accuracy.Add(e.Epoch, e.TrainAccuracy)
	case engine.Rated:
		s.Run.Config = e.Config
	case engine.Evaluated:
		s.Work = engine.Progress{}
		s.Epochs = append(s.Epochs, e)
	case engine.Proved:
		s.Work = engine.Progress{}
		s.Proved = &e
	case engine.Tested:
		s.Work = engine.Progress{}
		s.Confusion = NewConfusion(e, len(s.Run.Data.Classes))
	case engine.Answered:
		s.Answers = e.Answers
	case engine.Progress:
		if s.Work.What != e.What {
			s.workSince = now
		}
		s.Work = e
	case engine.Status:
		s.status(e, now)
	case engine.Failed:
		s.Work = engine.Progress{}
		s.Failure, s.WeightsOnly = Sentence(e.Message), e.WeightsOnly
		if e.Stopped {
			s.Phase = Stopped
		}
	}
}

// begin brings a run up to where a checkpoint left it.
func (s *State) begin(r engine.Ready) {
	s.Last.Step = r.Step
	if r.Step == 0 || r.Steps == 0 {
		return
	}
	s.Phase = Paused
	if r.Step >= r.Steps {
		s.Phase = Done
	}
	s.Last.Epoch = float64(r.Step) * float64(r.Config.Epochs) / float64(r.Steps)
	for _, h := range r.History {
		s.Epochs = append(s.Epochs, engine.Evaluated{
			Step: h.Epoch * r.Steps / r.Config.Epochs, Epoch: h.Epoch, Loss: h.Loss, TrainAccuracy: h.TrainAccuracy,
			TestLoss: h.TestLoss, TestAccuracy: h.TestAccuracy, Fingerprint: h.Fingerprint,
		})
		s.Loss.Put(float64(h.Epoch), h.Loss)
		s.Accuracy.Put(float64(h.Epoch), h.TrainAccuracy)
	}
}

func (s *State) status(e engine.Status, now time.Time) {
	if !s.runSince.IsZero() {
		s.trained += now.Sub(s.runSince)
		s.runSince = time.Time{}
	}
	switch {
	case s.Phase == Preparing || s.Phase == "":
		return // nothing to run yet
	case e.Running:
		s.Phase = Running
		s.runSince = now
		s.Failure = ""
	case e.Finished:
		s.Phase = Done
	case s.Phase == Stopped:
		return // the reason stays
	case s.Last.Step > 0:
		s.Phase = Paused
	default:
		s.Phase = Ready
	}
}

// Names are the classes that the network answers with.
func (s *State) Names() []string {
	if s.Last.Step == 0 && len(s.Run.Classes) > 0 {
		return s.Run.Classes
	}
	return s.Run.Data.Classes
}

// Foreign reports whether Names are other classes than the pictures have: no
// answer is right or wrong then.
func (s *State) Foreign() bool { return s.Run.Foreign && s.Last.Step == 0 }

// Started reports whether there is something to lose by a new run.
func (s *State) Started() bool { return s.Last.Step > 0 || s.Phase == Running }

// Share is the part of the run that is done, 0..1.
func (s *State) Share() float64 {
	if s.Run.Steps == 0 {
		return 0
	}
	return float64(s.Last.Step) / float64(s.Run.Steps)
}

// Tested returns the last test.
func (s *State) Tested() (engine.Evaluated, bool) {
	if len(s.Epochs) == 0 {
		return engine.Evaluated{}, false
	}
	return s.Epochs[len(s.Epochs)-1], true
}

// Right counts the sample pictures that are answered with their class.
func (s *State) Right() int {
	right := 0
	for i, a := range s.Answers {
		if i < len(s.Run.Data.Samples) && a.Label == s.Run.Data.Samples[i].Label {
			right++
		}
	}
	return right
}

// Points returns what the tests measured, over epochs: at most 300 points,
// the last test among them.
func (s *State) Points(value func(engine.Evaluated) float64) []Point {
	every := (len(s.Epochs) + maxPoints - 1) / maxPoints
	var points []Point
	for i, e := range s.Epochs {
		if (len(s.Epochs)-1-i)%every == 0 {
			points = append(points, Point{float64(e.Epoch), value(e)})
		}
	}
	return points
}

// WorkLeft is the seconds that the work will go on at its pace; ok is false
// where that cannot be said yet.
func (s *State) WorkLeft(now time.Time) (seconds float64, ok bool) {
	elapsed := now.Sub(s.workSince).Seconds()
	if s.Work.Total <= 0 || s.Work.Done <= 0 || elapsed < 0.5 {
		return 0, false
	}
	return elapsed * float64(s.Work.Total-s.Work.Done) / float64(s.Work.Done), true
}

// Trained is the time that the run has been going, pauses left out.
func (s *State) Trained(now time.Time) time.Duration {
	if s.runSince.IsZero() {
		return s.trained
	}
	return s.trained + now.Sub(s.runSince)
}

// Gentler offers the way out of a run that was stopped by its learning rate:
// the same with a quarter of it, or without what was done to it by hand.
func (s *State) Gentler() (engine.Config, bool) {
	c := s.Run.Config
	if s.Phase != Stopped || !strings.Contains(s.Failure, "learning rate") {
		return c, false
	}
	if c.Rates != "" { // it went well before the rate was changed by hand
		c.Rates = ""
		return c, true
	}
	// Two digits are as many as a rate deserves.
	rate, err := strconv.ParseFloat(strconv.FormatFloat(c.LR/4, 'g', 2, 64), 64)
	c.LR = rate
	return c, err == nil && rate > 0
}
