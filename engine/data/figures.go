package data

import "math"

// field is a figure as a signed distance: how far a point is from the outline,
// in pixels, negative inside. The point is relative to the figure's centre and
// direction. Near the outline it is true to a small part of a pixel, which is
// what smooth edges need; elsewhere its sign is.
type field func(p point) float64

// figure is a class of the built-in set.
type figure struct {
	name         string
	small, large float64 // the range of its radius in pixels
	// field chooses one of the class; it fits a circle of the given radius.
	field func(rng *stream, radius float64) field
}

// figures are the classes in the order of their labels.
func figures() []figure {
	return []figure{
		{"disc", 6, 13, disc},
		{"ring", 7.5, 13.5, ring},
		{"triangle", 9, 15, triangle},
		{"cross", 8, 14, cross},
		{"star", 9.5, 15, star},
		{"spiral", 11, 15.5, spiral},
		{"stripes", 11, 22, patch(stripes)},
		{"waves", 12, 22, patch(waves)},
		{"checks", 12, 22, patch(checks)},
		{"dots", 13, 22, patch(dots)},
	}
}

// disc is a filled circle.
func disc(_ *stream, radius float64) field {
	return func(p point) float64 { return p.length() - radius }
}

// ring is a circle drawn with a broad pen.
func ring(rng *stream, radius float64) field {
	half := float64(radius * rng.between(0.12, 0.2))
	line := radius - half
	return func(p point) float64 { return math.Abs(p.length()-line) - half }
}

// triangle has three equal sides: it is where three half-planes overlap.
func triangle(_ *stream, radius float64) field {
	inner := radius / 2
	a, b := point{math.Sqrt(3) / 2, 0.5}, point{-math.Sqrt(3) / 2, 0.5}
	return func(p point) float64 { return max(-p.y, p.dot(a), p.dot(b)) - inner }
}

// cross is two bars at a right angle.
func cross(rng *stream, radius float64) field {
	half := float64(radius * rng.between(0.2, 0.3))
	return func(p point) float64 {
		x, y := math.Abs(p.x), math.Abs(p.y)
		return max(max(x, y)-radius, min(x, y)-half)
	}
}

// star has five points. Folding the plane along two of its axes brings every
// point onto one edge.
func star(rng *stream, radius float64) field {
	normal1 := point{0.8090169943749475, -0.5877852522924731} // cos and sin of -36 degrees
	normal2 := point{-normal1.x, normal1.y}
	notch := rng.between(0.42, 0.52) // of the inner corners, against the radius
	tip := point{0, radius}
	// The inner corner next to the tip lies 36 degrees off it.
	corner := point{-normal1.y, normal1.x}.times(radius * notch)
	edge := corner.minus(tip)
	normal := point{-edge.y, edge.x}.times(1 / edge.length())
	return func(p point) float64 {
		p.x = math.Abs(p.x)
		p = foldOver(p, normal1)
		p = foldOver(p, normal2)
		p.x = math.Abs(p.x)
		return p.minus(tip).dot(normal)
	}
}

// foldOver mirrors the points on the side of an axis's normal to the other side.
func foldOver(p, normal point) point {
	if d := p.dot(normal); d > 0 {
		return p.minus(normal.times(2 * d))
	}
	return p
}

// spiral winds outwards in four half circles, whose ends meet: those on one
// side have their centre in the middle, those on the other half a pitch beside
// it and half a pitch less for a radius.
func spiral(rng *stream, radius float64) field {
	pen := rng.between(0.2, 0.27) // half its breadth, of the pitch
	pitch := radius / (2 + pen)
	half := float64(pitch / 2)
	mirrored := rng.coin()
	return func(p point) float64 {
		if mirrored {
			p.x = -p.x
		}
		first := pitch
		if p.y > 0 {
			first = half
			p.x += half
		}
		beyond := p.length() - first // the inner half circle; the outer has one pitch more
		if beyond > half {
			beyond -= pitch
		}
		return math.Abs(beyond) - float64(pitch*pen)
	}
}

// speckReach is the most that a speck reaches from its centre.
const speckReach = 4

// speck is a short stroke with round ends, to distract.
func speck(rng *stream) field {
	half, radius := rng.between(0, 2.5), rng.between(0.7, 1.3)
	return func(p point) float64 {
		p.x -= clamp(p.x, -half, half)
		return p.length() - radius
	}
}
