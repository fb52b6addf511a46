package scene

import (
	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// View is what surrounds the microscope.
type View struct {
	W      float64 // width in CSS pixels
	Root   float64 // size of the page's root font; 0 means 16
	Theme  Theme
	Calm   bool         // the person wants less motion
	Coarse bool         // the pointer is a finger
	Words  *words.Table // nil speaks English
}

// rem is n times the root font size.
func (v View) rem(n float64) float64 {
	if v.Root == 0 {
		return 16 * n
	}
	return v.Root * n
}

// slot is the height of a control.
func (v View) slot() float64 {
	if v.Coarse {
		return v.rem(slotCoarse)
	}
	return v.rem(slotFine)
}

// Layout says where the parts of the microscope stand. Slots are left free for
// controls, which the page and the desktop draw in their own way.
type Layout struct {
	Narrow bool // one column
	W, H   float64

	Stage, Map, Tiles    Rect // the stage holds map and tiles
	Slice, Readout       Rect // below the stage
	Camera, Film, Slicer Rect // slots: zoom buttons, player, slice and colour
}

// The sizes of the layout, in rem of the design's tokens.
const (
	narrowBelow, wideFrom         = 43, 56 // widths at which the layout changes
	pad, padWide                  = 1, 1.25
	mapNarrow, mapMiddle, mapWide = 17.5, 26.5, 30 // heights of the map
	tilesLeast, tilesMost         = 15.5, 24
	tilesShare                    = 0.29
	sliceShare                    = 0.54
	slotFine, slotCoarse          = 2.25, 2.75 // height of a control for a mouse and for a finger
	readoutHeight                 = 14.5
	narrowExtra                   = 4.5 // for lines that wrap
	backwardExtra                 = 4   // for a sum that is written out
	pixelHeight                   = 22
	pixelExtra                    = 6 // on phones, for lines that wrap
	filmWidth                     = 30
	noteRoom                      = 2.75 // below the slice, for two lines
)

// NewLayout places the parts for a geometry. The height follows.
func NewLayout(v View, g filtermap.Geometry, mode Mode) Layout {
	l := Layout{W: v.W, Narrow: v.W < v.rem(narrowBelow)}
	p := v.rem(pad)
	if l.Narrow {
		l.Map = Rect{0, 0, v.W, v.rem(mapNarrow)}
		l.Tiles = Rect{p, l.Map.H, v.W - 2*p, 0}
		l.Tiles.H = tilesFor(v, g, l.Tiles, true).height + p
		l.Stage = Rect{0, 0, v.W, l.Map.H + l.Tiles.H}
		y := l.Stage.H + p
		l.Slice = Rect{p, y, v.W - 2*p, sliceHeight(v, g, mode)}
		l.Readout = Rect{p, y + l.Slice.H + 2*p, v.W - 2*p, readHeight(v, mode)}
	} else {
		p = v.rem(padWide)
		height := v.rem(mapMiddle)
		if v.W >= v.rem(wideFrom) {
			height = v.rem(mapWide)
		}
		tiles := min(v.rem(tilesMost), max(v.rem(tilesLeast), tilesShare*v.W))
		l.Stage = Rect{0, 0, v.W, height}
		l.Map = Rect{0, 0, v.W - tiles, height}
		l.Tiles = Rect{l.Map.W + p/2, p, tiles - 1.5*p, height - 2*p}
		left := sliceShare * v.W
		y := height + v.rem(pad)
		h := max(sliceHeight(v, g, mode), readHeight(v, mode))
		l.Slice = Rect{p, y, left - 2*p, h}
		l.Readout = Rect{left + p, y, v.W - left - 2*p, h}
	}
	l.H = l.Readout.Y + l.Readout.H + v.rem(pad)
	gap := v.rem(0.5)
	button := v.slot()
	l.Camera = Rect{l.Map.X + l.Map.W - 4*button - 3*2 - gap, l.Map.Y + gap, 4*button + 3*2, button}
	l.Film = Rect{p * 0.75, l.Map.Y + l.Map.H - button - gap, min(v.rem(filmWidth), l.Map.W-1.5*p), button}
	l.Slicer = Rect{l.Slice.X, l.Slice.Y, l.Slice.W, button}
	return l
}

// sliceGrid is the grid of numbers inside the slice's part.
func sliceGrid(v View, area Rect) Rect {
	top := v.slot() + v.rem(0.75)
	return Rect{area.X, area.Y + top, area.W, area.H - top - v.rem(noteRoom)}
}

// edge is how far windows reach beyond the last row and column.
func edge(g filtermap.Geometry) (rows, cols int) { return max(0, g.S1-g.X), max(0, g.S2-g.Y) }

// sliceRow is the height of a row of numbers: less where there are many.
func sliceRow(v View, g filtermap.Geometry) float64 {
	rows, _ := edge(g)
	return min(v.rem(2.375), max(v.rem(0.75), v.rem(20)/float64(g.Hm()+rows)))
}

func sliceHeight(v View, g filtermap.Geometry, mode Mode) float64 {
	if mode == OnePixel {
		if v.W < v.rem(narrowBelow) {
			return v.slot() + v.rem(0.75+7.5) + v.W/3
		}
		return v.slot() + v.rem(0.75+18)
	}
	rows, _ := edge(g)
	return v.slot() + v.rem(0.75+noteRoom) + float64(g.Hm()+rows)*sliceRow(v, g)
}

func readHeight(v View, mode Mode) float64 {
	narrow := v.W < v.rem(narrowBelow)
	height := float64(readoutHeight)
	switch {
	case mode == OnePixel && narrow:
		return v.rem(pixelHeight + pixelExtra)
	case mode == OnePixel:
		return v.rem(pixelHeight)
	case mode == Backward && narrow:
		height += 2 * backwardExtra
	case mode == Backward:
		height += backwardExtra
	}
	if narrow {
		height += narrowExtra
	}
	return v.rem(height)
}
