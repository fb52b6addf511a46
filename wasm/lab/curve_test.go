package lab

import (
	"math"
	"testing"
)

// A constant stays what it is, from the first step on: the running mean has no
// memory of the zero that it starts from.
func TestCurveOfAConstant(t *testing.T) {
	const rounding = 1e-12
	var c Curve
	for i := range 5000 {
		c.Add(float64(i+1), 2.5)
	}
	for _, p := range c.Points() {
		if math.Abs(p.Y-2.5) > rounding {
			t.Fatalf("at %v: got %v, want 2.5", p.X, p.Y)
		}
	}
}

func TestCurveStaysSmallAndInOrder(t *testing.T) {
	var c Curve
	for i := range 20000 {
		x := float64(i + 1)
		c.Add(x, -x)
		points := c.Points()
		if len(points) > maxPoints {
			t.Fatalf("after %d steps: %d points", i+1, len(points))
		}
		if last, ok := c.Last(); !ok || last.X != x {
			t.Fatalf("after %d steps: the last point is at %v", i+1, last.X)
		}
	}
	points := c.Points()
	if len(points) < maxPoints/2-1 {
		t.Errorf("%d points are left of 20,000 steps: too few to draw", len(points))
	}
	for i := 1; i < len(points); i++ {
		if points[i].X <= points[i-1].X || points[i].Y >= points[i-1].Y {
			t.Fatalf("points %d and %d: %v, %v", i-1, i, points[i-1], points[i])
		}
	}
}

// After a jump the curve is most of the way there within a few dozen steps.
func TestCurveFollows(t *testing.T) {
	var c Curve
	for i := range 100 {
		c.Add(float64(i), 0)
	}
	for i := range 60 {
		c.Add(float64(100+i), 1)
	}
	if last, _ := c.Last(); last.Y < 0.9 {
		t.Errorf("60 steps after a jump from 0 to 1: got %.2f", last.Y)
	}
}

func TestAt(t *testing.T) {
	points := []Point{{1, 10}, {2, 20}, {4, 40}}
	for _, c := range []struct {
		x, want float64
		ok      bool
	}{{0.5, 0, false}, {1, 10, true}, {1.9, 10, true}, {2, 20, true}, {3.99, 20, true}, {4, 40, true}, {9, 40, true}} {
		got, ok := At(points, c.x)
		if ok != c.ok || got.Y != c.want {
			t.Errorf("At(%v): got %v, %v, want %v, %v", c.x, got.Y, ok, c.want, c.ok)
		}
	}
	if _, ok := At(nil, 1); ok {
		t.Error("an empty curve has a value")
	}
}
