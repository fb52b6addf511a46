package lab

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
)

func run() engine.Ready {
	return engine.Ready{
		Config: engine.DefaultConfig(), Network: "ResNet-8-FM", Steps: 1560,
		Data: engine.Dataset{Name: "Shapes", Classes: []string{"ring", "cross"}, Samples: []engine.Picture{{Label: 0}, {Label: 1}, {Label: 1}}},
	}
}

func at(seconds float64) time.Time {
	return time.Unix(1000, 0).Add(time.Duration(seconds * float64(time.Second)))
}

// A whole run, as the run bar tells it.
func TestARunInWords(t *testing.T) {
	var s State
	for _, c := range []struct {
		event       engine.Event
		at          float64
		phase       Phase
		verb, where string
	}{
		{engine.Progress{What: "drawing"}, 0, "", "Preparing", "one moment"},
		{engine.Status{}, 0, "", "Preparing", "one moment"}, // precedes the first Ready
		{run(), 0, Ready, "Train", "10 epochs, 1,560 steps"},
		{engine.Status{Running: true}, 0, Running, "Pause", "epoch 1 of 10"},
		{engine.Stepped{Step: 156, Epoch: 1, Loss: 1.9, SecondsLeft: 43.2}, 10, Running, "Pause", "epoch 1 of 10, 0:44 left"},
		{engine.Progress{What: "testing", Done: 40, Total: 100}, 11, Running, "Pause", "epoch 1 of 10, 40 % tested"},
		{engine.Evaluated{Epoch: 1, Step: 156, TestAccuracy: 0.5}, 12, Running, "Pause", "epoch 1 of 10, 0:44 left"},
		{engine.Stepped{Step: 157, Epoch: 157. / 156, Loss: 1.8, SecondsLeft: 43}, 13, Running, "Pause", "epoch 2 of 10, 0:43 left"},
		{engine.Status{}, 20, Paused, "Continue", "epoch 2 of 10, step 157"},
		{engine.Status{Running: true}, 100, Running, "Pause", "epoch 2 of 10, 0:43 left"},
		{engine.Stepped{Step: 1560, Epoch: 10, Loss: 0.4}, 180, Running, "Pause", "epoch 10 of 10"},
		{engine.Status{Finished: true}, 182, Done, "Train again", "10 epochs in 1 min 42 s"},
		{run(), 200, Ready, "Train", "10 epochs, 1,560 steps"},
	} {
		s.Apply(c.event, at(c.at))
		if s.Phase != c.phase || s.Verb(nil) != c.verb || s.Where(nil, at(c.at)) != c.where {
			t.Errorf("after %+v:\ngot  %q, %q, %q\nwant %q, %q, %q", c.event, s.Phase, s.Verb(nil), s.Where(nil, at(c.at)), c.phase, c.verb, c.where)
		}
	}
	if s.Started() || len(s.Loss.Points()) > 0 || len(s.Epochs) > 0 {
		t.Error("a new run has something of the old one")
	}
}

// A run that a checkpoint gave begins with what is known of it.
func TestARunGoesOn(t *testing.T) {
	var s State
	r := run()
	r.Step = 312
	r.History = []engine.Epoch{{Epoch: 1, Loss: 2, TrainAccuracy: .2, TestLoss: 1.9, TestAccuracy: .3}, {Epoch: 2, Loss: 1.5, TrainAccuracy: .4, TestLoss: 1.4, TestAccuracy: .5}}
	s.Apply(r, at(0))
	s.Apply(engine.Status{}, at(0))
	if s.Phase != Paused || s.Last.Epoch != 2 || len(s.Epochs) != 2 || s.Epochs[1].TestLoss != 1.4 || s.Epochs[1].Step != 312 {
		t.Errorf("got %s at epoch %v after %+v", s.Phase, s.Last.Epoch, s.Epochs)
	}
	want := []Point{{1, 2}, {2, 1.5}}
	if got := s.Loss.Points(); !slices.Equal(got, want) {
		t.Errorf("the loss is %v, want %v", got, want)
	}
	s.Apply(engine.Stepped{Step: 313, Epoch: 313. / 156, Loss: 1.5}, at(1))
	if got, _ := s.Loss.Last(); math.Abs(got.Y-1.5) > 1e-12 || len(s.Loss.Points()) != 3 {
		t.Errorf("the loss goes on with %v", got)
	}
	r.Step = 1560
	s.Apply(r, at(2))
	if s.Phase != Done {
		t.Errorf("a run at its end is %s", s.Phase)
	}
}

// A file that cannot be read leaves the run as it is.
func TestFailureOnTheWay(t *testing.T) {
	var s State
	for _, e := range []engine.Event{
		run(), engine.Status{Running: true}, engine.Stepped{Step: 3, Epoch: .02}, engine.Progress{What: "reading", Done: 1, Total: 2},
		engine.Failed{Message: "data: x.bin: the file is cut short; fetch it again"},
	} {
		s.Apply(e, at(0))
	}
	if want := "x.bin: the file is cut short; fetch it again."; s.Failure != want {
		t.Errorf("got %q, want %q", s.Failure, want)
	}
	if s.Phase != Running || s.Last.Step != 3 || s.Work.What != "" {
		t.Errorf("the run is %s at step %d, doing %q", s.Phase, s.Last.Step, s.Work.What)
	}
}

// An error that stops the run is told until something new begins, whichever
// of Failed and Status comes first.
func TestStopped(t *testing.T) {
	stop := engine.Failed{Message: "engine: the loss became infinite at step 12; the learning rate of 0.5 is too high for this network, try 0.125", Stopped: true}
	for _, order := range [][]engine.Event{{stop, engine.Status{}}, {engine.Status{}, stop}} {
		var s State
		r := run()
		r.Config.LR = 0.5
		s.Apply(r, at(0))
		s.Apply(engine.Status{Running: true}, at(0))
		s.Apply(engine.Stepped{Step: 11, Epoch: .1}, at(1))
		for _, e := range order {
			s.Apply(e, at(2))
		}
		if s.Phase != Stopped || !strings.HasPrefix(s.Failure, "The loss became infinite") || s.Where(nil, at(2)) != "at step 11" {
			t.Errorf("%s: %q, %q", s.Phase, s.Failure, s.Where(nil, at(2)))
		}
		gentler, ok := s.Gentler()
		if !ok || gentler.LR != 0.12 || gentler.Model != r.Config.Model {
			t.Errorf("the way out is %+v, %v", gentler, ok)
		}
		s.Apply(engine.Status{Running: true}, at(3))
		if s.Failure != "" || s.Phase != Running {
			t.Errorf("trying again: %s, %q", s.Phase, s.Failure)
		}
	}
}

func TestRightAndTested(t *testing.T) {
	var s State
	s.Apply(run(), at(0))
	s.Apply(engine.Answered{Answers: []engine.Answer{{Label: 0}, {Label: 0}, {Label: 1}, {Label: 1}}}, at(0))
	if got := s.Right(); got != 2 {
		t.Errorf("%d right, want 2; an answer to no picture does not count", got)
	}
	s.Apply(engine.Evaluated{Epoch: 1, TestLoss: 2}, at(0))
	s.Apply(engine.Evaluated{Epoch: 2, TestLoss: 1}, at(0))
	got := s.Points(func(e engine.Evaluated) float64 { return e.TestLoss })
	if want := []Point{{1, 2}, {2, 1}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestManyEpochs(t *testing.T) {
	var s State
	for i := range 1000 {
		s.Epochs = append(s.Epochs, engine.Evaluated{Epoch: i + 1})
	}
	points := s.Points(func(e engine.Evaluated) float64 { return e.TestLoss })
	if len(points) > maxPoints || len(points) < maxPoints/2 || points[len(points)-1].X != 1000 {
		t.Errorf("%d points, the last at %v", len(points), points[len(points)-1].X)
	}
}

func TestWorkLeft(t *testing.T) {
	var s State
	s.Apply(run(), at(0))
	s.Apply(engine.Progress{What: "reading", Done: 0, Total: 100}, at(0))
	if _, ok := s.WorkLeft(at(1)); ok {
		t.Error("time left is known before anything was read")
	}
	s.Apply(engine.Progress{What: "reading", Done: 25, Total: 100}, at(2))
	if got, ok := s.WorkLeft(at(2)); !ok || got != 6 {
		t.Errorf("a quarter took 2 s: got %v, %v, want 6 s", got, ok)
	}
}

func TestAnnouncement(t *testing.T) {
	var s State
	if got := s.Announcement(nil); got != "" {
		t.Errorf("before the run: %q", got)
	}
	s.Apply(run(), at(0))
	if got, want := s.Announcement(nil), "Ready: ResNet-8-FM on Shapes, 10 epochs."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Apply(engine.Status{Running: true}, at(0))
	before := s.Announcement(nil)
	s.Apply(engine.Stepped{Step: 5, Epoch: .1}, at(1))
	if got := s.Announcement(nil); got != before {
		t.Errorf("a step alone changes %q to %q", before, got)
	}
	s.Apply(engine.Evaluated{Epoch: 1, TestAccuracy: .5}, at(1))
	if got, want := s.Announcement(nil), "Training, epoch 1 of 10. Test accuracy after epoch 1: 50.0 %."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
