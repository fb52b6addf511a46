package main

import (
	"image"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

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
	within := scenetest.Tolerance{Channel: 48, Share: 0.005}
	for _, s := range scenetest.Scenes() {
		for _, ratio := range []float64{1, 2} {
			want := raster.Paint(s.Picture, ratio)
			got := image.NewRGBA(want.Rect)
			onStage(t, func(*ebiten.Image) {
				canvas := ebiten.NewImage(want.Rect.Dx(), want.Rect.Dy())
				defer canvas.Deallocate()
				var p painter
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
