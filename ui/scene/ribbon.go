package scene

import "filtermaplab/filtermap"

// ribbon ties the active filter's tile to its window in the open slice, and
// an active cell to every filter element that it is.
func (f *frame) ribbon() {
	if r, ok := f.faces[f.active.K]; ok && f.active.hasFilter() {
		f.bandTo(r)
	}
	if f.active.Kind == Cell {
		f.threads()
	}
}

// bandSteps is how many strips of growing strength the band is drawn in.
const bandSteps = 16

// bandTo draws the band from the window to the tile at r.
func (f *frame) bandTo(r Rect) {
	g := f.sub.G
	v, u := f.slidingWindow()
	w := f.stack.front(f.stack.slice())
	q := f.quad(u, v, float64(g.S2), float64(g.S1), w)
	r = r.inset(-4)
	a, b := q[1], q[2] // the window's right side
	c, d := Point{r.X, r.Y}, Point{r.X, r.Y + r.H}
	if f.lay.Narrow { // the tiles stand below: the window's lower side
		a, b = q[3], q[2]
		c, d = Point{r.X, r.Y}, Point{r.X + r.W, r.Y}
	}
	upper, lower := f.strand(a, c), f.strand(b, d)
	for i := range bandSteps {
		lo, hi := i*curvePoints/bandSteps, (i+1)*curvePoints/bandSteps
		if lo == hi {
			continue
		}
		var strip []Point
		strip = append(strip, upper[lo:hi+1]...)
		for j := hi; j >= lo; j-- {
			strip = append(strip, lower[j])
		}
		f.pic.fill(f.th.Accent.Alpha(0.05+0.17*float64(i)/bandSteps), strip...)
	}
	f.pic.line(f.th.Accent.Alpha(0.6), 1.25, upper...)
	f.pic.line(f.th.Accent.Alpha(0.6), 1.25, lower...)
}

// strand is a curve that leaves a and reaches b level, or upright where the
// tiles stand below the map.
func (f *frame) strand(a, b Point) []Point {
	mid := a.toward(b, 0.5)
	if f.lay.Narrow {
		return cubic(a, Point{a.X, mid.Y}, Point{b.X, mid.Y}, b)
	}
	return cubic(a, Point{mid.X, a.Y}, Point{mid.X, b.Y}, b)
}

// threads draws a thread from the active cell to each element that it is. In
// Backward, the element's gradient travels along it into the cell.
func (f *frame) threads() {
	m := f.active.Map()
	from := f.proj.at(float64(m.M2)+0.5, float64(m.M1)+0.5, f.stack.front(m.C))
	falling := f.state.Mode == Backward
	_, beat := splitBeat(f.state.Play.At)
	for e := range f.sub.G.Uses(m) {
		if _, shown := f.faces[e.K]; !shown {
			continue
		}
		r := f.elementPlace(e.K, e.S1, e.S2)
		to := Point{r.X, r.Y + r.H/2}
		if f.lay.Narrow {
			to = Point{r.X + r.W/2, r.Y}
		}
		path := f.strand(from, to)
		f.pic.line(f.th.Accent.Alpha(0.75), 1.5, path...)
		if falling && f.sub.hasFilterGrad() {
			f.drop(path, e, beat)
		}
	}
	dot := Rect{from.X - 3.5, from.Y - 3.5, 7, 7}
	f.pic.rect(dot.inset(-1.5), f.th.Well0)
	f.pic.rect(dot, f.th.Accent)
}

// splitBeat divides a position into its whole filters and the rest.
func splitBeat(at float64) (whole int, rest float64) {
	whole = int(at)
	return whole, at - float64(whole)
}

// drop draws an element's gradient on its way along a thread; beat 0 is at
// the tile and 1 in the cell.
func (f *frame) drop(path []Point, e filtermap.Element, beat float64) {
	at := path[int((1-ease(beat))*curvePoints)]
	r := Rect{at.X - 5, at.Y - 5, 10, 10}
	f.pic.rect(r.inset(-1.5), f.th.Well0)
	f.pic.rect(r, f.sub.paint(f.th, Gradient, f.sub.filterValue(Gradient, e)))
	f.pic.frame(r, f.th.Ink3, 1)
}
