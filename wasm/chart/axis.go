package chart

import "math"

// most is the most intervals between grid lines: beyond it a grid is noise.
const most = 4

// Nice returns the ticks of an axis from 0 that reaches at least up to top, in
// at most four equal intervals of a round length. Of the possible axes it is
// the shortest.
func Nice(top float64) []float64 {
	if !(top > 0) || math.IsInf(top, 1) {
		top = 1
	}
	exponent := math.Floor(math.Log10(top / most))
	best, length := 0, 0.0 // intervals, and their length in units of 10^exponent
	for _, round := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40} {
		n := int(math.Ceil(top/scale(round, exponent) - rounding))
		if n <= most && n >= 2 && (best == 0 || float64(n)*round < float64(best)*length) {
			best, length = n, round
		}
	}
	ticks := make([]float64, best+1)
	for i := range ticks {
		ticks[i] = scale(float64(i)*length, exponent)
	}
	return ticks
}

// scale returns v times 10^exponent. It divides by a whole power rather than
// multiply by a fraction, so that 24 tenths are 2.4 and not 2.4000000000000004.
func scale(v, exponent float64) float64 {
	if exponent < 0 {
		return v / math.Pow(10, -exponent)
	}
	return v * math.Pow(10, exponent)
}

// rounding keeps 2.4/0.8 from counting as four intervals.
const rounding = 1e-9

// Whole returns ticks at whole numbers from 0 to n, both included: as many as
// there are up to the limit, in equal intervals but for the last.
func Whole(n, limit int) []float64 {
	every := 1
	for _, every = range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000} {
		if n <= every*(limit-1) {
			break
		}
	}
	var ticks []float64
	for i := 0; i < n; i += every {
		// A tick too close to the last one would run into its label.
		if n-i > every/2 {
			ticks = append(ticks, float64(i))
		}
	}
	return append(ticks, float64(n))
}

// Spread moves labels apart that would cover each other: it returns ys moved
// as little as it takes to keep them gap apart and between low and high, in
// the order of ys.
func Spread(ys []float64, gap, low, high float64) []float64 {
	order := make([]int, len(ys))
	for i := range order {
		order[i] = i
		for j := i; j > 0 && ys[order[j]] < ys[order[j-1]]; j-- {
			order[j], order[j-1] = order[j-1], order[j]
		}
	}
	moved := make([]float64, len(ys))
	at := low - gap
	for _, i := range order {
		at = max(at+gap, ys[i])
		moved[i] = at
	}
	at = high + gap
	for n := len(order) - 1; n >= 0; n-- {
		i := order[n]
		at = min(at-gap, moved[i])
		moved[i] = at
	}
	return moved
}
