package scene

import (
	"math"
	"strconv"

	"filtermaplab/filtermap"
)

// pinDash tells pins apart without colour.
func pinDash(i int) []float64 {
	return [][]float64{nil, {7, 3}, {2, 3}, {8, 3, 2, 3}}[i%maxPins]
}

// windows draws, in the open slice, the windows of all pinned filters and of
// the active one, which lies on top and is drawn leaving the map where it does.
func (f *frame) windows() {
	w := f.stack.front(f.stack.slice())
	for i, t := range f.state.Pins {
		if t.hasFilter() && t != f.active {
			m1, m2, _ := Window(f.sub.G, t.K)
			f.windowFrame(float64(m1), float64(m2), w, i, 1.6)
		}
		if t.Kind == Cell && t.C == f.stack.slice() && t != f.active {
			f.cellFrame(t, w, pinDash(i))
		}
	}
	switch {
	case f.active.hasFilter() || f.active.Kind == Pixel:
		f.wrapped(f.active.K, w)
		m1, m2 := f.slidingWindow()
		f.windowFrame(m1, m2, w, max(0, f.state.pinned(f.active)-1), 2.6)
		if f.active.Kind == Element {
			k1, k2, _ := Window(f.sub.G, f.active.K)
			f.outline(float64(k1+f.active.S1), float64(k2+f.active.S2), 1, 1, w, 2.6, nil)
		}
	case f.active.Kind == Cell && f.active.C == f.stack.slice():
		f.cellFrame(f.active, w, nil)
	}
	if len(f.state.Pins) > 1 {
		f.badges(w)
	}
}

// badges draws the numbers of the pinned filters at the corners of their
// windows, side by side where windows are the same.
func (f *frame) badges(w float64) {
	beside := make(map[Point]float64)
	for i, t := range f.state.Pins {
		if t.hasFilter() {
			m1, m2, _ := Window(f.sub.G, t.K)
			at := f.proj.at(float64(m2), float64(m1), w)
			f.badge(at.add(beside[at], 0), i+1)
			beside[at] += f.v.rem(1)
		}
	}
}

// slidingWindow is where the active filter's window stands; while extraction
// plays, it travels to the next at the end of its time.
func (f *frame) slidingWindow() (m1, m2 float64) {
	g := f.sub.G
	r, c, _ := Window(g, f.active.K)
	m1, m2 = float64(r), float64(c)
	if f.state.Mode != Extract || !f.state.Play.Running || f.v.Calm || f.state.Hover.Kind != Nothing {
		return m1, m2
	}
	const leaves = 0.8 // the part of a filter's time for which its window stands still
	_, part := math.Modf(f.state.Play.At)
	if part > leaves && f.active.K+1 < g.K() {
		r, c, _ = Window(g, f.active.K+1)
		t := ease((part - leaves) / (1 - leaves))
		m1, m2 = m1+t*(float64(r)-m1), m2+t*(float64(c)-m2)
	}
	return m1, m2
}

// windowFrame draws the frame of a window at row m1, column m2.
func (f *frame) windowFrame(m1, m2, w float64, pin int, width float64) {
	g := f.sub.G
	f.outline(m1, m2, float64(g.S1), float64(g.S2), w, width, pinDash(pin))
}

// badge is the number of a pin.
func (f *frame) badge(at Point, n int) {
	size := f.font(Bold, 0.75)
	r := Rect{at.X - size.Size*0.6, at.Y - size.Size*0.6, size.Size * 1.2, size.Size * 1.2}
	f.pic.rect(r, f.th.Accent)
	f.pic.text(Point{at.X, at.Y + size.Size*0.36}, strconv.Itoa(n), size, Center, f.th.OnAccent)
}

func (f *frame) cellFrame(t Target, w float64, dash []float64) {
	f.outline(float64(t.M1), float64(t.M2), 1, 1, w, 2.6, dash)
}

// outline draws a rectangle of the open slice in the accent, with a halo.
func (f *frame) outline(v, u, dv, du, w, width float64, dash []float64) {
	q := f.quad(u, v, du, dv, w)
	f.pic.add(Polygon{Points: q, Edge: f.th.Well0, Width: width + 2.4})
	f.pic.add(Polygon{Points: q, Edge: f.th.Accent, Width: width, Dash: dash})
}

// wrapped draws the part of filter k's window that leaves the map: pale cells
// outside, and an arrow from them to where they really are.
func (f *frame) wrapped(k int, w float64) {
	g := f.sub.G
	m1, m2, _ := Window(g, k)
	c := f.stack.slice()
	e := filtermap.Element{K: k, C: channelOf(g, k, c)}
	var below, beside bool
	for s1 := range g.S1 {
		for s2 := range g.S2 {
			outRow, outCol := m1+s1 >= g.Hm(), m2+s2 >= g.Wm()
			if !outRow && !outCol {
				continue
			}
			below, beside = below || outRow, beside || outCol
			e.S1, e.S2 = s1, s2
			q := f.quad(float64(m2+s2), float64(m1+s1), 1, 1, w)
			f.pic.add(Polygon{Points: q, Fill: f.color(g.Cell(e)).Mix(f.th.Well0, 0.5), Edge: f.th.Accent.Alpha(0.55), Width: 1, Dash: []float64{2, 2}})
			f.pic.hit(OfElement(k, s1, s2), q...)
		}
	}
	last := g.Cell(filtermap.Element{K: k, C: e.C, S1: g.S1 - 1, S2: g.S2 - 1})
	cell := f.proj.cell()
	if beside {
		from := f.proj.at(float64(m2+g.S2)-0.5, float64(m1+g.S1)+0.08, w)
		to := f.proj.at(float64(last.M2)+0.5, float64(min(m1+g.S1, g.Hm()))+0.15, w)
		f.arrow(from, to, -1.9*cell)
	}
	if below {
		from := f.proj.at(float64(m2+g.S2)+0.08, float64(m1+g.S1)-0.5, w)
		to := f.proj.at(float64(min(m2+g.S2, g.Wm()))+0.3, float64(last.M1)+0.5, w)
		f.arrow(from, to, 1.3*cell)
	}
}

// arrow is a curve from a to b that leaves the straight way by bend.
func (f *frame) arrow(a, b Point, bend float64) {
	d := Point{b.X - a.X, b.Y - a.Y}
	length := math.Hypot(d.X, d.Y)
	if length < 1 {
		return
	}
	bend = math.Copysign(min(math.Abs(bend), length), bend)
	mid := a.toward(b, 0.5).add(-d.Y/length*bend, d.X/length*bend)
	path := quadratic(a, mid, b)
	angle := math.Atan2(b.Y-mid.Y, b.X-mid.X)
	const barb, spread = 8, 2.6
	head := []Point{
		b.add(barb*math.Cos(angle+spread), barb*math.Sin(angle+spread)), b,
		b.add(barb*math.Cos(angle-spread), barb*math.Sin(angle-spread)),
	}
	for _, s := range []struct {
		c Color
		w float64
	}{{f.th.Well0, 5}, {f.th.Accent, 1.8}} {
		f.pic.line(s.c, s.w, path...)
		f.pic.line(s.c, s.w, head...)
	}
}

// curvePoints is how many pieces a curve is drawn in.
const curvePoints = 24

// quadratic is a Bezier curve with one control point.
func quadratic(a, b, c Point) []Point {
	points := make([]Point, curvePoints+1)
	for i := range points {
		t := float64(i) / curvePoints
		points[i] = a.toward(b, t).toward(b.toward(c, t), t)
	}
	return points
}

// cubic is a Bezier curve with two control points.
func cubic(a, b, c, d Point) []Point {
	points := make([]Point, curvePoints+1)
	for i := range points {
		t := float64(i) / curvePoints
		ab, bc, cd := a.toward(b, t), b.toward(c, t), c.toward(d, t)
		points[i] = ab.toward(bc, t).toward(bc.toward(cd, t), t)
	}
	return points
}
