package chart

import (
	"html"
	"strconv"
	"strings"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/lab"
)

// Room around the plot, for the axes' labels and those at the lines' ends.
const (
	left   = 42
	right  = 58 // unless Chart.Room says otherwise
	top    = 12
	bottom = 22
)

// lineHeight is the least distance between two labels.
const lineHeight = 14

// Chart is one figure: values over epochs.
type Chart struct {
	Width, Height float64 // of the SVG element
	Epochs        int     // length of the x axis
	Ticks         []float64
	Unit          string // behind the highest tick, such as " %"

	Lines []Line
	// Guess is the value that guessing reaches; 0 draws no line.
	Guess float64
	Words *words.Table // nil speaks English
	// Room is for the labels at the lines' ends, in pixels; 0 is the usual.
	Room float64
	// Cursor is the epoch of the crosshair; nil draws none.
	Cursor *float64
}

// Line is a series of a chart. An empty one is not drawn.
type Line struct {
	Class  string // of its SVG elements
	Label  string // at its end
	Points []lab.Point
	Old    bool // an earlier run's: paler, without a name, and not read
	Marked bool // points have markers
	Marker Marker
	Marks  int // how many have one at most; 0 is the usual
}

// Marker is the form of a line's points, so that lines differ without colour.
type Marker int

const (
	Circle Marker = iota
	Square
	Triangle
	Diamond
)

// right is the room at the right of the plot.
func (c Chart) right() float64 {
	if c.Room > 0 {
		return c.Room
	}
	return right
}

// X is the place of an epoch.
func (c Chart) X(epoch float64) float64 {
	return left + epoch/float64(max(1, c.Epochs))*(c.Width-left-c.right())
}

// Y is the place of a value.
func (c Chart) Y(value float64) float64 {
	span := c.Height - top - bottom
	return c.Height - bottom - value/c.Ticks[len(c.Ticks)-1]*span
}

// Epoch is the inverse of X, held to the axis.
func (c Chart) Epoch(x float64) float64 {
	epoch := (x - left) / (c.Width - left - c.right()) * float64(c.Epochs)
	return min(max(0, epoch), float64(c.Epochs))
}

// SVG draws the chart. It panics where Ticks is empty.
func (c Chart) SVG() string {
	var b strings.Builder
	c.grid(&b)
	if c.Guess > 0 {
		c.guess(&b)
	}
	for _, l := range c.Lines {
		if len(l.Points) > 0 {
			c.line(&b, l)
		}
	}
	if c.Cursor != nil {
		x := c.X(*c.Cursor)
		path(&b, "cursor", move(x, top)+ver(c.Height-bottom))
	}
	c.labels(&b)
	return b.String()
}

func (c Chart) grid(b *strings.Builder) {
	for i, v := range c.Ticks {
		y := c.Y(v)
		path(b, "gridline", move(left, y)+hor(c.Width-c.right()))
		label := c.Words.Mark(number(v))
		if i == len(c.Ticks)-1 {
			label += c.Unit
		}
		text(b, "", "end", left-8, y+4, label)
	}
	ticks := Whole(c.Epochs, 6)
	for i, v := range ticks {
		label := c.Words.Mark(number(v))
		if i == len(ticks)-1 {
			label = c.Words.T("epoch %s", label)
		}
		text(b, "", "middle", c.X(v), c.Height-4, label)
	}
}

// guess draws the line of Guess. Its name stands below it where there is room:
// above, the lines of a network that learns begin.
func (c Chart) guess(b *strings.Builder) {
	y := c.Y(c.Guess)
	path(b, "guess", move(left, y)+hor(c.Width-c.right()))
	below := y + 12
	if below > c.Height-bottom-1 {
		below = y - 5
	}
	text(b, "", "end", c.Width-c.right()-4, below, c.Words.T("guessing"))
}

// mostMarks is how many points of a line have a marker: more would be a band.
const mostMarks = 24

func (c Chart) line(b *strings.Builder, l Line) {
	var d strings.Builder
	for i, p := range l.Points {
		if l.Old && p.X > float64(c.Epochs) {
			break // it went on for longer than this run will
		}
		if i == 0 {
			d.WriteByte('M')
		} else {
			d.WriteByte('L')
		}
		d.WriteString(number(round(c.X(p.X))))
		d.WriteByte(' ')
		d.WriteString(number(round(c.Y(c.held(p.Y)))))
	}
	path(b, "line "+l.Class, d.String())
	if l.Old {
		return
	}
	if l.Marked {
		most := mostMarks
		if l.Marks > 0 {
			most = l.Marks
		}
		every := (len(l.Points) + most - 1) / most
		for i := (len(l.Points) - 1) % every; i < len(l.Points); i += every { // the last one has one
			p := l.Points[i]
			path(b, "mark "+l.Class, l.Marker.Path(c.X(p.X), c.Y(c.held(p.Y))))
		}
	} else {
		last := l.Points[len(l.Points)-1]
		path(b, "end "+l.Class, dot(c.X(last.X), c.Y(c.held(last.Y))))
	}
}

// held keeps a value that has run away inside the figure.
func (c Chart) held(v float64) float64 {
	return min(max(0, v), c.Ticks[len(c.Ticks)-1])
}

// labels writes the names at the lines' ends: beside them where they are all
// near the same epoch, none over another; above the end of a line that the
// others have left behind.
func (c Chart) labels(b *strings.Builder) {
	front := 0.0
	for _, l := range c.Lines {
		if p, ok := l.end(); ok && !l.Old {
			front = max(front, c.X(p.X))
		}
	}
	var beside []Line
	var ys []float64
	for _, l := range c.Lines {
		p, ok := l.end()
		if !ok || l.Old {
			continue
		}
		x, y := c.X(p.X), c.Y(c.held(p.Y))
		if front-x > c.right() {
			text(b, "label", "middle", x, max(y-9, top), l.Label)
			continue
		}
		beside, ys = append(beside, l), append(ys, y)
	}
	for i, y := range Spread(ys, lineHeight, top, c.Height-bottom) {
		text(b, "label", "start", front+9, y+4, beside[i].Label)
	}
}

// end is the last point of a line.
func (l Line) end() (lab.Point, bool) {
	if len(l.Points) == 0 {
		return lab.Point{}, false
	}
	return l.Points[len(l.Points)-1], true
}

// Path is the outline of a marker around x, y.
func (m Marker) Path(x, y float64) string {
	switch m {
	case Square:
		return move(x-3.5, y-3.5) + "h7v7h-7z"
	case Triangle:
		return move(x, y-4.5) + "l4.5 8h-9z"
	case Diamond:
		return move(x, y-4.8) + "l4.8 4.8l-4.8 4.8l-4.8 -4.8z"
	}
	return move(x-4, y) + "a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
}

func dot(x, y float64) string {
	return move(x-2.5, y) + "a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z"
}

func move(x, y float64) string { return "M" + number(round(x)) + " " + number(round(y)) }
func hor(x float64) string     { return "H" + number(round(x)) }
func ver(y float64) string     { return "V" + number(round(y)) }

func path(b *strings.Builder, class, d string) {
	b.WriteString(`<path class="` + class + `" d="` + d + `"/>`)
}

func text(b *strings.Builder, class, anchor string, x, y float64, s string) {
	b.WriteString(`<text class="` + class + `" text-anchor="` + anchor + `" x="` + number(round(x)) + `" y="` + number(round(y)) + `">` +
		html.EscapeString(s) + `</text>`)
}

// round keeps a tenth of a pixel: more is not seen and makes paths long.
func round(v float64) float64 {
	if v < 0 {
		return float64(int(v*10-0.5)) / 10
	}
	return float64(int(v*10+0.5)) / 10
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
