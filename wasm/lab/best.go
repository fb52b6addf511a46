package lab

import (
	"cmp"
	"slices"

	"filtermaplab/engine"
)

// Best returns the classes with the highest scores, at most so many, the
// highest first.
func Best(scores []float32, most int) []engine.Answer {
	all := make([]engine.Answer, len(scores))
	for i, v := range scores {
		all[i] = engine.Answer{Label: i, Confidence: float64(v)}
	}
	slices.SortStableFunc(all, func(a, b engine.Answer) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return all[:min(most, len(all))]
}
