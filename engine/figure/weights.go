package figure

import (
	"fmt"
	"image/color"
	"math"

	"filtermaplab/engine"
	"filtermaplab/engine/nn"
)

// gap is the room between two tiles, in cells.
const gap = 1

// Filters draws the filters of a convolution, (K,C,R,S), as tiles of R x S
// cells. Filters of three channels, which look at colours, are drawn in
// colours; of others the given channel is drawn, from blue for the lowest to
// red for the highest. Windows of a map stand as they are cut: K1 rows and K2
// columns, and beside each other for each of the K3 rotations of the channels.
func Filters(t *engine.Trained, l nn.Layer, channel int) (*Figure, error) {
	k, c, r, s := l.Conv.K, l.Conv.C, l.Conv.R, l.Conv.S
	if channel < 0 || channel >= c {
		return nil, fmt.Errorf("figure: %s: want a channel below %d, got %d", l.Name, c, channel)
	}
	w := t.Filters(l)
	most := largest(w)
	scale := diverging(most)
	what := fmt.Sprintf("channel %d", channel)
	shade := func(k, r0, s0 int) color.Color {
		return scale(float64(w[((k*c+channel)*r+r0)*s+s0]))
	}
	if c == 3 {
		what = "in colours"
		shade = func(k, r0, s0 int) color.Color {
			at := func(ch int) uint8 {
				return level(float64(w[((k*c+ch)*r+r0)*s+s0]) / most)
			}
			return color.RGBA{at(0), at(1), at(2), 255}
		}
	}
	var cs cells
	for i := range k {
		row, column, block := place(l, i)
		for r0 := range r {
			for s0 := range s {
				cs = append(cs, cell{
					x:      float64(column*(s+gap) + 2*gap*block + s0),
					y:      -float64(row*(r+gap) + r0),
					colour: shade(i, r0, s0),
				})
			}
		}
	}
	title := fmt.Sprintf("%s: %d filters %d x %d x %d, %s, up to %.2g", l.Name, k, r, s, c, what, most)
	return mosaic(title, cs), nil
}

// level turns -1..1 into a byte.
func level(v float64) uint8 {
	if math.IsNaN(v) {
		v = 0
	}
	return uint8(math.Round(127.5 + 127.5*min(max(v, -1), 1)))
}

// place is the row and the column of filter i among the tiles, and how many
// blocks stand before its own.
func place(l nn.Layer, i int) (row, column, block int) {
	if l.Map == nil {
		n := int(math.Ceil(math.Sqrt(2 * float64(l.Conv.K)))) // twice as wide as high
		return i / n, i % n, 0
	}
	k1, k2, k3 := l.Map.Coords(i)
	// At most four blocks beside each other.
	const across = 4
	return k3/across*l.Map.K1 + k1, k3%across*l.Map.K2 + k2, k3 % across
}

// maxPlanes is the number of a map's channels that are drawn.
const maxPlanes = 32

// Map draws the map of a layer, (Hm,Wm,C), a tile for each of its first 32
// channels. It returns an error where the layer has no map.
func Map(t *engine.Trained, l nn.Layer) (*Figure, error) {
	if l.Map == nil {
		return nil, fmt.Errorf("figure: %s has no map: %s %s has independent filters there", l.Name, t.Spec.Model, t.Spec.Variant)
	}
	hm, wm, c := l.Map.MapShape()
	m := t.Weights(t.Network.Params[l.Param].Name)
	most := largest(m)
	scale := diverging(most)
	planes := min(c, maxPlanes)
	across := min(planes, max(1, 64/(wm+gap)))
	var cs cells
	for ch := range planes {
		row, column := ch/across, ch%across
		for m1 := range hm {
			for m2 := range wm {
				cs = append(cs, cell{
					x:      float64(column*(wm+gap) + m2),
					y:      -float64(row*(hm+gap) + m1),
					colour: scale(float64(m[(m1*wm+m2)*c+ch])),
				})
			}
		}
	}
	title := fmt.Sprintf("%s.map: %d x %d x %d, up to %.2g", l.Name, hm, wm, c, most)
	if planes < c {
		title += fmt.Sprintf(", channels 0 to %d", planes-1)
	}
	return mosaic(title, cs), nil
}
