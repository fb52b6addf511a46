package scene

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Whatever the camera, the block fits its area at zoom 1, near is in front of
// far, and a cell's corner is where it is picked.
func TestCameraProperties(t *testing.T) {
	const tolerance = 1e-6
	rng := rand.New(rand.NewPCG(3, 4))
	area := Rect{10, 20, 500, 300}
	for range 500 {
		c := Camera{Yaw: rng.Float64()*9 - 4, Pitch: rng.Float64()*9 - 4, Zoom: rng.Float64() * 9}.Clamped()
		if c != c.Clamped() {
			t.Fatalf("clamping %v twice differs", c)
		}
		c.Zoom = 1
		u, v, w := 1+rng.Float64()*16, 1+rng.Float64()*16, 1+rng.Float64()*40
		p := c.project(u, v, w, area)
		for corner := range 8 {
			q := p.at(u*float64(corner&1), v*float64(corner>>1&1), w*float64(corner>>2))
			if q.X < area.X-tolerance || q.X > area.X+area.W+tolerance || q.Y < area.Y-tolerance || q.Y > area.Y+area.H+tolerance {
				t.Fatalf("camera %v: corner at %v leaves %v", c, q, area)
			}
		}
		if p.vy <= 0 || p.ux <= 0 || p.wy >= 0 || p.wx <= 0 {
			t.Fatalf("camera %v: rows must run down, columns right, channels up and right: %+v", c, p)
		}
		// Parallel: the way of a sum is the sum of the ways.
		a, b := p.at(1, 2, 3), p.at(1+u, 2+v, 3+w)
		d := p.direction(u, v, w)
		if math.Hypot(a.X+d.X-b.X, a.Y+d.Y-b.Y) > tolerance {
			t.Fatalf("camera %v: direction is not the difference of places", c)
		}
	}
}

func TestCameraTakesNoNonsense(t *testing.T) {
	nan := math.NaN()
	if got := (Camera{nan, nan, nan, nan, nan}).Clamped(); got != Home() {
		t.Errorf("no numbers: got %v, want home", got)
	}
	inf := math.Inf(1)
	if got := (Camera{inf, -inf, inf, inf, -inf}).Clamped(); got != (Camera{maxYaw, minPitch, maxZoom, maxShift, -maxShift}) {
		t.Errorf("infinite: got %v", got)
	}
}

// The open slice moves, the frame stays.
func TestFrameStaysWhileSliceChanges(t *testing.T) {
	g := geometry16()
	for c := range g.C {
		if got, want := newStack(g, Home(), float64(c), 0).length, newStack(g, Home(), 5, 0).length; got != want {
			t.Errorf("slice %d: the block is %v deep, with slice 5 open %v", c, got, want)
		}
	}
	s := newStack(g, Home(), 4.5, 0)
	for c := range g.C - 1 {
		if s.front(c) >= s.front(c+1) {
			t.Errorf("slice %d stands behind slice %d", c, c+1)
		}
	}
}

func TestMotionArrives(t *testing.T) {
	m := motion{}
	for range 100 {
		before := m.at
		m = m.toward(5, 0.016, false)
		if m.at < before || m.at > 5 {
			t.Fatalf("from %v to %v on the way to 5", before, m.at)
		}
	}
	if m.at != 5 || m.moving {
		t.Errorf("after 1.6 s: %+v", m)
	}
	if m = m.toward(2, 0.016, true); m.at != 2 {
		t.Errorf("calm: at %v, want 2 at once", m.at)
	}
}
