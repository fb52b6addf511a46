package lab

import (
	"fmt"
	"math"
	"time"
)

// Word is the phase in a word, as the run bar shows it.
func (s *State) Word() string {
	switch s.Phase {
	case Ready:
		return "Ready"
	case Running:
		if s.Work.What == "testing" {
			return "Testing"
		}
		return "Training"
	case Paused:
		return "Paused"
	case Stopped:
		return "Stopped"
	case Done:
		return "Done"
	}
	return "Preparing"
}

// Verb is what the main button does.
func (s *State) Verb() string {
	switch s.Phase {
	case Ready:
		return "Train"
	case Running:
		return "Pause"
	case Paused:
		return "Continue"
	case Stopped:
		return "Try again"
	case Done:
		return "Train again"
	}
	return "Preparing"
}

// Where says how far the run is and how long it will go on.
func (s *State) Where(now time.Time) string {
	epochs := s.Run.Config.Epochs
	switch s.Phase {
	case Ready:
		return Plural(epochs, "epoch") + ", " + Plural(s.Run.Steps, "step")
	case Running:
		if s.Work.What == "testing" {
			return fmt.Sprintf("epoch %d of %d, %s tested", s.Epoch(), epochs, WholePercent(s.workShare()))
		}
		if s.Last.SecondsLeft > 0 {
			return fmt.Sprintf("epoch %d of %d, %s left", s.Epoch(), epochs, Clock(s.Last.SecondsLeft))
		}
		return fmt.Sprintf("epoch %d of %d", s.Epoch(), epochs)
	case Paused:
		return fmt.Sprintf("epoch %d of %d, step %s", s.Epoch(), epochs, Count(s.Last.Step))
	case Stopped:
		return "at step " + Count(s.Last.Step)
	case Done:
		return Plural(epochs, "epoch") + " in " + Duration(s.Trained(now).Seconds())
	}
	return "one moment"
}

// Epoch is the number of the epoch under way, from 1; after its last step it
// stays until the next one begins.
func (s *State) Epoch() int {
	return max(1, int(math.Ceil(s.Last.Epoch)))
}

func (s *State) workShare() float64 {
	if s.Work.Total <= 0 {
		return 0
	}
	return float64(s.Work.Done) / float64(s.Work.Total)
}

// Announcement is a sentence for people who do not see the page. It changes
// with the phase and the epochs, not with every step.
func (s *State) Announcement() string {
	tested := ""
	if e, ok := s.Tested(); ok {
		tested = fmt.Sprintf(" Test accuracy after epoch %d: %s.", e.Epoch, Percent(e.TestAccuracy))
	}
	switch s.Phase {
	case Ready:
		return fmt.Sprintf("Ready: %s on %s, %s.", s.Run.Network, s.Run.Data.Name, Plural(s.Run.Config.Epochs, "epoch"))
	case Running:
		return fmt.Sprintf("Training, epoch %d of %d.%s", s.Epoch(), s.Run.Config.Epochs, tested)
	case Paused:
		return fmt.Sprintf("Paused at step %s.%s", Count(s.Last.Step), tested)
	case Done:
		return "Done." + tested
	}
	return "" // preparing says nothing, an error speaks for itself
}
