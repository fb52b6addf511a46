package scene

import "math"

// Camera is where the block is seen from. The projection is parallel: equal
// cells stay equally large wherever they are.
type Camera struct {
	Yaw, Pitch float64 // radians: around the upright axis, and from above
	Zoom       float64 // 1 fits the block into its area
	X, Y       float64 // how far the block is moved, in widths and heights of its area
}

// Home is the camera that a microscope opens with.
func Home() Camera { return Camera{Yaw: 0.76, Pitch: 0.34, Zoom: 1} }

// The camera stays in the quarter from which a voxel shows its front, its top
// and its right side; slices then never hide behind each other.
const (
	minYaw, maxYaw     = 0.15, 1.42
	minPitch, maxPitch = 0.06, 1.2
	minZoom, maxZoom   = 0.6, 6
	maxShift           = 3
)

// Clamped is the nearest camera that is allowed. Numbers that are none become Home.
func (c Camera) Clamped() Camera {
	home := Home()
	clamp := func(v, lo, hi, or float64) float64 {
		if math.IsNaN(v) {
			return or
		}
		return min(hi, max(lo, v))
	}
	return Camera{
		clamp(c.Yaw, minYaw, maxYaw, home.Yaw),
		clamp(c.Pitch, minPitch, maxPitch, home.Pitch),
		clamp(c.Zoom, minZoom, maxZoom, home.Zoom),
		clamp(c.X, -maxShift, maxShift, 0),
		clamp(c.Y, -maxShift, maxShift, 0),
	}
}

// projection takes map space to the picture: u right, v down, w away.
type projection struct {
	ux, wx     float64 // right of the picture for a step in u and in w; v moves nothing
	uy, vy, wy float64 // down
	origin     Point
}

// at is the place of (u,v,w) in the picture.
func (p projection) at(u, v, w float64) Point {
	return Point{p.origin.X + u*p.ux + w*p.wx, p.origin.Y + u*p.uy + v*p.vy + w*p.wy}
}

// direction is where a step of (u,v,w) leads.
func (p projection) direction(u, v, w float64) Point {
	return Point{u*p.ux + w*p.wx, u*p.uy + v*p.vy + w*p.wy}
}

// cell is the length of a cell's upright edge.
func (p projection) cell() float64 { return p.vy }

// project fits the box (0,0,0)-(u,v,w) into area at zoom 1.
func (c Camera) project(u, v, w float64, area Rect) projection {
	sy, cy := math.Sincos(c.Yaw)
	sp, cp := math.Sincos(c.Pitch)
	p := projection{ux: cy, wx: sy, uy: sy * sp, vy: cp, wy: -cy * sp}
	lo, hi := Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for corner := range 8 {
		q := p.at(u*float64(corner&1), v*float64(corner>>1&1), w*float64(corner>>2))
		lo = Point{min(lo.X, q.X), min(lo.Y, q.Y)}
		hi = Point{max(hi.X, q.X), max(hi.Y, q.Y)}
	}
	scale := min(area.W/(hi.X-lo.X), area.H/(hi.Y-lo.Y)) * c.Zoom
	for _, f := range []*float64{&p.ux, &p.wx, &p.uy, &p.vy, &p.wy} {
		*f *= scale
	}
	p.origin = Point{
		area.X + area.W*(0.5+c.X) - scale*(lo.X+hi.X)/2,
		area.Y + area.H*(0.5+c.Y) - scale*(lo.Y+hi.Y)/2,
	}
	return p
}
