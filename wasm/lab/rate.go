package lab

import (
	"strings"

	"filtermaplab/ui/words"
)

// RateNow is the learning rate that is chosen at present: that of the run, or
// what a person has changed it to. The schedule makes each step's of it.
func (s *State) RateNow() float64 { return s.Run.Config.LRAt(s.Last.Step) }

// RateOpen reports whether the learning rate can be changed: at once where a
// run is under way, or for a new run.
func (s *State) RateOpen() bool {
	return s.Phase == Ready || s.Phase == Running || s.Phase == Paused
}

// LockHint says what a change of the settings means now.
func (s *State) LockHint(t *words.Table) string {
	if !s.Started() {
		return t.T("A change starts a new run.")
	}
	steps := strings.Count(s.Run.Config.Rates, ":")
	if steps == 0 {
		return t.T("The rate acts at once.")
	}
	return t.N(steps, "Rate changed %d time; links repeat it.", "Rate changed %d times; links repeat it.", steps)
}
