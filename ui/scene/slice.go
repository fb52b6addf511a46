package scene

import (
	"strconv"

	"filtermaplab/filtermap"
)

// slice draws the open slice flat, with its numbers and the edge that windows
// run over: exact, and large enough to touch.
func (f *frame) slice() {
	switch {
	case f.state.Mode == OnePixel:
		f.planes()
	case f.state.Mode == Backward && f.active.Kind == Cell:
		f.sumAndMean()
	default:
		rows, cols := edge(f.sub.G)
		area := sliceGrid(f.v, f.lay.Slice)
		f.cells(area, rows, cols, f.by, f.sub.values[f.by])
		f.sliceNote(area, rows+cols > 0)
		f.sliceWindow(area, rows, cols)
	}
}

// cellPlace is where row m1, column m2 stands in a grid with so many cells more.
func (f *frame) cellPlace(area Rect, rows, cols, m1, m2 int) Rect {
	g := f.sub.G
	w := area.W / float64(g.Wm()+cols)
	h := min(sliceRow(f.v, g), area.H/float64(g.Hm()+rows))
	return Rect{area.X + float64(m2)*w, area.Y + float64(m1)*h, w, h}
}

// cells draws a grid of values of quantity q, with rows and cols more that
// repeat the map's beginning.
func (f *frame) cells(area Rect, rows, cols int, q Quantity, values []float32) {
	g, c := f.sub.G, f.stack.slice()
	var lit *Lit
	if f.active.hasFilter() {
		l := LitBy(g, f.active.K)
		lit = &l
	}
	font := f.font(Regular, 0.75)
	if f.lay.Narrow {
		font = f.font(Regular, 0.6875)
	}
	scale, _ := unit(f.v.Words, f.sub.Limit(q))
	decimals := f.sliceDecimals(font, f.cellPlace(area, rows, cols, 0, 0).W-6, scale, values)
	for m1 := range g.Hm() + rows {
		for m2 := range g.Wm() + cols {
			m := f.folded(m1, m2, c)
			outside := m1 >= g.Hm() || m2 >= g.Wm()
			v := float64(values[g.CellIndex(m)])
			color := f.sub.paint(f.th, q, v)
			ink := color.ink()
			in := lit != nil && f.inWindow(m1, m2)
			switch {
			case outside && in:
				color, ink = color.Mix(f.th.Surface, 0.55), f.th.Ink
			case outside, lit != nil && !in && !lit.Has(m1, m2):
				color, ink = color.Mix(f.th.Surface, 0.8), f.th.Ink2
			}
			r := f.cellPlace(area, rows, cols, m1, m2)
			face := Rect{r.X, r.Y, r.W - 2, r.H - 2}
			f.pic.rect(face, color)
			if lit != nil && !outside && !in && lit.Has(m1, m2) {
				f.pic.frame(face.inset(1), f.th.Accent, 2, 4, 3)
			}
			s := number(f.v.Words, v*scale, decimals)
			if q == Count {
				s = strconv.Itoa(int(v))
			}
			if font.Width(s) <= face.W-2 && face.H >= font.Size {
				f.pic.text(Point{face.X + face.W/2, face.Y + face.H/2 + font.Size*0.36}, s, font, Center, ink)
			}
			f.pic.hit(OfCell(m), r.corners()...)
		}
	}
	if f.active.Kind == Cell && f.active.C == c { // last, so that no neighbour covers it
		r := f.cellPlace(area, rows, cols, f.active.M1, f.active.M2)
		face := Rect{r.X, r.Y, r.W - 2, r.H - 2}
		f.pic.frame(face.inset(-1), f.th.Surface, 2)
		f.pic.frame(face.inset(-3), f.th.Accent, 2.2)
	}
}

// sliceDecimals is how many decimals the open slice's values can have.
func (f *frame) sliceDecimals(font Font, width, scale float64, values []float32) int {
	g, c := f.sub.G, f.stack.slice()
	var shown []float64
	for at := c; at < len(values); at += g.C {
		shown = append(shown, float64(values[at])*scale)
	}
	return decimalsFor(f.v.Words, font, shown, width, mostDecimals)
}

// folded is the map cell that row m1, column m2 of the endless map stands for.
func (f *frame) folded(m1, m2, c int) filtermap.Cell {
	g := f.sub.G
	line := func(m, n int) int {
		if m >= n && g.Padding == filtermap.Authors {
			m++
		}
		return m % n
	}
	return filtermap.Cell{M1: line(m1, g.Hm()), M2: line(m2, g.Wm()), C: c}
}

// inWindow reports whether (m1,m2), before wrapping, lies in the active window.
func (f *frame) inWindow(m1, m2 int) bool {
	r, c, _ := Window(f.sub.G, f.active.K)
	return m1 >= r && m1 < r+f.sub.G.S1 && m2 >= c && m2 < c+f.sub.G.S2
}

// sliceWindow frames the windows of the active filter and the pins.
func (f *frame) sliceWindow(area Rect, rows, cols int) {
	g := f.sub.G
	frame := func(k int, width float64, dash []float64) {
		m1, m2, _ := Window(g, k)
		a := f.cellPlace(area, rows, cols, m1, m2)
		b := f.cellPlace(area, rows, cols, min(m1+g.S1, g.Hm()+rows), min(m2+g.S2, g.Wm()+cols))
		f.pic.frame(Rect{a.X - 2, a.Y - 2, b.X - a.X + 2, b.Y - a.Y + 2}, f.th.Accent, width, dash...)
	}
	for i, t := range f.state.Pins {
		if t.hasFilter() && t != f.active {
			frame(t.K, 1.5, pinDash(i))
		}
	}
	if f.active.hasFilter() {
		frame(f.active.K, 2.2, pinDash(max(0, f.state.pinned(f.active)-1)))
	}
	if f.active.Kind == Element {
		m1, m2, _ := Window(g, f.active.K)
		r := f.cellPlace(area, rows, cols, m1+f.active.S1, m2+f.active.S2)
		f.pic.frame(Rect{r.X, r.Y, r.W - 2, r.H - 2}, f.th.Accent, 2.6)
	}
}

// sliceNote says what the pale edge is, and the unit of the numbers.
func (f *frame) sliceNote(area Rect, pale bool) {
	g := f.sub.G
	t := f.v.Words
	s := t.T("No overlap: windows do not reach past the edge.")
	switch {
	case f.sub.Plain:
		s = t.T("A plain layer: every filter has cells of its own, and nothing is shared.")
	case pale && g.Padding == filtermap.Authors:
		s = t.T("The pale edge repeats row 1 and column 1, as the authors' code does.")
	case pale:
		s = t.T("The pale edge repeats row 0 and column 0: the map is a torus.")
	}
	if _, name := unit(f.v.Words, f.sub.Limit(f.by)); name != "" && f.by != Count {
		s = t.T("Numbers in %s.", name) + " " + s
	}
	rows, _ := edge(g)
	bottom := f.cellPlace(area, rows, 0, g.Hm()+rows, 0).Y
	f.paragraph(Point{area.X, bottom + f.v.rem(1.125)}, area.W, f.v.rem(0.8125), f.v.rem(1.2), f.th.Ink3, s)
}

// leastCell is how wide a cell must be, in rem, for its number.
const leastCell = 2

// sumAndMean draws the slice's gradient by either rule, side by side, or one
// above the other where cells would be too narrow for numbers.
func (f *frame) sumAndMean() {
	sum, mean := f.sub.sumAndMean()
	area := sliceGrid(f.v, f.lay.Slice)
	gap := f.v.rem(1)
	size := f.v.rem(0.8125)
	stacked := (area.W-gap)/2/float64(f.sub.G.Wm()) < f.v.rem(leastCell)
	for i, part := range []struct {
		name   string
		values []float32
	}{{f.v.Words.T("^Sum^ of the filters' gradients"), sum}, {f.v.Words.T("^Mean^: the sum divided by _n_ (Eq. 1)"), mean}} {
		half := Rect{area.X + float64(i)*(area.W+gap)/2, area.Y + f.v.rem(1.5), (area.W - gap) / 2, area.H - f.v.rem(1.5)}
		if stacked {
			half = Rect{area.X, area.Y + float64(i)*area.H/2 + f.v.rem(1.25), area.W, area.H/2 - f.v.rem(1.5)}
		}
		f.rich(Point{half.X, half.Y - f.v.rem(0.5)}, size, f.th.Ink2, part.name)
		f.cells(half, 0, 0, Gradient, part.values)
	}
}

// sumAndMean returns the gradient of the map by either rule: the two differ
// by the counts.
func (s *Subject) sumAndMean() (sum, mean []float32) {
	sum, mean = make([]float32, len(s.values[Gradient])), make([]float32, len(s.values[Gradient]))
	for j, n := range s.Index.Counts() {
		v := s.values[Gradient][j]
		switch {
		case n == 0:
		case s.Snap.Rule == filtermap.Sum || s.Plain:
			sum[j], mean[j] = v, v/float32(n)
		default:
			sum[j], mean[j] = v*float32(n), v
		}
	}
	return sum, mean
}
