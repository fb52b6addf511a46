package main

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
)

// mesh gathers shapes as triangles, in the order in which they lie upon each
// other, so that a whole picture is drawn in a few calls. Edges are smooth
// because a shape's colour fades to nothing over the pixel around its outline:
// half a pixel inside it is whole, half a pixel outside it is gone, and a
// pixel's centre sees how much of the pixel is covered. Points are in device
// pixels, colours premultiplied.
type mesh struct {
	vertices []ebiten.Vertex
	indices  []uint32

	white   [2]float32 // where the source image is white
	normals []point    // room for rim
	left    []int      // and for ears
}

type point struct{ x, y float64 }

func (p point) plus(q point, t float64) point { return point{p.x + t*q.x, p.y + t*q.y} }
func (p point) minus(q point) point           { return point{p.x - q.x, p.y - q.y} }
func (p point) dot(q point) float64           { return p.x*q.x + p.y*q.y }
func (p point) cross(q point) float64         { return p.x*q.y - p.y*q.x }

// unit is p with length 1; it is zero where p is.
func (p point) unit() point {
	if l := math.Hypot(p.x, p.y); l > 0 {
		return point{p.x / l, p.y / l}
	}
	return point{}
}

// tint is a colour with the alpha multiplied in.
type tint [4]float32

func tintOf(c scene.Color) tint {
	a := float32(c.A) / 255
	return tint{float32(c.R) / 255 * a, float32(c.G) / 255 * a, float32(c.B) / 255 * a, a}
}

// vertex adds a corner whose colour is t times cover.
func (m *mesh) vertex(p point, t tint, cover float64) uint32 {
	c := float32(cover)
	m.vertices = append(m.vertices, ebiten.Vertex{
		DstX: float32(p.x), DstY: float32(p.y), SrcX: m.white[0], SrcY: m.white[1],
		ColorR: t[0] * c, ColorG: t[1] * c, ColorB: t[2] * c, ColorA: t[3] * c,
	})
	return uint32(len(m.vertices) - 1)
}

func (m *mesh) triangle(a, b, c uint32) { m.indices = append(m.indices, a, b, c) }

func (m *mesh) quad(a, b, c, d uint32) { m.indices = append(m.indices, a, b, c, a, c, d) }

// fade is how a shape of some width fades: how far inside its outline it is
// whole, how far outside it is gone, and how strong whole is. What is thinner
// than a pixel fades from its middle on, and has its own share of the colour.
func fade(width float64) (inside, outside, strength float64) {
	if width >= 1 {
		return 0.5, 0.5, 1
	}
	return width / 2, 0.5, 2 * width / (1 + width)
}

// fill adds a polygon that does not cross itself. It reorders nothing of what
// points holds.
func (m *mesh) fill(points []point, t tint) {
	points = distinct(points)
	if len(points) < 3 {
		return
	}
	area := twiceArea(points)
	if area == 0 {
		return
	}
	convex := isConvex(points)
	width := 1.0
	if convex {
		width = thinnest(points)
	}
	inside, outside, strength := fade(width)
	out := m.rim(points, area)
	first := uint32(len(m.vertices))
	for i, p := range points {
		m.vertex(p.plus(out[i], -inside), t, strength)
		m.vertex(p.plus(out[i], outside), t, 0)
	}
	n := uint32(len(points))
	for i := range n {
		j := (i + 1) % n
		m.quad(first+2*i, first+2*i+1, first+2*j+1, first+2*j)
	}
	if convex {
		for i := uint32(2); i < n; i++ {
			m.triangle(first, first+2*(i-1), first+2*i)
		}
		return
	}
	m.ears(points, area, func(a, b, c int) {
		m.triangle(first+2*uint32(a), first+2*uint32(b), first+2*uint32(c))
	})
}

// distinct is points without neighbours that are equal.
func distinct(points []point) []point {
	const same = 1e-6
	var all []point
	for _, p := range points {
		if n := len(all); n == 0 || math.Abs(p.x-all[n-1].x)+math.Abs(p.y-all[n-1].y) > same {
			all = append(all, p)
		}
	}
	for n := len(all); n > 1 && math.Abs(all[0].x-all[n-1].x)+math.Abs(all[0].y-all[n-1].y) <= same; n = len(all) {
		all = all[:n-1]
	}
	return all
}

func twiceArea(points []point) float64 {
	sum := 0.0
	for i, p := range points {
		sum += p.cross(points[(i+1)%len(points)])
	}
	return sum
}

func isConvex(points []point) bool {
	n := len(points)
	left, right := false, false
	for i, p := range points {
		q, r := points[(i+1)%n], points[(i+2)%n]
		turn := q.minus(p).cross(r.minus(q))
		left, right = left || turn < 0, right || turn > 0
	}
	return !left || !right
}

// thinnest is the least distance of two parallels with a convex polygon
// between them.
func thinnest(points []point) float64 {
	least := math.Inf(1)
	for i, p := range points {
		along := points[(i+1)%len(points)].minus(p).unit()
		far := 0.0
		for _, q := range points {
			far = max(far, math.Abs(along.cross(q.minus(p))))
		}
		least = min(least, far)
	}
	return least
}

// longest is how far a corner's rim may reach beyond that of its sides.
const longest = 2.5

// rim says for each corner where the outline goes that is one pixel further
// outside.
func (m *mesh) rim(points []point, area float64) []point {
	m.normals = m.normals[:0]
	n := len(points)
	turn := math.Copysign(1, area)
	for i, p := range points {
		a, b := p.minus(points[(i+n-1)%n]).unit(), points[(i+1)%n].minus(p).unit()
		m.normals = append(m.normals, mitre(point{a.y * turn, -a.x * turn}, point{b.y * turn, -b.x * turn}))
	}
	return m.normals
}

// mitre is the corner of two lines that have moved by their normals a and b.
func mitre(a, b point) point {
	sum := a.plus(b, 1)
	k := 1 + a.dot(b)
	if k < 1e-9 {
		return a
	}
	out := point{sum.x / k, sum.y / k}
	if l := math.Hypot(out.x, out.y); l > longest {
		out = point{out.x * longest / l, out.y * longest / l}
	}
	return out
}

// ears cuts a polygon into triangles, ear by ear.
func (m *mesh) ears(points []point, area float64, cut func(a, b, c int)) {
	m.left = m.left[:0]
	for i := range points {
		m.left = append(m.left, i)
	}
	turn := math.Copysign(1, area)
	for tries := 0; len(m.left) > 3 && tries < len(m.left); {
		n := len(m.left)
		i := tries % n
		a, b, c := m.left[i], m.left[(i+1)%n], m.left[(i+2)%n]
		if !isEar(points, m.left, a, b, c, turn) {
			tries++
			continue
		}
		cut(a, b, c)
		k := (i + 1) % n
		m.left = append(m.left[:k], m.left[k+1:]...)
		tries = 0
	}
	for i := 2; i < len(m.left); i++ { // three are left, or what crosses itself
		cut(m.left[0], m.left[i-1], m.left[i])
	}
}

// isEar reports whether the corner b can be cut off: it points outwards, and
// nothing else of the polygon lies in it.
func isEar(points []point, left []int, a, b, c int, turn float64) bool {
	p, q, r := points[a], points[b], points[c]
	if q.minus(p).cross(r.minus(q))*turn <= 0 {
		return false
	}
	for _, i := range left {
		if i == a || i == b || i == c {
			continue
		}
		s := points[i]
		if q.minus(p).cross(s.minus(p))*turn >= 0 && r.minus(q).cross(s.minus(q))*turn >= 0 && p.minus(r).cross(s.minus(r))*turn >= 0 {
			return false
		}
	}
	return true
}

// Joints of lines: where a line turns by more than sharp it is cut, and thick
// lines get a round joint there.
const (
	sharp = -0.2 // the cosine
	thick = 1.2  // in device pixels
)

// stroke adds a line of a width. One that ends where it began is closed, too.
func (m *mesh) stroke(points []point, width float64, closed bool, t tint) {
	if n := len(points); n > 2 && points[0] == points[n-1] {
		closed = true
	}
	points = distinct(points)
	n := len(points)
	if n < 2 || width <= 0 {
		return
	}
	if n == 2 {
		closed = false
	}
	var run []point
	round := true // a closed line that is nowhere cut
	at := func(i int) point { return points[i%n] }
	last := n - 1
	if closed {
		last = n
	}
	for i := 0; i <= last; i++ {
		run = append(run, at(i))
		inner := i > 0 && i < last
		if !inner {
			continue
		}
		a, b := at(i).minus(at(i-1)).unit(), at(i+1).minus(at(i)).unit()
		if a.dot(b) < sharp {
			round = false
			m.strip(run, width, false, t)
			m.joint(at(i), width, t)
			run = []point{at(i)}
		}
	}
	if !closed {
		m.strip(run, width, false, t)
		return
	}
	a, b := at(0).minus(at(n-1)).unit(), at(1).minus(at(0)).unit()
	if round && a.dot(b) >= sharp {
		m.strip(points, width, true, t)
		return
	}
	m.strip(run, width, false, t)
	m.joint(at(0), width, t)
}

// joint rounds a sharp corner off.
func (m *mesh) joint(at point, width float64, t tint) {
	if width <= thick {
		return
	}
	const corners = 12
	var disc [corners]point
	for i := range disc {
		s, c := math.Sincos(2 * math.Pi * float64(i) / corners)
		disc[i] = point{at.x + width/2*c, at.y + width/2*s}
	}
	m.fill(disc[:], t)
}

// strip adds a line that turns gently, as four rows of corners: gone, whole,
// whole, gone; the middle two are one where the line is no thicker than a pixel.
// Where it is open it ends upright, and fades along itself, too.
func (m *mesh) strip(points []point, width float64, closed bool, t tint) {
	n := len(points)
	if n < 2 {
		return
	}
	inside, outside, strength := fade(width)
	whole, gone := width/2-inside, width/2+outside
	bands := uint32(2)
	if whole > 0 {
		bands = 3
	}
	row := func(p, across point, cover float64) uint32 {
		first := m.vertex(p.plus(across, -gone), t, 0)
		m.vertex(p.plus(across, -whole), t, cover)
		if whole > 0 {
			m.vertex(p.plus(across, whole), t, cover)
		}
		m.vertex(p.plus(across, gone), t, 0)
		return first
	}
	band := func(a, b uint32) {
		for i := range bands {
			m.quad(a+i, a+i+1, b+i+1, b+i)
		}
	}
	normal := func(i, j int) point {
		d := points[j].minus(points[i]).unit()
		return point{-d.y, d.x}
	}
	var before, first uint32
	for i, p := range points {
		var across point
		switch {
		case closed:
			across = mitre(normal((i+n-1)%n, i), normal(i, (i+1)%n))
		case i == 0:
			across = normal(0, 1)
		case i == n-1:
			across = normal(n-2, n-1)
		default:
			across = mitre(normal(i-1, i), normal(i, i+1))
		}
		along := point{across.y, -across.x} // of an end
		tip := 0.5
		if i == 0 && !closed {
			before = row(p.plus(along, -tip), across, 0)
		}
		var now uint32
		switch {
		case closed || i > 0 && i < n-1:
			now = row(p, across, strength)
		case i == 0:
			now = row(p.plus(along, tip), across, strength)
		default:
			now = row(p.plus(along, -tip), across, strength)
		}
		if i == 0 {
			first = now
		}
		if i > 0 || !closed {
			band(before, now)
		}
		before = now
		if i == n-1 && !closed {
			band(now, row(p.plus(along, tip), across, 0))
		}
	}
	if closed {
		band(before, first)
	}
}

// glyph adds a rectangle of the source image, whose top left corner is (sx,sy),
// with its own at (x,y).
func (m *mesh) glyph(x, y, sx, sy, w, h int, t tint) {
	first := uint32(len(m.vertices))
	for _, d := range [4][2]int{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		m.vertices = append(m.vertices, ebiten.Vertex{
			DstX: float32(x + d[0]), DstY: float32(y + d[1]), SrcX: float32(sx + d[0]), SrcY: float32(sy + d[1]),
			ColorR: t[0], ColorG: t[1], ColorB: t[2], ColorA: t[3],
		})
	}
	m.quad(first, first+1, first+2, first+3)
}

// reset forgets everything.
func (m *mesh) reset() { m.vertices, m.indices = m.vertices[:0], m.indices[:0] }
