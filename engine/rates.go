package engine

import (
	"fmt"
	"strconv"
	"strings"

	"filtermaplab/engine/optim"
)

// A person may change the learning rate while a run goes on. The changes are a
// setting, Config.Rates, and not a state of their own: a checkpoint and a link
// hold them with all other settings, and repeat the run to the bit.

// rateChange says that LR is another from a step on.
type rateChange struct {
	step int // steps done before it
	lr   float64
}

// maxRates is how many changes a run may have: more than a hand makes.
const maxRates = 1000

// parseRates reads Config.Rates, "120:0.02,300:0.005".
func parseRates(text string) ([]rateChange, error) {
	if text == "" {
		return nil, nil
	}
	bad := func(part string) error {
		return fmt.Errorf("engine: rates: want STEP:RATE with ascending steps from 1, such as 120:0.02,300:0.005, got %q", part)
	}
	if n := strings.Count(text, ",") + 1; n > maxRates {
		return nil, fmt.Errorf("engine: rates: want at most %d changes, got %d", maxRates, n)
	}
	var changes []rateChange
	for part := range strings.SplitSeq(text, ",") {
		before, after, ok := strings.Cut(part, ":")
		step, errStep := strconv.Atoi(before)
		lr, errRate := strconv.ParseFloat(after, 64)
		if !ok || errStep != nil || errRate != nil || step < 1 {
			return nil, bad(part)
		}
		if n := len(changes); n > 0 && changes[n-1].step >= step {
			return nil, bad(part)
		}
		changes = append(changes, rateChange{step, lr})
	}
	return changes, nil
}

// formatRates is the inverse of parseRates.
func formatRates(changes []rateChange) string {
	parts := make([]string, len(changes))
	for i, c := range changes {
		parts[i] = strconv.Itoa(c.step) + ":" + strconv.FormatFloat(c.lr, 'g', -1, 64)
	}
	return strings.Join(parts, ",")
}

// LRAt is the learning rate that is chosen after so many steps: LR, or what a
// person has changed it to. The schedule makes each step's rate of it. A
// Config that Validate refuses gives LR.
func (c Config) LRAt(step int) float64 {
	changes, err := parseRates(c.Rates)
	lr := c.LR
	if err != nil {
		return lr
	}
	for _, change := range changes {
		if change.step <= step {
			lr = change.lr
		}
	}
	return lr
}

// withLR returns c with another learning rate after so many steps. Changes
// that were to come later are dropped: the hand that turns now knows better.
func (c Config) withLR(step int, lr float64) (Config, error) {
	changes, err := parseRates(c.Rates)
	if err != nil {
		return c, err
	}
	for len(changes) > 0 && changes[len(changes)-1].step >= step {
		changes = changes[:len(changes)-1]
	}
	if step == 0 {
		c.LR = lr
	} else if c.Rates = formatRates(changes); c.LRAt(step) != lr {
		changes = append(changes, rateChange{step, lr})
	}
	c.Rates = formatRates(changes)
	return c, c.Validate()
}

// schedule is the course of the learning rate over a run of so many steps.
func (c Config) schedule(steps int) (optim.Schedule, error) {
	first, err := optim.Parse(c.Schedule, optim.Params{LR: c.LR, Steps: steps})
	if err != nil || c.Rates == "" {
		return first, err
	}
	changes, err := parseRates(c.Rates)
	if err != nil {
		return nil, err
	}
	s := optim.Switched{First: first}
	for _, change := range changes {
		next, err := optim.Parse(c.Schedule, optim.Params{LR: change.lr, Steps: steps})
		if err != nil {
			return nil, err
		}
		s.Then = append(s.Then, optim.Switch{Step: change.step, Schedule: next})
	}
	return s, nil
}

// SetLR changes the learning rate from the next step on. The other settings
// stay, and Config tells of the change.
func (s *Session) SetLR(lr float64) error {
	cfg, err := s.cfg.withLR(s.step, lr)
	if err != nil {
		return err
	}
	schedule, err := cfg.schedule(s.Steps())
	if err != nil {
		return err
	}
	s.cfg, s.schedule = cfg, schedule
	return nil
}

// Rate changes the learning rate from the next step on, whether the run goes
// on or stands. It is answered with Rated.
type Rate struct{ LR float64 }

func (Rate) command() {}

// Rated says what the settings of the run are now.
type Rated struct {
	Config Config `json:"config"`
}

func (Rated) event() {}

// rate carries out Rate.
func (t *Trainer) rate(c Rate) {
	if err := t.session.SetLR(c.LR); err != nil {
		t.fail(err, false)
		return
	}
	t.opts.Emit(Rated{Config: t.session.cfg})
}

// anew is the settings of the run without what was done to it by hand since
// it began.
func (t *Trainer) anew() Config {
	c := t.session.cfg
	c.Rates = t.rates
	return c
}
