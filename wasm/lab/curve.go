package lab

import "slices"

// Point is a value Y of a curve after X epochs.
type Point struct{ X, Y float64 }

// maxPoints is the most points of a curve that are kept and drawn. A screen
// shows no more, and a long run must not cost more memory than a short one.
const maxPoints = 300

// smoothing is the share of the past in a running mean of single steps: about
// the last twenty count, which calms the noise of small batches and still
// follows a change within a second or two.
const smoothing = 0.95

// Curve is a series of single steps, lightly smoothed and thinned out as it
// grows: whenever it is full, neighbours become one point.
type Curve struct {
	points []Point
	per    int // steps in a point
	open   int // steps in the last point so far; it is still being averaged

	mean, weight float64 // running mean of Y, and the sum of its weights
}

// Add appends a step.
func (c *Curve) Add(x, y float64) {
	// Dividing by the weights takes out the zero that the mean starts from.
	c.mean = smoothing*c.mean + (1-smoothing)*y
	c.weight = smoothing*c.weight + (1 - smoothing)
	p := Point{x, c.mean / c.weight}

	if c.per == 0 {
		c.per = 1
	}
	if c.open > 0 {
		last := &c.points[len(c.points)-1]
		*last = Point{p.X, last.Y + (p.Y-last.Y)/float64(c.open+1)}
	} else {
		if len(c.points) == maxPoints {
			c.halve()
		}
		c.points = append(c.points, p)
	}
	c.open = (c.open + 1) % c.per
}

// Put appends a point that is a mean of many steps already, from which the
// running mean goes on.
func (c *Curve) Put(x, y float64) {
	if len(c.points) == maxPoints {
		c.halve()
	}
	c.per, c.open = max(c.per, 1), 0
	c.points = append(c.points, Point{x, y})
	c.mean, c.weight = y, 1
}

// halve makes one point of every two.
func (c *Curve) halve() {
	half := c.points[:len(c.points)/2]
	for i := range half {
		a, b := c.points[2*i], c.points[2*i+1]
		half[i] = Point{b.X, (a.Y + b.Y) / 2}
	}
	c.points = half
	c.per *= 2
}

// Points returns the curve, at most 300 points by rising X. The caller must
// not keep it over the next Add.
func (c *Curve) Points() []Point { return c.points }

// Last returns the newest point.
func (c *Curve) Last() (Point, bool) {
	if len(c.points) == 0 {
		return Point{}, false
	}
	return c.points[len(c.points)-1], true
}

// At returns the last of points that does not lie beyond x.
func At(points []Point, x float64) (Point, bool) {
	i, found := slices.BinarySearchFunc(points, x, func(p Point, x float64) int {
		if p.X < x {
			return -1
		}
		if p.X > x {
			return 1
		}
		return 0
	})
	if !found {
		i--
	}
	if i < 0 {
		return Point{}, false
	}
	return points[i], true
}
