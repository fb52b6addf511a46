package main

import (
	"image"
	"image/draw"
	"math"
	"os"
	"os/exec"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/raster"
	"filtermaplab/ui/scene/scenetest"
)

// dpiKey names how many dots an inch the virtual display has, where not 96.
const dpiKey = "FILTERMAP_TEST_DPI"

// announce tells programs of the display's dots an inch as desktops do, by the
// resource Xft.dpi, which Ebitengine reads when it starts.
func announce(display, dpi string) error {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return err
	}
	defer conn.Close()
	text := "Xft.dpi:\t" + dpi + "\n"
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	return xproto.ChangePropertyChecked(conn, xproto.PropModeReplace, root, xproto.AtomResourceManager, xproto.AtomString, 8, uint32(len(text)), []byte(text)).Check()
}

// Ebitengine asks for the scale once, when it starts; so this test runs the
// next one in a program of its own.
func TestFineScreen(t *testing.T) {
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestOnFineScreen$", "-test.v")
	cmd.Env = append(os.Environ(), dpiKey+"=192")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// On a screen of 192 dots an inch everything is twice as fine, and the pointer
// means what it points at.
func TestOnFineScreen(t *testing.T) {
	if os.Getenv(dpiKey) == "" {
		t.Skip("TestFineScreen runs this")
	}
	p := sits(t)
	w := p.w
	p.until("there are two pixels where there was one", func() bool { return w.ratio == 2 && w.surface.skin != nil && w.surface.skin.ratio == 2 })
	tile := p.hit(func(t scene.Target) bool { return t.Kind == scene.Element && t.K == 2 })
	p.clicks(tile)
	p.until("the filter under the pointer is pinned", func() bool { return len(w.scene.State().Pins) == 1 && w.scene.State().Pins[0].K == 2 })
	p.moves(scene.Point{X: 8, Y: w.height - 8})
	p.until("nothing is pointed at", func() bool { return w.scene.State().Hover.Kind == scene.Nothing && !w.scene.Dirty() })
	got := p.looks()
	if size := got.Rect.Size(); size != image.Pt(int(2*w.width), int(2*w.height)) {
		t.Fatalf("the screen has %v pixels, want twice %.0f x %.0f", size, w.width, w.height)
	}

	// The filters' part has no controls, and is what the software painter makes of it.
	var want *image.RGBA
	var part image.Rectangle
	p.reads(func() {
		want = raster.Paint(w.scene.Picture(), 2)
		r, px := w.scene.Layout().Tiles, func(v float64) int { return int(math.Round(2 * v)) }
		part = image.Rect(px(r.X), px(r.Y), px(r.X+r.W), px(r.Y+r.H))
	})
	top := int(math.Round(2 * w.top()))
	seen := image.NewRGBA(image.Rectangle{Max: part.Size()})
	draw.Draw(seen, seen.Rect, got, part.Min.Add(image.Pt(0, top)), draw.Src)
	drawn := image.NewRGBA(seen.Rect)
	draw.Draw(drawn, drawn.Rect, want, part.Min, draw.Src)
	if d := scenetest.Compare(seen, drawn, 48); d.Share > 0.005 {
		t.Errorf("the filters: %v", d)
	}
	p.presses("t")
	p.until("keys are heard, too", func() bool { return w.dark })
	if scale := ebiten.Monitor().DeviceScaleFactor(); scale != 2 {
		t.Errorf("the monitor's scale is %v", scale)
	}
}
