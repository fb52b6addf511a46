package main

import (
	"image"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/fixture"
	"filtermaplab/ui/scene/raster"
	"filtermaplab/ui/scene/scenetest"
)

// The window paints every scene of package scenetest as the software painter
// does; the page's canvas is held to the same. Letters are filled outlines in
// both, so that one tolerance serves all: edges (measured: 0.06 % at most).
func TestWindowAgrees(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	var p painter
	within := scenetest.Tolerance{Channel: 48, Share: 0.005}
	for _, s := range scenetest.Scenes() {
		for _, ratio := range []float64{1, 2} {
			want := raster.Paint(s.Picture, ratio)
			got := image.NewRGBA(want.Rect)
			onStage(t, func(*ebiten.Image) {
				canvas := ebiten.NewImage(want.Rect.Dx(), want.Rect.Dy())
				defer canvas.Deallocate()
				p.paint(canvas, s.Picture.Ops, ratio, 0)
				canvas.ReadPixels(got.Pix)
			})
			d := scenetest.Compare(got, want, within.Channel)
			t.Logf("%s at ratio %.0f: %v", s.Name, ratio, d)
			if d.Share > within.Share {
				t.Errorf("%s at ratio %.0f: %v; want at most %.3f %% beyond %.0f", s.Name, ratio, d, 100*within.Share, within.Channel)
			}
		}
	}
}

// cells2048 is a layer of 32 filters as it stands in ResNet-20: the largest
// map whose cells are all drawn as voxels.
func cells2048() filtermap.Geometry {
	return filtermap.Geometry{K1: 4, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 32}
}

// A frame of a film over 2,048 cells, painted and drawn: what orbiting costs.
func BenchmarkOrbit(b *testing.B) {
	if noDisplay != "" {
		b.Skip(noDisplay)
	}
	sub := scene.NewSubject(fixture.Snapshot(cells2048()), filtermap.Geometry{}, nil)
	state := scene.NewState(sub.G)
	state.Pins = nil // the whole block
	v := scene.View{W: 1280, Theme: scene.Light()}
	var p painter
	var canvas *ebiten.Image
	pixel := make([]byte, 4)
	before := processorTime(b)
	for b.Loop() {
		state.Yaw += 0.02
		picture := scene.Draw(state.Settled(), sub, v)
		onStage(b, func(*ebiten.Image) {
			if canvas == nil {
				canvas = ebiten.NewImage(int(picture.W), int(picture.H))
			}
			p.paint(canvas, picture.Ops, 1, 0)
			canvas.SubImage(image.Rect(0, 0, 1, 1)).(*ebiten.Image).ReadPixels(pixel) // waits until all is drawn
		})
	}
	b.ReportMetric(float64(processorTime(b)-before)/1e6/float64(b.N), "cpu-ms/frame")
}
