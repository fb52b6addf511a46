package figure

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is a drawing of a certain size, ready to be written.
type Figure struct {
	plot          *plot.Plot
	legend        plot.Legend // stands beside the plot, where it covers nothing
	width, height vg.Length
}

// margin is kept free around a figure, and titleRoom is what the title takes.
const (
	margin    = 6 * vg.Millimeter
	titleRoom = 8 * vg.Millimeter
)

// dpi is the resolution of a PNG: 16 cm become 1,260 pixels.
const dpi = 200

// newFigure returns an empty figure in one typeface.
func newFigure(title, x, y string, width, height vg.Length) *Figure {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = 3 * vg.Millimeter
	p.Title.TextStyle.Font = sans(12)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font = sans(10)
		axis.Tick.Label.Font = sans(9)
		axis.Label.Padding = 2 * vg.Millimeter
	}
	legend := plot.NewLegend()
	legend.TextStyle.Font = sans(9)
	legend.Padding = 1 * vg.Millimeter
	legend.Top, legend.Left, legend.YPosition = true, true, draw.PosCenter
	return &Figure{plot: p, legend: legend, width: width, height: height}
}

func sans(points float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(points)}
}

// draw draws on a canvas of the figure's size.
func (f *Figure) draw(c vg.CanvasSizer) {
	page := draw.New(c)
	page.FillPolygon(color.White, []vg.Point{
		page.Min, {X: page.Max.X, Y: page.Min.Y}, page.Max, {X: page.Min.X, Y: page.Max.Y},
	})
	canvas := draw.Crop(page, margin, -margin, margin, -margin)
	room := f.legend.Rectangle(canvas).Size().X
	if room > 0 {
		room += margin / 2
	}
	f.plot.Draw(draw.Crop(canvas, 0, -room, 0, 0))
	f.legend.Draw(draw.Crop(canvas, canvas.Max.X-canvas.Min.X-room+margin/2, 0, 0, -titleRoom))
}

// PNG writes the figure as pixels on white.
func (f *Figure) PNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(f.width, f.height), vgimg.UseDPI(dpi))
	f.draw(c)
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// SVG writes the figure as shapes on white, with its text as text.
func (f *Figure) SVG(w io.Writer) error {
	c := vgsvg.New(f.width, f.height)
	f.draw(c)
	_, err := c.WriteTo(w)
	return err
}

// Save writes the figure to a file whose ending, .png or .svg, says how.
func (f *Figure) Save(path string) error {
	write := f.PNG
	switch ending := strings.ToLower(filepath.Ext(path)); ending {
	case ".png":
	case ".svg":
		write = f.SVG
	default:
		return fmt.Errorf("figure: %s: want a name that ends in .png or .svg, got %q", path, ending)
	}
	out, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return errors.Join(write(out), out.Close())
}
