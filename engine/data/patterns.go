package data

import "math"

// patch cuts a pattern, which has no end of its own, to a disc or a rounded
// square; a large one fills the picture.
func patch(pattern func(rng *stream) field) func(rng *stream, radius float64) field {
	return func(rng *stream, radius float64) field {
		inside := pattern(rng)
		outline := disc(rng, radius)
		if rng.coin() {
			outline = roundedSquare(radius)
		}
		return func(p point) float64 { return max(inside(p), outline(p)) }
	}
}

// roundedSquare touches the circle of the radius with its round corners.
func roundedSquare(radius float64) field {
	corner := float64(radius / 4)
	flat := (radius - corner) / math.Sqrt2
	return func(p point) float64 {
		x, y := math.Abs(p.x)-flat, math.Abs(p.y)-flat
		return point{max(0, x), max(0, y)}.length() + min(0, max(x, y)) - corner
	}
}

// fold returns how far x is from the nearest multiple of period, with its sign.
func fold(x, period float64) float64 {
	return x - float64(period*math.Floor(x/period+0.5))
}

// stripes are straight and of one width.
func stripes(rng *stream) field {
	period := rng.between(4.5, 7.5)
	half := float64(period * rng.between(0.22, 0.28))
	shift := rng.between(0, period)
	return func(p point) float64 { return math.Abs(fold(p.y+shift, period)) - half }
}

// waves are stripes that swing to and fro.
func waves(rng *stream) field {
	period := rng.between(5.5, 8)
	half := float64(period * rng.between(0.2, 0.25))
	length := rng.between(12, 16)
	height := rng.between(2, 2.6)
	shift := rng.between(0, length)
	return func(p point) float64 {
		y, slope := swing((p.x + shift) / length)
		slope *= height / length
		// Across a sloping line the way to it is shorter than straight up.
		across := math.Sqrt(1 + float64(slope*slope))
		return math.Abs(fold(p.y-float64(height*y), period))/across - half
	}
}

// swing is a wave of period 1 between -1 and 1, made of parabolas, and its slope.
func swing(t float64) (y, slope float64) {
	t -= math.Floor(t)
	sign := 1.0
	if t >= 0.5 {
		t, sign = t-0.5, -1
	}
	return sign * 16 * t * (0.5 - t), sign * (8 - float64(32*t))
}

// checks are the squares of a chessboard.
func checks(rng *stream) field {
	period := rng.between(7.5, 11)
	half := float64(period / 4) // of the side of a square
	shift := point{rng.between(0, period), rng.between(0, period)}
	return func(p point) float64 {
		x := math.Abs(fold(p.x+shift.x, period)) - half
		y := math.Abs(fold(p.y+shift.y, period)) - half
		near := min(math.Abs(x), math.Abs(y))
		if (x < 0) == (y < 0) {
			return -near
		}
		return near
	}
}

// dots stand in rows and columns.
func dots(rng *stream) field {
	period := rng.between(5.5, 8)
	radius := float64(period * rng.between(0.27, 0.34))
	shift := point{rng.between(0, period), rng.between(0, period)}
	return func(p point) float64 {
		return point{fold(p.x+shift.x, period), fold(p.y+shift.y, period)}.length() - radius
	}
}
