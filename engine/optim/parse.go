package optim

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Params is what a schedule is made from.
type Params struct {
	LR    float64 // the constant, first or highest rate
	Steps int     // in the run
}

// Schedules lists the names that Parse knows.
func Schedules() []string {
	return []string{"constant", "step", "onecycle"}
}

// Parse returns the schedule of a name with its usual shape: "constant",
// "step" (a tenth at 50 % and again at 75 % of the run) or "onecycle" (15 % of
// the run up from LR/25, then down to LR/250000). It returns an error for any
// other name, a rate that is no finite number of at least 0, or a run of no steps.
func Parse(name string, p Params) (Schedule, error) {
	if !slices.Contains(Schedules(), name) {
		return nil, fmt.Errorf("optim: schedule: want one of %s, got %q", strings.Join(Schedules(), ", "), name)
	}
	if err := checkRate(p.LR); err != nil {
		return nil, err
	}
	if p.Steps < 1 {
		return nil, fmt.Errorf("optim: schedule %s: want a run of at least 1 step, got %d", name, p.Steps)
	}
	switch name {
	case "constant":
		return Constant{LR: p.LR}, nil
	case "step":
		return StepDecay{LR: p.LR, Steps: p.Steps}, nil
	default:
		return OneCycle{Max: p.LR, Steps: p.Steps}, nil
	}
}

// checkRate says what is wrong with a learning rate. Devices compute in
// float32, so a rate must be a finite number there.
func checkRate(lr float64) error {
	if !(lr >= 0 && lr <= math.MaxFloat32) {
		return fmt.Errorf("optim: learning rate: want a finite number of at least 0, got %v", lr)
	}
	return nil
}
