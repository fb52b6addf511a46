package lesson

import (
	"slices"

	"filtermaplab/ui/words"
)

// scales is lesson 7: the two rules differ in the length of their steps.
func scales(t *words.Table) Lesson {
	return Lesson{Title: t.T("mean against sum"), Parts: []Part{{
		Map: true,
		Text: func(w World) []string {
			return []string{w.Words.T("The two rules differ by n, the number of filter values in a cell. Where n were the same for all cells, the mean rule would be the sum rule with an n times smaller learning rate.")}
		},
		Ask: func(w World) Question {
			t, g := w.Words, w.own()
			seen := counts(g)
			slices.Sort(seen)
			seen = slices.Compact(seen)
			least, largest := seen[0], seen[len(seen)-1]
			q := Question{
				Text: t.T("Predict: how many different n has the map of this layer?"),
				Why:  t.T("%d: n goes from %d to %d. [Count n](by:count) shows it.", len(seen), least, largest),
			}
			if len(seen) == 1 {
				q.Why = t.T("One: n is %d everywhere. [Count n](by:count) shows it.", least)
			}
			q.Choices, q.Right = ranked(t, len(seen), 1, g.K())
			return q
		},
	}, {
		Map: true,
		Text: func(w World) []string {
			t := w.Words
			return []string{
				t.T("So the rules are not quite the same: the mean rule slows down the cells that many filters share most. But most of the difference is scale, and a larger learning rate makes up for it."),
				t.T("With ResNet-18 on a JPEG copy of CIFAR-10, 30 epochs, the mean rule at ten times the rate and a tenth of the weight decay reached 88.3 %; the best of several recipes with the sum rule reached 88.4 %, and the mean rule at the usual rate 87.9 %."),
				t.T("Try it: choose the rule and the rate in the [setup](#setup), or let both rules run in [the race](#race)."),
			}
		},
	}}}
}
