package optim

// Schedule gives the learning rate of each step of a run.
type Schedule interface {
	// Rate is the learning rate of a step; steps count from 0. After the last
	// step of the run it stays at the last rate. It panics on a negative step.
	Rate(step int) float64
}

// Constant is the same rate at every step.
type Constant struct {
	LR float64
}

// Rate returns LR.
func (c Constant) Rate(step int) float64 {
	checkStep(step)
	return c.LR
}

// StepDecay multiplies the rate by Factor at every milestone, as PyTorch's
// MultiStepLR does.
type StepDecay struct {
	LR         float64   // the rate at the start
	Steps      int       // in the run
	Milestones []float64 // ascending parts of the run in (0,1); nil means 0.5 and 0.75
	Factor     float64   // 0 means 0.1
}

// Rate returns LR * Factor^n for the n milestones m with step >= m*Steps.
func (d StepDecay) Rate(step int) float64 {
	checkStep(step)
	milestones, factor := d.Milestones, d.Factor
	if milestones == nil {
		milestones = []float64{0.5, 0.75}
	}
	if factor == 0 {
		factor = 0.1
	}
	rate := d.LR
	for _, m := range milestones {
		if float64(step) >= m*float64(d.Steps) {
			rate *= factor
		}
	}
	return rate
}

// OneCycle is PyTorch's OneCycleLR with anneal_strategy "cos" (Smith and
// Topin, "Super-convergence", in its two-phase form): the rate climbs from
// Max/Div to Max and falls to Max/(Div*FinalDiv), each along half a cosine.
type OneCycle struct {
	Max      float64 // the highest rate (max_lr)
	Steps    int     // in the run (total_steps)
	Warmup   float64 // part of the run that climbs (pct_start); 0 means 0.15
	Div      float64 // Max over the rate at the start (div_factor); 0 means 25
	FinalDiv float64 // the rate at the start over the one at the end (final_div_factor); 0 means 1e4
}

// Rate returns the rate of a step. The peak lies at step Warmup*Steps-1, which
// need not be whole, and the end at Steps-1.
func (c OneCycle) Rate(step int) float64 {
	checkStep(step)
	warmup, div, finalDiv := c.Warmup, c.Div, c.FinalDiv
	if warmup == 0 {
		warmup = 0.15
	}
	if div == 0 {
		div = 25
	}
	if finalDiv == 0 {
		finalDiv = 1e4
	}
	first := c.Max / div
	last := first / finalDiv

	peak := float64(warmup*float64(c.Steps)) - 1
	end := float64(c.Steps - 1)
	at := min(float64(step), end)
	if at <= peak {
		// A climb of no length at all is already at its top.
		if peak == 0 {
			return c.Max
		}
		return cosine(first, c.Max, at/peak)
	}
	return cosine(c.Max, last, (at-peak)/(end-peak))
}

// checkStep panics on a step before the first.
func checkStep(step int) {
	if step < 0 {
		panic("optim: schedule: negative step")
	}
}
