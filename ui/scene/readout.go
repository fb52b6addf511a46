package scene

import (
	"fmt"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// Readout says in words and arithmetic what is lit. Strings may carry the
// marks of rich.go.
type Readout struct {
	Title, Sub string
	Tags       []string
	Text       string   // a sentence or two, without marks
	Big        string   // a number that matters
	BigNote    string   // what it counts, without marks
	Chips      []Target // elements to follow
	Equation   [][2]string
	Note       string
}

// NewReadout describes what s is about.
func NewReadout(s State, sub *Subject, v View) Readout {
	switch a := s.Active(); {
	case a.hasFilter():
		return filterReadout(s, sub, v, a)
	case a.Kind == Cell:
		return cellReadout(s, sub, v, a)
	}
	return overview(sub, v)
}

// overview describes the whole map where nothing is lit.
func overview(sub *Subject, v View) Readout {
	g, t := sub.G, v.Words
	click := t.T("Point at a filter or a cell to see which; click to keep it.")
	if v.Coarse {
		click = t.T("Tap a filter or a cell to see which.")
	}
	return Readout{
		Title: t.N(g.K(), "%d filter, one map", "%d filters, one map", g.K()),
		Text:  t.T("%d filter values are read from %d stored weights.", g.FilterLen(), g.MapLen()) + " " + click,
	}
}

func filterReadout(s State, sub *Subject, v View, a Target) Readout {
	g, t := sub.G, v.Words
	k1, k2, k3 := g.Coords(a.K)
	m1, m2, c0 := Window(g, a.K)
	r := Readout{
		Title: t.T("Filter %d", a.K),
		Sub:   fmt.Sprintf("_k3_ = %d, _k1_ = %d, _k2_ = %d", k3, k1, k2),
	}
	over := overEdge(t, g, m1, m2)
	if over != "" || c0 > 0 {
		r.Tags = append(r.Tags, t.T("wraps"))
	}
	if s.pinned(a) > 0 || a.Kind == Element && s.pinned(OfFilter(a.K)) > 0 {
		r.Tags = append(r.Tags, t.T("pinned"))
	}
	switch {
	case sub.Plain:
		r.Text = t.T("A plain filter: its %d weights are its own.", g.S1*g.S2*g.C)
		r.Tags = nil
	case over != "":
		r.Text = t.T("Its window starts at row %d, column %d.", m1, m2) + " " + over
	default:
		r.Text = t.T("Its window starts at row %d, column %d and stays inside the rows and columns.", m1, m2)
	}
	if c0 > 0 {
		r.Text += " " + t.T("Its channel 0 lies in slice %d; after slice %d it goes on at slice 0.", c0, g.C-1)
	}
	r.Equation = arithmetic(s, sub, t, a)
	r.Note = t.T("Point at one of its values to follow that one. Click to keep it, Esc to let go.")
	if v.Coarse {
		r.Note = t.T("Tap one of its values to follow that one.")
	}
	return r
}

// overEdge says how a window that starts at (m1,m2) leaves the map.
func overEdge(t *words.Table, g filtermap.Geometry, m1, m2 int) string {
	back := 0
	if g.Padding == filtermap.Authors {
		back = 1
	}
	below, beside := m1+g.S1 > g.Hm(), m2+g.S2 > g.Wm()
	switch {
	case below && beside:
		return t.T("It runs past the bottom and the right edge, and comes back at row %d and column %d.", back, back)
	case below:
		return t.T("It runs past the bottom edge, and comes back at row %d.", back)
	case beside:
		return t.T("It runs past the right edge, and comes back at column %d.", back)
	}
	return ""
}

// arithmetic writes T out for one element of the active filter.
func arithmetic(s State, sub *Subject, t *words.Table, a Target) [][2]string {
	g := sub.G
	e := s.element(sub, a)
	k1, k2, k3 := g.Coords(a.K)
	m := g.Cell(e)
	mod := func(start, n, at int) string {
		if g.Padding == filtermap.Authors && start >= n && n > 1 {
			return "*" + strconv.Itoa(start) + " → " + strconv.Itoa(at) + "*"
		}
		if start >= n {
			return fmt.Sprintf("*%d mod %d*", start, n)
		}
		return strconv.Itoa(start)
	}
	m1, m2, c := k1*g.X+e.S1, k2*g.Y+e.S2, k3*g.Z()+e.C
	channels := mod(c, g.C, m.C)
	if c >= g.C {
		channels = fmt.Sprintf("*%d mod %d*", c, g.C)
	}
	value := sub.Value(Weight, g.CellIndex(m))
	lines := [][2]string{{
		fmt.Sprintf("_F_~%d~[%d, %d, %d]", a.K, e.S1, e.S2, e.C),
		fmt.Sprintf("= _M_[%d·%d+%d, %d·%d+%d, %d·%d+%d]", k1, g.X, e.S1, k2, g.Y, e.S2, k3, g.Z(), e.C),
	}}
	if m1 >= g.Hm() || m2 >= g.Wm() || c >= g.C {
		lines = append(lines, [2]string{"", fmt.Sprintf("= _M_[%s, %s, %s]", mod(m1, g.Hm(), m.M1), mod(m2, g.Wm(), m.M2), channels)})
	}
	lines = append(lines, [2]string{"", fmt.Sprintf("= _M_[%d, %d, %d] = ^%s^", m.M1, m.M2, m.C, precise(t, value))})
	switch j := g.CellIndex(m); {
	case s.By == Gradient && sub.Snap.Step > 0:
		lines = append(lines, [2]string{t.T("gradient"), "= ^" + precise(t, sub.Value(Gradient, j)) + "^"})
	case s.By == Change:
		lines = append(lines, [2]string{t.T("change"), "= ^" + precise(t, sub.Value(Change, j)) + "^"})
	case s.By == Count:
		lines = append(lines, [2]string{t.T("uses _n_"), "= ^" + strconv.Itoa(int(sub.Value(Count, j))) + "^"})
	}
	return lines
}

// element is the filter element that is followed: the one pointed at, the one
// that extraction has come to, or the last, which wraps first.
func (s State) element(sub *Subject, a Target) filtermap.Element {
	g := sub.G
	e := filtermap.Element{K: a.K, C: channelOf(g, a.K, s.Slice), S1: g.S1 - 1, S2: g.S2 - 1}
	switch {
	case a.Kind == Element:
		e.S1, e.S2 = a.S1, a.S2
	case s.Mode == Extract:
		_, part := splitBeat(s.Play.At)
		i := min(g.S1*g.S2-1, int(part*float64(g.S1*g.S2)))
		e.S1, e.S2 = i/g.S2, i%g.S2
	}
	return e
}

func cellReadout(s State, sub *Subject, v View, a Target) Readout {
	g, t := sub.G, v.Words
	m := a.Map()
	j := g.CellIndex(m)
	n := int(sub.Index.Counts()[j])
	r := Readout{
		Title:   t.T("Cell _M_[%d, %d, %d]", m.M1, m.M2, m.C),
		Sub:     t.T("weight %s", precise(t, sub.Value(Weight, j))),
		Big:     strconv.Itoa(n),
		BigNote: t.T("filter values share this one weight"),
	}
	if n == 1 {
		r.BigNote = t.T("filter value is this weight: it is shared with nobody")
	}
	if s.pinned(a) > 0 {
		r.Tags = append(r.Tags, t.T("pinned"))
	}
	if n == 0 {
		r.BigNote = t.T("no window reaches this cell, so it never learns")
		return r
	}
	var terms []string
	for e := range g.Uses(m) {
		r.Chips = append(r.Chips, OfElement(e.K, e.S1, e.S2))
		if sub.hasFilterGrad() {
			terms = append(terms, precise(t, sub.filterValue(Gradient, e)))
		}
	}
	if sub.Snap.Step == 0 || sub.Tried {
		r.Note = t.T("Train a step: then the gradients that meet here stand below.")
		return r
	}
	sum, mean := sub.sumAndMean()
	total := precise(t, float64(sum[j]))
	r.Equation = [][2]string{
		{t.T("sum"), sumOf(terms) + " = ^" + total + "^"},
		{t.T("mean"), fmt.Sprintf("%s ÷ %d = ^%s^", total, n, precise(t, float64(mean[j])))},
	}
	if len(terms) == 0 {
		r.Equation[0][1] = t.N(n, "of %d gradient = ^%s^", "of %d gradients = ^%s^", n, total)
	}
	r.Note = t.T("This network learns by the mean rule.")
	if sub.Snap.Rule == filtermap.Sum {
		r.Note = t.T("This network learns by the sum rule.")
	}
	return r
}

// Sentence is the readout for those who hear it.
func (r Readout) Sentence() string {
	var parts []string
	for _, s := range []string{r.Title, r.Sub} {
		if s != "" {
			parts = append(parts, plain(s))
		}
	}
	s := strings.Join(parts, ", ") + ". "
	if r.Big != "" {
		s += r.Big + " " + r.BigNote + ". "
	}
	s += r.Text
	for _, e := range r.Equation {
		s += " " + strings.TrimSpace(plain(e[0])+" "+plain(e[1])) + "."
	}
	return strings.TrimSpace(s)
}
