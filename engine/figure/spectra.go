package figure

import (
	"fmt"

	"filtermaplab/engine/analyze"
)

// Spectra draws the singular values of layers over each other: each value as a
// part of the layer's largest, against its place among them from 0 to 1, so
// that layers of any size can be compared. Names has a name for each layer. It
// panics where there are not as many names as layers.
func Spectra(title string, names []string, layers []analyze.Layer) (*Figure, error) {
	if len(names) != len(layers) {
		panic(fmt.Sprintf("figure: %d names for %d layers", len(names), len(layers)))
	}
	var lines []Line
	for i, l := range layers {
		line := Line{Name: names[i]}
		for n, v := range l.Spectrum {
			line.X = append(line.X, float64(n)/float64(max(1, len(l.Spectrum)-1)))
			line.Y = append(line.Y, v/l.Spectrum[0])
		}
		lines = append(lines, line)
	}
	f, err := Lines(Axes{Title: title, X: "place among the layer's singular values", Y: "value / largest"}, lines...)
	if err != nil {
		return nil, err
	}
	f.plot.Y.Min = 0
	return f, nil
}
