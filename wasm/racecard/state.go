package racecard

import (
	"cmp"
	"math"
	"slices"

	"filtermaplab/engine"
	"filtermaplab/engine/race"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
)

// Phase is where a race stands.
type Phase string

const (
	Ready   Phase = "ready"   // at the start; sizes and costs are known
	Loading Phase = "loading" // pictures and networks are being made ready
	Running Phase = "running"
	Paused  Phase = "paused"
	Done    Phase = "done"
	Stopped Phase = "stopped" // given up by a person
	Failed  Phase = "failed"  // given up by an error
)

// State is a race as its events tell it.
type State struct {
	Phase    Phase
	Entrants []Entrant
	Lined    race.Lined    // zero before the race is lined up
	Work     race.Progress // what takes a while right now; What is empty where there is nothing
	Left     float64       // seconds; 0 where unknown
	Failure  string        // of the whole race
}

// Entrant is one of those who run.
type Entrant struct {
	race.Standing
	Epoch float64   // passes over the pictures done
	Loss  lab.Curve // of the training steps, over epochs
}

// At is a race that stands at the start.
func At(entrants []race.Standing) State {
	s := State{Phase: Ready}
	for _, e := range entrants {
		s.Entrants = append(s.Entrants, Entrant{Standing: e})
	}
	return s
}

// Apply takes the next event. What is told of an entrant that does not exist
// is passed over.
func (s *State) Apply(event race.Event) {
	switch e := event.(type) {
	case race.Lined:
		*s = At(e.Entrants)
		s.Phase, s.Lined = Loading, e
	case race.Stepped:
		if r, ok := s.entrant(e.Entrant); ok {
			r.Step, r.Epoch, r.Seconds, r.StepSeconds = e.Step, e.Epoch, e.Seconds, e.StepSeconds
			r.Loss.Add(e.Epoch, e.Loss)
			s.Left, s.Work = e.SecondsLeft, race.Progress{}
		}
	case race.Tested:
		if r, ok := s.entrant(e.Entrant); ok {
			r.Points = append(r.Points, e.Point)
			s.Work = race.Progress{}
		}
	case race.Dropped:
		if r, ok := s.entrant(e.Entrant); ok {
			r.Out, r.Step = cmp.Or(e.Why, "no reason was told"), e.Step
		}
	case race.Progress:
		s.Work = e
	case race.Status:
		s.status(e)
	case race.Failed:
		s.Fail(e.Message)
	}
}

// Fail gives the race up for an error; what was measured stays.
func (s *State) Fail(message string) {
	s.Phase, s.Failure, s.Work = Failed, lab.Sentence(message), race.Progress{}
}

// Stop gives the race up; what was measured stays.
func (s *State) Stop() { s.Phase, s.Work = Stopped, race.Progress{} }

func (s *State) status(e race.Status) {
	switch {
	case s.Lined.Rounds == 0 || s.Over():
		return // the worker has come, or says something behind the end
	case e.Running:
		s.Phase = Running
	case e.Finished:
		s.Phase, s.Work = Done, race.Progress{}
	default:
		s.Phase = Paused
	}
}

func (s *State) entrant(i int) (*Entrant, bool) {
	if i < 0 || i >= len(s.Entrants) {
		return nil, false
	}
	return &s.Entrants[i], true
}

// Active reports whether a race is under way, so that who runs cannot be
// changed.
func (s *State) Active() bool { return s.Phase == Loading || s.Phase == Running || s.Phase == Paused }

// Over reports whether there is a race that will not go on.
func (s *State) Over() bool { return s.Phase == Done || s.Phase == Stopped || s.Phase == Failed }

// Reached is how far the race is, in epochs.
func (s *State) Reached() float64 {
	far := 0.0
	for _, e := range s.Entrants {
		far = max(far, e.Epoch)
	}
	return far
}

// Share is the part of the race that is done, 0..1.
func (s *State) Share() float64 {
	if s.Phase == Done {
		return 1
	}
	if s.Lined.Rounds == 0 {
		return 0
	}
	return min(1, s.Reached()*float64(s.Lined.PerEpoch)/float64(s.Lined.Rounds))
}

// Tested is the last epoch after which everybody who still runs has been
// tested; 0 before the first.
func (s *State) Tested() int {
	epoch := math.MaxInt
	for _, e := range s.Entrants {
		if e.Out == "" {
			epoch = min(epoch, len(e.Points))
		}
	}
	if epoch == math.MaxInt {
		return 0
	}
	return epoch
}

// Accuracy is the test accuracy of the last epoch after which everybody was
// tested, 0..1; ok is false for who has none.
func (s *State) Accuracy(e Entrant) (share float64, ok bool) {
	n := s.Tested()
	if e.Out != "" || n == 0 {
		return 0, false
	}
	return e.Points[n-1].TestAccuracy, true
}

// configs are the runs of the entrants.
func (s *State) configs() []engine.Config {
	var all []engine.Config
	for _, e := range s.Entrants {
		all = append(all, e.Config)
	}
	return all
}

// Labels names the entrants; see Labels.
func (s *State) Labels(t *words.Table) []string { return Labels(t, s.configs()) }

// Styles is how the entrants are drawn; see Styles.
func (s *State) Styles() []Style { return Styles(s.configs()) }

// lossMarks is how many markers a curve of steps has: enough to know it by.
const lossMarks = 6

// Curves are the lines of both charts, who comes first lying on top: training
// loss, and test accuracy in percent.
func (s *State) Curves(t *words.Table) (loss, accuracy []chart.Line) {
	labels, styles := s.Labels(t), s.Styles()
	for i, e := range s.Entrants {
		line := chart.Line{Class: "race " + styles[i].Class, Label: labels[i], Marked: true, Marker: styles[i].Marker}
		steps, tests := line, line
		steps.Points, steps.Marks = slices.Clone(e.Loss.Points()), lossMarks
		for _, p := range e.Points {
			tests.Points = append(tests.Points, lab.Point{X: float64(p.Epoch), Y: 100 * p.TestAccuracy})
		}
		loss, accuracy = append(loss, steps), append(accuracy, tests)
	}
	return loss, accuracy
}
