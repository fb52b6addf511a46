package optim

// Switched is one schedule up to a step and others from there on: what a
// person did to a run by hand. It is a pure function of the step as the others
// are, so a run with it can be stopped, resumed and repeated.
type Switched struct {
	First Schedule
	Then  []Switch // by ascending steps
}

// Switch is a schedule that rules from a step on, steps counted from 0.
type Switch struct {
	Step     int
	Schedule Schedule
}

// Rate is that of the last schedule whose step has come. Each one counts steps
// from the start of the run, not from where it takes over.
func (s Switched) Rate(step int) float64 {
	checkStep(step)
	now := s.First
	for _, t := range s.Then {
		if t.Step > step {
			break
		}
		now = t.Schedule
	}
	return now.Rate(step)
}
