package optim

import "math"

// cosine goes from start at t = 0 to end at t = 1 along half a cosine, in the
// form of PyTorch's _annealing_cos: end + (start-end)/2 * (1 + cos(pi*t)).
func cosine(start, end, t float64) float64 {
	return end + float64((start-end)/2*(cosPi(t)+1))
}

// cosPi returns cos(pi*t) for t in [0,1], within 2e-16 of it. math.Cos would
// do but for its last bit, which may differ between processors that fuse
// multiplications with additions and those that do not; a conversion to
// float64 forbids it.
func cosPi(t float64) float64 {
	if t > 0.5 {
		return -cosPi(1 - t)
	}
	if t > 0.25 {
		return sinSeries(math.Pi * (0.5 - t))
	}
	return cosSeries(math.Pi * t)
}

// cosSeries is the Taylor series of the cosine, for x in [0, pi/4].
func cosSeries(x float64) float64 {
	return series(1, 0, x*x)
}

// sinSeries is the Taylor series of the sine, for x in [0, pi/4].
func sinSeries(x float64) float64 {
	return series(x, 1, x*x)
}

// series sums first * (1 - x2/((n+1)(n+2)) * (1 - x2/((n+3)(n+4)) * ...)) from
// the smallest term on. Ten factors leave less than 1e-20 for x2 <= (pi/4)^2.
func series(first, n, x2 float64) float64 {
	sum := 1.0
	for k := n + 18; k >= n; k -= 2 {
		sum = 1 - float64(x2/((k+1)*(k+2))*sum)
	}
	return first * sum
}
