package canvas

import (
	"image"
	"syscall/js"
	"testing"

	"filtermaplab/ui/scene/raster"
	"filtermaplab/ui/scene/scenetest"
	"filtermaplab/wasm/browser"
)

// What a canvas may differ by from the software painter. Shapes differ at
// edges, where each counts in its own way what is covered (measured: 0.24 % at
// most). Letters are set by the browser's own rasteriser, so that with texts
// only a difference counts that is not an edge's (measured: 0.24 %).
func tolerances() (shapes, all scenetest.Tolerance) {
	return scenetest.Tolerance{Channel: 48, Share: 0.005}, scenetest.Tolerance{Channel: 96, Share: 0.005}
}

// The canvas shows what the software painter shows. It runs in a page of a
// browser; see wasm/e2e/paint.test.mjs.
func TestCanvasAgrees(t *testing.T) {
	js.Global().Call("eval", ReplayScript()) // as the page's script has it
	if js.Global().Get("document").IsUndefined() {
		t.Skip("there is no page to paint on")
	}
	loaded := make(chan struct{})
	loadFonts(func() { close(loaded) })
	<-loaded
	p := newPainter(browser.New("canvas", ""))
	shapes, all := tolerances()
	compare := func(s scenetest.Scene, ratio float64) {
		want := raster.Paint(scenetest.Shapes(s.Picture), ratio)
		p.paint(scenetest.Shapes(s.Picture), ratio)
		hold(t, s.Name+", shapes", ratio, pixels(p, want.Rect), want, shapes)

		want = raster.Paint(s.Picture, ratio)
		p.paint(s.Picture, ratio)
		hold(t, s.Name, ratio, pixels(p, want.Rect), want, all)
	}
	for _, s := range scenetest.Scenes() {
		compare(s, 1)
		if s.Name == "phone" { // as phones are: the narrowest, and so the quickest
			compare(s, 2)
		}
	}
}

func hold(t *testing.T, name string, ratio float64, got, want *image.RGBA, within scenetest.Tolerance) {
	t.Helper()
	d := scenetest.Compare(got, want, within.Channel)
	t.Logf("%s at %g: %v", name, ratio, d)
	if d.Share > within.Share {
		t.Errorf("%s at %g: %v; want at most %.3f %% beyond %.0f", name, ratio, d, 100*within.Share, within.Channel)
	}
}

// pixels reads back what is on the canvas.
func pixels(p *painter, r image.Rectangle) *image.RGBA {
	data := p.ctx.Call("getImageData", 0, 0, r.Dx(), r.Dy()).Get("data")
	got := image.NewRGBA(r)
	js.CopyBytesToGo(got.Pix, data)
	return got
}
