package lab

import (
	"slices"

	"filtermaplab/engine"
)

// Earlier is a run that is over, as far as its curves are laid under those of
// the next ones.
type Earlier struct {
	Network        string // as people call it
	Variant        string // fm, plain or thin
	Loss, Accuracy []Point
	TestLoss       []Point
	TestAccuracy   []Point
}

// mostEarlier is how many runs are kept; older ones are forgotten.
const mostEarlier = 3

// earlier are the runs that a new one is laid over: those before, and the
// present one if it has learned anything.
func (s *State) earlier() []Earlier {
	if s.Last.Step == 0 || len(s.Loss.Points()) == 0 {
		return s.Earlier
	}
	all := append(slices.Clone(s.Earlier), Earlier{
		Network: s.Run.Network, Variant: string(s.Run.Config.Variant),
		Loss: slices.Clone(s.Loss.Points()), Accuracy: slices.Clone(s.Accuracy.Points()),
		TestLoss:     s.Points(func(e engine.Evaluated) float64 { return e.TestLoss }),
		TestAccuracy: s.Points(func(e engine.Evaluated) float64 { return e.TestAccuracy }),
	})
	return all[max(0, len(all)-mostEarlier):]
}
