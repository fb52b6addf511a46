package canvas

import (
	"slices"
	"testing"

	"filtermaplab/ui/scene"
)

// What replay.js reads, operation by operation.
func TestRecord(t *testing.T) {
	at := func(x, y float64) scene.Point { return scene.Point{X: x, Y: y} }
	ink := scene.Color{R: 1, G: 2, B: 3, A: 255}
	const rgb = 1<<16 | 2<<8 | 3
	small := scene.Font{Size: 10}
	for _, c := range []struct {
		name string
		op   scene.Op
		want []float32
	}{
		{"filled", scene.Polygon{Points: []scene.Point{at(1, 2), at(3, 4), at(5, 6)}, Fill: ink},
			[]float32{opPolygon, 3, 1, 2, 3, 4, 5, 6, 1, rgb, 255, 0}},
		{"level", scene.Polygon{Points: []scene.Point{at(1, 2), at(4, 2), at(4, 7), at(1, 7)}, Fill: ink},
			[]float32{opRect, 1, 2, 3, 5, rgb, 255}},
		{"slanting", scene.Polygon{Points: []scene.Point{at(1, 2), at(4, 2), at(5, 7), at(2, 7)}, Fill: ink},
			[]float32{opPolygon, 4, 1, 2, 4, 2, 5, 7, 2, 7, 1, rgb, 255, 0}},
		{"edged", scene.Polygon{Points: []scene.Point{at(1, 2), at(3, 4)}, Edge: ink, Width: 2, Dash: []float64{4, 3}},
			[]float32{opPolygon, 2, 1, 2, 3, 4, 0, 1, rgb, 255, 2, 2, 4, 3}},
		{"line", scene.Line{Points: []scene.Point{at(1, 2), at(3, 4)}, Color: ink.Alpha(0.2), Width: 1.5},
			[]float32{opLine, 2, 1, 2, 3, 4, rgb, 51, 1.5, 0}},
		{"text", scene.Text{At: at(50, 9), S: "a\nb", Font: small, Align: scene.Right, Color: ink, Halo: ink},
			[]float32{opText, float32(50 - small.Width("a\nb")), 9, 0, 1, rgb, 255, 2 * haloWidth, rgb, 255}},
		{"image", scene.Image{W: 2, H: 1, Pixels: []scene.Color{ink, ink}, Origin: at(7, 8), Right: at(4, 2), Down: at(0, 3)},
			[]float32{opImage, 2, 1, 2, 1, 0, 3, 7, 8}},
		{"clip", scene.Clip{Area: scene.Rect{X: 1, Y: 2, W: 3, H: 4}}, []float32{opClip, 1, 1, 2, 3, 4}},
		{"free", scene.Clip{}, []float32{opClip, 0}},
	} {
		var tp tape
		tp.record(&scene.Picture{Ops: []scene.Op{c.op}})
		if !slices.Equal(tp.data, c.want) {
			t.Errorf("%s: %v, want %v", c.name, tp.data, c.want)
		}
		if c.name == "image" && len(tp.bytes) != 8 {
			t.Errorf("image: %d bytes, want 8", len(tp.bytes))
		}
		if c.name == "text" && (tp.texts[0] != "a b" || tp.fonts[0] != `10.00px "FilterMap Go", sans-serif`) {
			t.Errorf("text: %q in %q", tp.texts, tp.fonts)
		}
	}
}

// A tape that is used again holds the new picture only, and knows its fonts.
func TestRecordAgain(t *testing.T) {
	var tp tape
	pic := &scene.Picture{Ops: []scene.Op{scene.Text{S: "a", Font: scene.Font{Size: 9}}, scene.Text{S: "b", Font: scene.Font{Size: 9}}}}
	tp.record(pic)
	first := slices.Clone(tp.data)
	tp.record(pic)
	if !slices.Equal(first, tp.data) || len(tp.texts) != 2 || len(tp.fonts) != 1 {
		t.Errorf("second time %v (%d texts, %d fonts), first %v", tp.data, len(tp.texts), len(tp.fonts), first)
	}
}
