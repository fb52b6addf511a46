package raster_test

import (
	"image/color"
	"testing"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/raster"
)

var (
	white = scene.Color{R: 255, G: 255, B: 255, A: 255}
	red   = scene.Color{R: 255, A: 255}
	blue  = scene.Color{B: 255, A: 255}
)

func square(x, y, w, h float64) []scene.Point {
	return []scene.Point{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y + h}, {X: x, Y: y + h}}
}

// backwards turns a polygon around: which way it runs must not matter.
func backwards(p []scene.Point) []scene.Point {
	return []scene.Point{p[3], p[2], p[1], p[0]}
}

func TestPaint(t *testing.T) {
	ground := scene.Polygon{Points: square(0, 0, 20, 20), Fill: white}
	at := func(x, y float64) scene.Point { return scene.Point{X: x, Y: y} }
	type want struct {
		x, y int
		c    scene.Color
	}
	for _, c := range []struct {
		name string
		ops  []scene.Op
		want []want
	}{
		{"fill", []scene.Op{scene.Polygon{Points: square(5, 5, 10, 10), Fill: red}},
			[]want{{4, 10, white}, {5, 5, red}, {14, 14, red}, {15, 10, white}}},
		{"fill, turned", []scene.Op{scene.Polygon{Points: backwards(square(5, 5, 10, 10)), Fill: red}},
			[]want{{4, 10, white}, {5, 5, red}, {14, 14, red}}},
		{"half covered", []scene.Op{scene.Polygon{Points: square(5.5, 5, 10, 10), Fill: red}},
			[]want{{5, 10, scene.Color{R: 255, G: 128, B: 128, A: 255}}, {6, 10, red}}},
		{"half seen through", []scene.Op{scene.Polygon{Points: square(5, 5, 10, 10), Fill: red.Alpha(0.5)}},
			[]want{{10, 10, scene.Color{R: 255, G: 127, B: 127, A: 255}}}},
		{"edge", []scene.Op{scene.Polygon{Points: square(5, 5, 10, 10), Edge: blue, Width: 2}},
			[]want{{4, 10, blue}, {5, 10, blue}, {6, 10, white}, {10, 10, white}, {14, 14, blue}}},
		{"line with a joint", []scene.Op{scene.Line{Points: []scene.Point{at(3, 10), at(10, 10), at(10, 17)}, Color: blue, Width: 2}},
			[]want{{5, 9, blue}, {5, 10, blue}, {9, 15, blue}, {10, 15, blue}, {5, 12, white}}},
		{"dashes", []scene.Op{scene.Line{Points: []scene.Point{at(0, 10), at(20, 10)}, Color: blue, Width: 2, Dash: []float64{4, 3}}},
			[]want{{1, 10, blue}, {5, 10, white}, {8, 10, blue}, {12, 10, white}, {16, 10, blue}}},
		{"clip and its end", []scene.Op{
			scene.Clip{Area: scene.Rect{W: 10, H: 20}}, scene.Polygon{Points: square(5, 5, 10, 10), Fill: red},
			scene.Clip{}, scene.Polygon{Points: square(15, 15, 5, 5), Fill: blue}},
			[]want{{9, 10, red}, {10, 10, white}, {17, 17, blue}}},
		{"image, sheared", []scene.Op{scene.Image{W: 2, H: 1, Pixels: []scene.Color{red, blue}, Origin: at(2, 4), Right: at(12, 6), Down: at(0, 6)}},
			[]want{{3, 6, red}, {7, 10, red}, {9, 12, blue}, {13, 14, blue}, {3, 12, white}, {13, 5, white}}},
		{"text", []scene.Op{scene.Text{At: at(10, 18), S: "|", Font: scene.Font{Size: 16}, Align: scene.Center, Color: red}},
			[]want{{3, 10, white}, {16, 10, white}}},
	} {
		pic := &scene.Picture{W: 20, H: 20, Ops: append([]scene.Op{ground}, c.ops...)}
		got := raster.Paint(pic, 1)
		for _, w := range c.want {
			if g := got.RGBAAt(w.x, w.y); !near(g, w.c) {
				t.Errorf("%s: pixel %d,%d is %v, want %v", c.name, w.x, w.y, g, w.c)
			}
		}
	}
}

// near allows for rounding in blending.
func near(got color.RGBA, want scene.Color) bool {
	const off = 3
	d := func(a, b uint8) bool { return max(a, b)-min(a, b) <= off }
	return d(got.R, want.R) && d(got.G, want.G) && d(got.B, want.B) && d(got.A, want.A)
}

// Text covers as much width as the metrics say, at every ratio.
func TestTextIsAsWideAsMeasured(t *testing.T) {
	font := scene.Font{Face: scene.Bold, Size: 20}
	const s = "HHHH"
	for _, ratio := range []float64{1, 2} {
		pic := &scene.Picture{W: 120, H: 30, Ops: []scene.Op{
			scene.Polygon{Points: square(0, 0, 120, 30), Fill: white},
			scene.Text{At: scene.Point{X: 110, Y: 22}, S: s, Font: font, Align: scene.Right, Color: red},
		}}
		got := raster.Paint(pic, ratio)
		first, last := -1, 0
		for x := range got.Bounds().Dx() {
			if got.RGBAAt(x, int(15*ratio)).G < 128 {
				if first < 0 {
					first = x
				}
				last = x
			}
		}
		width, want := float64(last-first+1)/ratio, font.Width(s)
		// The first and the last letter have a little white beside them.
		if width > want || width < want-0.35*font.Size {
			t.Errorf("ratio %v: %q covers %.1f px, measured %.1f", ratio, s, width, want)
		}
		if right := float64(last+1) / ratio; right > 110 || right < 106 {
			t.Errorf("ratio %v: the text ends at %.1f, want just before 110", ratio, right)
		}
	}
}
