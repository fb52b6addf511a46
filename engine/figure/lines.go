package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Axes names what a chart shows.
type Axes struct {
	Title, X, Y string
	LogX, LogY  bool // numbers of 0 and below are then left out
}

// Line is a named curve through points, X[i] and Y[i].
type Line struct {
	Name string
	X, Y []float64
}

// size of a chart.
const (
	chartWidth  = 16 * vg.Centimeter
	chartHeight = 10 * vg.Centimeter
)

// Lines draws curves over each other. Points that are no finite numbers are
// left out. It returns an error where nothing is left to draw, and panics where
// a line's X and Y differ in length.
func Lines(a Axes, lines ...Line) (*Figure, error) {
	f := a.chart()
	drawn := 0
	for i, l := range lines {
		points := a.points(l)
		if len(points) == 0 {
			continue
		}
		drawn++
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, fmt.Errorf("figure: %s: %w", l.Name, err)
		}
		line.Color, line.Dashes, line.Width = seriesColour(i), seriesDashes(i), vg.Points(1.5)
		if len(points) == 1 { // a line of one point cannot be seen
			dot := scatter(points, i)
			f.plot.Add(dot)
			f.legend.Add(l.Name, dot)
			continue
		}
		f.plot.Add(line)
		f.legend.Add(l.Name, line)
	}
	if drawn == 0 {
		return nil, fmt.Errorf("figure: %s: there is nothing to draw yet", a.Title)
	}
	return f, nil
}

// Point is a named point of a chart.
type Point struct {
	Name string
	X, Y float64
}

// Points draws named points, one colour and shape each. It returns an error
// where a point cannot be drawn.
func Points(a Axes, points ...Point) (*Figure, error) {
	f := a.chart()
	for i, p := range points {
		xy := a.points(Line{p.Name, []float64{p.X}, []float64{p.Y}})
		if len(xy) == 0 {
			return nil, fmt.Errorf("figure: %s: %s stands at (%v,%v), which cannot be drawn", a.Title, p.Name, p.X, p.Y)
		}
		dot := scatter(xy, i)
		f.plot.Add(dot)
		f.legend.Add(p.Name, dot)
	}
	if len(points) == 0 {
		return nil, fmt.Errorf("figure: %s: there is nothing to draw yet", a.Title)
	}
	// Room around points that stand at the edge.
	widen(&f.plot.X, a.LogX)
	widen(&f.plot.Y, a.LogY)
	return f, nil
}

// chart is an empty figure with axes and a grid.
func (a Axes) chart() *Figure {
	f := newFigure(a.Title, a.X, a.Y, chartWidth, chartHeight)
	for _, axis := range []struct {
		*plot.Axis
		log bool
	}{{&f.plot.X, a.LogX}, {&f.plot.Y, a.LogY}} {
		if axis.log {
			axis.Scale, axis.Tick.Marker = plot.LogScale{}, logTicks{}
		}
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Width, grid.Vertical.Width = vg.Points(0.3), vg.Points(0.3)
	f.plot.Add(grid)
	return f
}

// points are those of a line that can be drawn.
func (a Axes) points(l Line) plotter.XYs {
	if len(l.X) != len(l.Y) {
		panic(fmt.Sprintf("figure: %s: %d X and %d Y", l.Name, len(l.X), len(l.Y)))
	}
	var points plotter.XYs
	for i, x := range l.X {
		y := l.Y[i]
		if !finite(x) || !finite(y) || a.LogX && x <= 0 || a.LogY && y <= 0 {
			continue
		}
		points = append(points, plotter.XY{X: x, Y: y})
	}
	return points
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func scatter(points plotter.XYs, i int) *plotter.Scatter {
	shapes := []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{}}
	return &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{
		Color: seriesColour(i), Radius: vg.Points(4), Shape: shapes[i%len(shapes)],
	}}
}

// widen moves both ends of an axis outwards.
func widen(axis *plot.Axis, log bool) {
	if log {
		axis.Min, axis.Max = axis.Min/1.5, axis.Max*1.5
		return
	}
	room := 0.1 * (axis.Max - axis.Min)
	if room == 0 {
		room = max(0.1*math.Abs(axis.Max), 1e-3)
	}
	axis.Min, axis.Max = axis.Min-room, axis.Max+room
}

// logTicks marks 1, 2 and 5 of every decade with their numbers.
type logTicks struct{}

// Ticks implements plot.Ticker.
func (logTicks) Ticks(least, most float64) []plot.Tick {
	var ticks []plot.Tick
	for e := math.Floor(math.Log10(least)); e <= math.Ceil(math.Log10(most)); e++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < least || v > most {
				continue
			}
			t := plot.Tick{Value: v}
			if m == 1 || (m == 2 || m == 5) && most/least < 1e3 {
				t.Label = short(v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// short writes a number of one digit for an axis: 0.5, 20k, 1M, 1e-05.
func short(v float64) string {
	switch {
	case v >= 1e9 && v < 1e12:
		return fmt.Sprintf("%gG", v/1e9)
	case v >= 1e6:
		return fmt.Sprintf("%gM", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%gk", v/1e3)
	}
	return fmt.Sprintf("%.3g", v)
}
