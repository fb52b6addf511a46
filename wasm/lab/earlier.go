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
	Elsewhere      bool   // it ran in another browser
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
	return s.earlierWith(Earlier{
		Network: s.Run.Network, Variant: string(s.Run.Config.Variant),
		Loss: slices.Clone(s.Loss.Points()), Accuracy: slices.Clone(s.Accuracy.Points()),
		TestLoss:     s.Points(func(e engine.Evaluated) float64 { return e.TestLoss }),
		TestAccuracy: s.Points(func(e engine.Evaluated) float64 { return e.TestAccuracy }),
	})
}

// earlierWith are the earlier runs and one more.
func (s *State) earlierWith(e Earlier) []Earlier {
	all := append(slices.Clone(s.Earlier), e)
	return all[max(0, len(all)-mostEarlier):]
}

// Overlay lays the curves of a network that learned elsewhere under this run's.
func (s *State) Overlay(network, variant string, curve []engine.Epoch) {
	e := Earlier{Network: network, Variant: variant, Elsewhere: true}
	for _, c := range curve {
		at := float64(c.Epoch)
		e.Loss, e.Accuracy = append(e.Loss, Point{at, c.Loss}), append(e.Accuracy, Point{at, c.TrainAccuracy})
		e.TestLoss, e.TestAccuracy = append(e.TestLoss, Point{at, c.TestLoss}), append(e.TestAccuracy, Point{at, c.TestAccuracy})
	}
	s.Earlier = s.earlierWith(e)
}
