package lesson

import (
	"strings"

	"filtermaplab/engine/model"
	"filtermaplab/engine/race"
	"filtermaplab/ui/words"
)

// theRace is lesson 5: what sharing costs and buys, against a plain network
// and against one that is simply small.
func theRace(t *words.Table) Lesson {
	over := &Wait{
		Text: func(w World) string { return w.Words.T("Start [the race](#race) and wait until it is over.") },
		Over: func(w World) bool { return w.RaceOver && len(finished(w)) > 1 },
	}
	return Lesson{Title: t.T("the race"), Parts: []Part{{
		Text: func(w World) []string {
			t := w.Words
			return []string{
				t.T("Is sharing weights better than simply having fewer? [The race](#race) trains networks on the same pictures in the same order: FM, plain with independent filters, and thin, the plain network made so narrow that it is no larger than FM."),
			}
		},
		Ask: func(w World) Question {
			t := w.Words
			q := Question{
				Text:    t.T("Predict: which of them answers most test pictures right in the end?"),
				Choices: []string{t.T("FM"), t.T("plain"), t.T("thin")},
			}
			all := finished(w)
			if len(all) < 2 || !w.RaceOver {
				return q
			}
			best := most(all, race.Standing.Accuracy)
			q.Right = kind(best)
			q.Why = t.T("Here it was %s. %s.", best.Name, list(t, all, func(s race.Standing) string { return t.Percent(s.Accuracy()) }))
			return q
		},
		Wait: over,
	}, {
		Text: func(w World) []string {
			return []string{w.Words.T("A network that is more accurate may also be larger. Accuracy divided by the number of parameters says what each parameter is worth.")}
		},
		Ask: func(w World) Question {
			t := w.Words
			q := Question{
				Text:    t.T("Predict: which of them has most accuracy for each parameter?"),
				Choices: []string{t.T("FM"), t.T("plain"), t.T("thin")},
			}
			all := finished(w)
			if len(all) < 2 || !w.RaceOver {
				return q
			}
			worth := func(s race.Standing) float64 { return s.Accuracy() / float64(max(1, s.Params)) }
			best := most(all, worth)
			q.Right = kind(best)
			q.Why = t.T("Here it was %s. Points for a thousand parameters: %s.", best.Name, list(t, all, func(s race.Standing) string { return t.Decimal(1e5*worth(s), 2) }))
			return q
		},
		Wait: over,
	}, {
		Text: func(w World) []string {
			t := w.Words
			return []string{
				t.T("One race is one measurement: another seed gives other numbers. Races of the same length on 5,000 pictures of CIFAR-10, ten epochs, two seeds each, gave ResNet-8 with 78,042 independent parameters 59 %, FM with 14,314 parameters 55 % by the sum rule and 52 % by the mean rule."),
				t.T("So sharing costs accuracy where training is short, and saves most of the parameters. [Change the seed](#setup) and race again to see how far the numbers of this page spread."),
			}
		},
	}}}
}

// finished are the entrants that have been tested.
func finished(w World) []race.Standing {
	var all []race.Standing
	for _, s := range w.Race {
		if s.Out == "" && len(s.Points) > 0 {
			all = append(all, s)
		}
	}
	return all
}

func most(all []race.Standing, of func(race.Standing) float64) race.Standing {
	best := all[0]
	for _, s := range all[1:] {
		if of(s) > of(best) {
			best = s
		}
	}
	return best
}

// kind is the choice that an entrant belongs to.
func kind(s race.Standing) int {
	switch s.Config.Variant {
	case model.Plain:
		return 1
	case model.Thin:
		return 2
	}
	return 0
}

func list(t *words.Table, all []race.Standing, number func(race.Standing) string) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = s.Name + " " + number(s)
	}
	return strings.Join(parts, ", ")
}
