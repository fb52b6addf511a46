package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// cells is a plotter of coloured unit squares, whose corners are at whole
// numbers. Y grows upwards, as in a chart.
type cells []cell

type cell struct {
	x, y   float64 // of the lower left corner
	colour color.Color
}

// Plot implements plot.Plotter.
func (cs cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	cs.draw(c, x, y)
}

// draw paints every cell.
func (cs cells) draw(c draw.Canvas, x, y func(float64) vg.Length) {
	for _, s := range cs {
		// A hair larger than it is, or the page would shine through between.
		const hair = vg.Length(0.1)
		c.FillPolygon(s.colour, []vg.Point{
			{X: x(s.x) - hair, Y: y(s.y) - hair}, {X: x(s.x+1) + hair, Y: y(s.y) - hair},
			{X: x(s.x+1) + hair, Y: y(s.y+1) + hair}, {X: x(s.x) - hair, Y: y(s.y+1) + hair},
		})
	}
}

// DataRange implements plot.DataRanger.
func (cs cells) DataRange() (xmin, xmax, ymin, ymax float64) {
	for i, s := range cs {
		if i == 0 {
			xmin, xmax, ymin, ymax = s.x, s.x+1, s.y, s.y+1
		}
		xmin, xmax = min(xmin, s.x), max(xmax, s.x+1)
		ymin, ymax = min(ymin, s.y), max(ymax, s.y+1)
	}
	return xmin, xmax, ymin, ymax
}

// squares draws cells as large squares as there is room for, in the middle,
// whatever the shape of the canvas.
type squares struct{ cells }

// Plot implements plot.Plotter.
func (s squares) Plot(c draw.Canvas, p *plot.Plot) {
	xmin, xmax, ymin, ymax := s.DataRange()
	size := c.Size()
	unit := min(size.X/vg.Length(xmax-xmin), size.Y/vg.Length(ymax-ymin))
	left := c.Min.X + (size.X-unit*vg.Length(xmax-xmin))/2
	top := c.Max.Y
	s.draw(c,
		func(x float64) vg.Length { return left + unit*vg.Length(x-xmin) },
		func(y float64) vg.Length { return top - unit*vg.Length(ymax-y) })
}

// mosaic is a figure of cells alone.
func mosaic(title string, cs cells) *Figure {
	const narrowest = 12 * vg.Centimeter // for the title
	xmin, xmax, ymin, ymax := cs.DataRange()
	unit := min((chartWidth-2*margin)/vg.Length(xmax-xmin), 6*vg.Millimeter)
	width, height := unit*vg.Length(xmax-xmin), unit*vg.Length(ymax-ymin)
	f := newFigure(title, "", "", max(narrowest, width+2*margin), height+2*margin+titleRoom)
	f.plot.HideAxes()
	f.plot.X.Padding, f.plot.Y.Padding = 0, 0
	f.plot.Add(squares{cs})
	return f
}
