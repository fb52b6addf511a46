package lab

import (
	"math"
	"time"

	"filtermaplab/ui/words"
)

// Word is the phase in a word, as the run bar shows it.
func (s *State) Word(t *words.Table) string {
	switch s.Phase {
	case Ready:
		return t.T("Ready")
	case Running:
		if s.Work.What == "testing" {
			return t.T("Testing")
		}
		return t.T("Training")
	case Paused:
		return t.T("Paused")
	case Stopped:
		return t.T("Stopped")
	case Done:
		return t.T("Done")
	}
	return t.T("Preparing")
}

// Verb is what the main button does.
func (s *State) Verb(t *words.Table) string {
	switch s.Phase {
	case Ready:
		return t.T("Train")
	case Running:
		return t.T("Pause")
	case Paused:
		return t.T("Continue")
	case Stopped:
		return t.T("Try again")
	case Done:
		return t.T("Train again")
	}
	return t.T("Preparing")
}

// Where says how far the run is and how long it will go on.
func (s *State) Where(t *words.Table, now time.Time) string {
	epochs := s.Run.Config.Epochs
	switch s.Phase {
	case Ready:
		return Epochs(t, epochs) + ", " + t.N(s.Run.Steps, "%d step", "%d steps", s.Run.Steps)
	case Running:
		if s.Work.What == "testing" {
			return t.T("epoch %d of %d, %s tested", s.Epoch(), epochs, t.WholePercent(s.workShare()))
		}
		if s.Last.SecondsLeft > 0 {
			return t.T("epoch %d of %d, %s left", s.Epoch(), epochs, Clock(s.Last.SecondsLeft))
		}
		return t.T("epoch %d of %d", s.Epoch(), epochs)
	case Paused:
		return t.T("epoch %d of %d, step %d", s.Epoch(), epochs, s.Last.Step)
	case Stopped:
		return t.T("at step %d", s.Last.Step)
	case Done:
		return t.T("%s in %s", Epochs(t, epochs), Duration(t, s.Trained(now).Seconds()))
	}
	return t.T("one moment")
}

// Epochs counts passes over the pictures.
func Epochs(t *words.Table, n int) string { return t.N(n, "%d epoch", "%d epochs", n) }

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
func (s *State) Announcement(t *words.Table) string {
	tested := ""
	if e, ok := s.Tested(); ok {
		tested = " " + t.T("Test accuracy after epoch %d: %s.", e.Epoch, t.Percent(e.TestAccuracy))
	}
	switch s.Phase {
	case Ready:
		return t.T("Ready: %s on %s, %s.", s.Run.Network, s.Run.Data.Name, Epochs(t, s.Run.Config.Epochs))
	case Running:
		return t.T("Training, epoch %d of %d.", s.Epoch(), s.Run.Config.Epochs) + tested
	case Paused:
		return t.T("Paused at step %d.", s.Last.Step) + tested
	case Done:
		return t.T("Done.") + tested
	}
	return "" // preparing says nothing, an error speaks for itself
}
