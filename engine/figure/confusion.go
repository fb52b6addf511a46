package figure

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// maxNamed is the number of classes up to which names and counts are legible.
const maxNamed = 25

// Confusion draws how often pictures of each class (rows) were taken for each
// class (columns), as shares of the row. It returns an error where the matrix
// is not square or has no name for a class.
func Confusion(title string, counts [][]int, classes []string) (*Figure, error) {
	n := len(classes)
	if n == 0 || len(counts) != n || slices.ContainsFunc(counts, func(row []int) bool { return len(row) != n }) {
		return nil, fmt.Errorf("figure: confusion matrix: want %d x %d counts for as many classes", n, n)
	}
	const side = 15 * vg.Centimeter
	f := newFigure(title, "answer", "class", side, side)
	var cs cells
	var labels numbers
	for row, answers := range counts {
		total := 0
		for _, count := range answers {
			total += count
		}
		y := n - 1 - row // the first class on top
		for column, count := range answers {
			share := float64(count) / float64(max(1, total))
			cs = append(cs, cell{float64(column) - .5, float64(y) - .5, sequential(share)})
			labels = append(labels, number{float64(column), float64(y), count, share > 0.5})
		}
	}
	f.plot.Add(cs)
	f.plot.X.Padding, f.plot.Y.Padding = 0, 0
	if n > maxNamed {
		f.plot.X.Tick.Marker, f.plot.Y.Tick.Marker = plot.ConstantTicks(nil), plot.ConstantTicks(nil)
		f.plot.X.Label.Text, f.plot.Y.Label.Text = fmt.Sprintf("answer, 0 to %d", n-1), fmt.Sprintf("class, 0 to %d from above", n-1)
		return f, nil
	}
	f.plot.Add(labels)
	f.plot.X.Tick.Marker = ticks(classes)
	upward := slices.Clone(classes)
	slices.Reverse(upward)
	f.plot.Y.Tick.Marker = ticks(upward)
	f.plot.X.Tick.Length, f.plot.Y.Tick.Length = 0, 0
	f.plot.X.Tick.Label.Rotation = 0.8
	f.plot.X.Tick.Label.XAlign, f.plot.X.Tick.Label.YAlign = draw.XRight, draw.YTop
	return f, nil
}

func ticks(names []string) plot.ConstantTicks {
	var all plot.ConstantTicks
	for i, name := range names {
		all = append(all, plot.Tick{Value: float64(i), Label: name})
	}
	return all
}

// numbers is a plotter of counts that are centred on points.
type numbers []number

type number struct {
	x, y   float64
	count  int
	onDark bool
}

// Plot implements plot.Plotter.
func (ns numbers) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, n := range ns {
		style := text.Style{
			Color: color.Black, Font: sans(8), XAlign: draw.XCenter, YAlign: draw.YCenter, Handler: plot.DefaultTextHandler,
		}
		if n.onDark {
			style.Color = color.White
		}
		c.FillText(style, vg.Point{X: x(n.x), Y: y(n.y)}, fmt.Sprint(n.count))
	}
}
