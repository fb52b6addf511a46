package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bars is a named number for each of some things.
type Bars struct {
	Name   string
	Values []float64
}

// Groups draws bars side by side, a group for each of the names below them. It
// panics where there are not as many values as names.
func Groups(title, y string, names []string, bars ...Bars) (*Figure, error) {
	f := newFigure(title, "", y, chartWidth, chartHeight)
	grid := plotter.NewGrid()
	grid.Vertical.Color = nil
	grid.Horizontal.Width = vg.Points(0.3)
	f.plot.Add(grid)
	room := float64(chartWidth-8*margin) / float64(max(1, len(names)))
	width := vg.Length(0.8 * room / float64(max(1, len(bars))))
	for i, b := range bars {
		if len(b.Values) != len(names) {
			panic(fmt.Sprintf("figure: %s: %d values for %d names", b.Name, len(b.Values), len(names)))
		}
		chart, err := plotter.NewBarChart(plotter.Values(b.Values), width)
		if err != nil {
			return nil, fmt.Errorf("figure: %s: %w", b.Name, err)
		}
		chart.Color, chart.LineStyle.Width = seriesColour(i), 0
		chart.Offset = width * vg.Length(float64(i)-float64(len(bars)-1)/2)
		f.plot.Add(chart)
		f.legend.Add(b.Name, chart)
	}
	f.plot.NominalX(names...)
	style := &f.plot.X.Tick.Label
	style.Rotation, style.XAlign, style.YAlign = math.Pi/4, draw.XRight, draw.YCenter
	style.Font = sans(min(9, max(4, 0.7*room)))
	f.plot.Y.Min = 0
	return f, nil
}
