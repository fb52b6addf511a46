package scene

import (
	"math"
	"sort"
	"strconv"

	"filtermaplab/ui/words"
)

// Series is one line of a chart: values over epochs, in order.
type Series struct {
	Name  string
	Color Color
	Dash  []float64
	Old   bool // an earlier run: drawn behind, and paler
	X, Y  []float64
}

// at is the last value at or before x; ok is false before the first.
func (s Series) at(x float64) (y float64, ok bool) {
	for i := len(s.X) - 1; i >= 0; i-- {
		if s.X[i] <= x {
			return s.Y[i], true
		}
	}
	return 0, false
}

// Chart is a chart before it is drawn.
type Chart struct {
	Title  string
	Empty  string // what stands there before the first value
	Series []Series
	XMax   float64 // epochs of the run
	YMax   float64 // where the scale ends; 0 is a round number above all values
	Log    bool    // a scale of powers of ten, for norms
	Guess  float64 // a line that says what guessing gives; 0 is none
	Cursor float64 // the epoch that is read; negative is the last one
	Near   string  // the line that stands out and is read; "" reads as many as there is room for
}

// mostPoints is how many points a line is drawn with; of more, it takes every
// second, third, ...
const mostPoints = 300

// draw sets the chart into area. Values are read in its head, not in a box
// that covers lines.
func (c Chart) draw(f *frame, area Rect) {
	th := f.th
	small, bold := f.font(Regular, 0.75), f.font(Bold, 0.8125)
	f.pic.text(Point{area.X, area.Y + bold.Size}, c.Title, bold, Left, th.Ink)
	plot := c.plot(area, f.v)
	_, _, ticks := c.scale()
	place := c.places(plot)
	for _, t := range ticks {
		p := place(0, t)
		f.pic.line(th.Line, 1, p, place(c.XMax, t))
		f.pic.text(p.add(-f.v.rem(0.375), small.Size*0.36), tick(f.v.Words, t), small, Right, th.Ink3)
	}
	for i := range 3 {
		x := c.XMax * float64(i) / 2
		s := tick(f.v.Words, x)
		if i == 2 {
			s = f.v.Words.T("epoch %s", s)
		}
		f.pic.text(Point{plot.X + plot.W*float64(i)/2, plot.Y + plot.H + f.v.rem(1)}, s, small, []Align{Left, Center, Right}[i], th.Ink3)
	}
	if c.Guess > 0 {
		f.pic.add(Line{Points: []Point{place(0, c.Guess), place(c.XMax, c.Guess)}, Color: th.Ref, Width: 1, Dash: []float64{2, 3}})
	}
	drawn := false
	for layer := range 3 { // earlier runs behind, the line that stands out in front
		for _, s := range c.Series {
			near := !s.Old && s.Name == c.Near
			if (s.Old && layer == 0 || !s.Old && !near && layer == 1 || near && layer == 2) && len(s.X) > 0 {
				drawn = true
				c.line(f, s, place)
			}
		}
	}
	if !drawn {
		f.pic.text(Point{plot.X + plot.W/2, plot.Y + plot.H/2}, c.Empty, f.font(Regular, 0.8125), Center, th.Ink2)
		return
	}
	c.read(f, area, plot, place)
}

// plot is the part of a chart's area that its lines are drawn in.
func (c Chart) plot(area Rect, v View) Rect {
	return Rect{area.X + v.rem(2.75), area.Y + v.rem(1.75), area.W - v.rem(3.5), area.H - v.rem(3)}
}

// places says where epoch x and value y stand in a plot.
func (c Chart) places(plot Rect) func(x, y float64) Point {
	lo, hi, _ := c.scale()
	return func(x, y float64) Point {
		if c.Log {
			y = math.Log10(math.Max(y, lo))
			return Point{plot.X + plot.W*x/c.XMax, plot.Y + plot.H*(1-(y-math.Log10(lo))/(math.Log10(hi)-math.Log10(lo)))}
		}
		return Point{plot.X + plot.W*x/c.XMax, plot.Y + plot.H*(1-(y-lo)/(hi-lo))}
	}
}

// scale is where the axis begins and ends, and its lines: five at most.
func (c Chart) scale() (lo, hi float64, ticks []float64) {
	least, most := math.Inf(1), 0.0
	for _, s := range c.Series {
		for _, y := range s.Y {
			if y > 0 && !math.IsInf(y, 0) {
				least, most = min(least, y), max(most, y)
			}
		}
	}
	if c.Log {
		if most == 0 {
			least, most = 0.1, 1
		}
		first, last := math.Floor(math.Log10(least)), math.Ceil(math.Log10(most))
		if first == last {
			last++
		}
		step := math.Ceil((last - first) / 4)
		for e := first; e <= last; e += step {
			ticks = append(ticks, math.Pow(10, e))
		}
		return math.Pow(10, first), math.Pow(10, last), ticks
	}
	hi = c.YMax
	if hi == 0 {
		hi = roundUp(most)
	}
	for i := range 5 {
		ticks = append(ticks, hi*float64(i)/4)
	}
	return 0, hi, ticks
}

// roundUp is the next number that is divided into four well.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8} {
		if v <= m*unit*(1+1e-9) {
			return m * unit
		}
	}
	return 10 * unit
}

func tick(t *words.Table, v float64) string { return t.Mark(strconv.FormatFloat(v, 'g', 3, 64)) }

// line draws one series, at most mostPoints of it and always the last.
func (c Chart) line(f *frame, s Series, place func(x, y float64) Point) {
	if n := sort.Search(len(s.X), func(i int) bool { return s.X[i] > c.XMax }); n < len(s.X) {
		s.X, s.Y = s.X[:n], s.Y[:n] // an earlier run went on for longer than this one will
	}
	if len(s.X) == 0 {
		return
	}
	step := (len(s.X) + mostPoints - 1) / mostPoints
	var points []Point
	for i := 0; i < len(s.X); i += step {
		if c.Log && s.Y[i] <= 0 { // no gradient yet
			continue
		}
		points = append(points, place(s.X[i], s.Y[i]))
	}
	last := len(s.X) - 1
	end := place(s.X[last], s.Y[last])
	points = append(points, end)
	ink, width := s.Color, 2.0
	switch {
	case s.Old:
		ink, width = ink.Alpha(0.4), 1.5
	case c.Near == s.Name:
		ink, width = f.th.Accent, 3
	case c.Near != "":
		width = 1.25
	}
	f.pic.add(Line{Points: points, Color: ink, Width: width, Dash: s.Dash})
	if !s.Old {
		f.round(Rect{end.X - 3, end.Y - 3, 6, 6}, 3, ink)
	}
}

// read writes the values at the cursor into the chart's head.
func (c Chart) read(f *frame, area, plot Rect, place func(x, y float64) Point) {
	x := c.Cursor
	if x < 0 {
		x = c.XMax
	} else {
		p := place(min(x, c.XMax), 0)
		f.pic.line(f.th.Ink3, 1, Point{p.X, plot.Y}, Point{p.X, plot.Y + plot.H})
	}
	label, value := f.font(Regular, 0.75), f.font(Bold, 0.75)
	right := area.X + area.W
	for i := len(c.Series) - 1; i >= 0; i-- {
		s := c.Series[i]
		y, ok := s.at(x)
		if !ok || s.Old || c.Near != "" && s.Name != c.Near {
			continue
		}
		n := precise(f.v.Words, y)
		need := value.Width(n) + label.Width(s.Name) + f.v.rem(2.25)
		if right-need < area.X+f.font(Bold, 0.8125).Width(c.Title)+f.v.rem(0.5) {
			break // the head is full
		}
		f.pic.text(Point{right, area.Y + label.Size}, n, value, Right, f.th.Ink)
		name := Point{right - value.Width(n) - f.v.rem(0.25), area.Y + label.Size}
		f.pic.text(name, s.Name, label, Right, f.th.Ink2)
		key := name.add(-label.Width(s.Name)-f.v.rem(0.375), -label.Size*0.36)
		ink := s.Color
		if c.Near == s.Name {
			ink = f.th.Accent
		}
		f.pic.add(Line{Points: []Point{key.add(-f.v.rem(0.875), 0), key}, Color: ink, Width: 2, Dash: s.Dash})
		right -= need
	}
}
