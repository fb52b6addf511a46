package racecard

import (
	"math"
	"slices"

	"filtermaplab/engine/model"
	"filtermaplab/engine/race"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/lab"
)

// Verdict says how the race stands, where FM loses as plainly as where it
// wins. It compares who still runs after the last epoch that all of them were
// tested after.
func (s *State) Verdict(t *words.Table) string {
	text := s.standing(t)
	labels := s.Labels(t)
	for i, e := range s.Entrants {
		if e.Out != "" {
			text += " " + t.T("%s has dropped out at step %d: its loss became infinite. A smaller learning rate may keep it in.", labels[i], e.Step)
		}
	}
	return text
}

func (s *State) standing(t *words.Table) string {
	epoch := s.Tested()
	if epoch == 0 {
		switch s.Phase {
		case Running, Paused, Loading:
			return t.T("Sizes and costs are known; the first test comes after epoch 1.")
		case Done, Stopped, Failed:
			return t.T("The race has ended before the first test.")
		}
		return t.T("Sizes and costs are known before training; accuracy and speed are measured while it runs.")
	}
	labels := s.Labels(t)
	hero := s.hero()
	after := t.N(epoch, "After %d epoch", "After %d epochs", epoch)
	var places, times []string
	for i, e := range s.Entrants {
		if i != hero && e.Out == "" {
			places = append(places, s.place(t, s.Entrants[hero], e, labels[i]))
			if mine, his := s.Entrants[hero].StepSeconds, e.StepSeconds; mine > 0 && his > 0 {
				times = append(times, t.T("%s of the time of %s", t.Decimal(math.Round(100*mine/his), 0)+" %", labels[i]))
			}
		}
	}
	if len(places) == 0 {
		share, _ := s.Accuracy(s.Entrants[hero])
		return t.T("%s %s answers %s of the test pictures right; nobody is left to compare it with.", after, labels[hero], t.Percent(share))
	}
	text := t.T("%s %s is %s.", after, labels[hero], list(t, places))
	if len(times) == len(places) {
		text += " " + t.T("A step of %s takes %s.", labels[hero], list(t, times))
	}
	return text
}

// hero is the entrant that the others are compared with: the first FM network
// that still runs, else the first that does.
func (s *State) hero() int {
	runs := func(e Entrant) bool { return e.Out == "" }
	if i := slices.IndexFunc(s.Entrants, func(e Entrant) bool { return runs(e) && e.Config.Variant == model.FM }); i >= 0 {
		return i
	}
	return max(0, slices.IndexFunc(s.Entrants, runs))
}

// level is the difference, in points, that one decimal does not show.
const level = 0.05

// place says where a stands beside b, by accuracy and at which size.
func (s *State) place(t *words.Table, a, b Entrant, name string) string {
	shareA, _ := s.Accuracy(a)
	shareB, _ := s.Accuracy(b)
	points := 100 * (shareA - shareB)
	text := ""
	switch {
	case points >= level:
		text = t.T("%.1f points ahead of %s", points, name)
	case points <= -level:
		text = t.T("%.1f points behind %s", -points, name)
	default:
		text = t.T("level with %s", name)
	}
	ratio := float64(a.Params) / float64(b.Params)
	switch {
	case b.Config.Variant == model.Thin && math.Abs(ratio-1) < 0.02:
		return t.T("%s, the plain network of its own size", text)
	case a.Params == b.Params:
		return t.T("%s, which is of the same size", text)
	case ratio < 1:
		return t.T("%s with %s of its parameters", text, t.WholePercent(ratio))
	}
	return t.T("%s with %.1f times its parameters", text, ratio)
}

// list joins clauses.
func list(t *words.Table, parts []string) string {
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	text := parts[0]
	for _, p := range parts[1:last] {
		text = t.T("%s, %s", text, p)
	}
	return t.T("%s, and %s", text, parts[last])
}

// Doubt says which differences may be chance: two standard errors of the
// difference of two shares, the widest of those in the race. The zero string
// where there is nothing to doubt yet.
func (s *State) Doubt(t *words.Table) string {
	if s.Tested() == 0 || s.Lined.Test == 0 {
		return ""
	}
	widest := 0.0
	for _, e := range s.Entrants {
		if share, ok := s.Accuracy(e); ok {
			widest = max(widest, share*(1-share))
		}
	}
	points := 200 * math.Sqrt(2*widest/float64(s.Lined.Test))
	return t.T("One seed is one sample: with %d test pictures, a difference of less than %.1f points may be chance.", s.Lined.Test, points)
}

// Where says how far the race is and how long it will go on.
func (s *State) Where(t *words.Table) string {
	epochs := 0
	if len(s.Entrants) > 0 {
		epochs = s.Entrants[0].Config.Epochs
	}
	at := min(epochs, max(1, int(math.Ceil(s.Reached()))))
	switch s.Phase {
	case Ready:
		return t.N(epochs, "%d epoch, everybody in turn", "%d epochs, everybody in turn", epochs)
	case Loading:
		return loading(t, s.Work)
	case Running:
		if s.Work.What == "testing" {
			return t.T("epoch %d of %d, testing", at, epochs)
		}
		if s.Left > 0 {
			return t.T("epoch %d of %d, %s left", at, epochs, lab.Clock(s.Left))
		}
		return t.T("epoch %d of %d", at, epochs)
	case Paused:
		return t.T("paused in epoch %d of %d", at, epochs)
	case Stopped:
		return t.T("stopped in epoch %d of %d", at, epochs)
	case Done:
		return t.N(epochs, "%d epoch, done", "%d epochs, done", epochs)
	}
	return t.T("stopped by an error")
}

func loading(t *words.Table, work race.Progress) string {
	switch work.What {
	case "drawing":
		return t.T("drawing the pictures")
	case "reading":
		if work.Total > 0 {
			return t.T("reading the pictures, %s", t.WholePercent(float64(work.Done)/float64(work.Total)))
		}
		return t.T("reading the pictures")
	}
	return t.T("making the networks ready")
}
