package main

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb/xproto"
)

// own finds the window on the X server.
func (p *person) own() xproto.Window {
	p.t.Helper()
	tree, err := xproto.QueryTree(p.x, p.root).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	for _, w := range tree.Children {
		if strings.HasPrefix(string(p.property(w, "_NET_WM_NAME")), "FilterMap Lab") {
			return w
		}
	}
	p.t.Fatal("the X server knows no window of the lab")
	return 0
}

// property is what the X server has been told of a window.
func (p *person) property(w xproto.Window, name string) []byte {
	p.t.Helper()
	atom, err := xproto.InternAtom(p.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	v, err := xproto.GetProperty(p.x, false, w, atom.Atom, xproto.GetPropertyTypeAny, 0, 1<<20).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Value
}

// The window tells the desktop what it is: a title that follows the run, an
// icon in three sizes, and how small it may become.
func TestTitleAndIcon(t *testing.T) {
	p := sits(t)
	own := p.own()
	p.presses(".")
	p.until("a step is done", func() bool { return p.w.status.last.Step == 2 })
	p.until("the title says so", func() bool {
		title := string(p.property(own, "_NET_WM_NAME"))
		return title == p.w.status.title(nil) && strings.Contains(title, "ResNet-8-FM, epoch") && strings.HasSuffix(title, "paused")
	})

	icon := p.property(own, "_NET_WM_ICON") // width, height, pixels, and again
	var sizes []uint32
	for len(icon) >= 8 {
		w, h := binary.LittleEndian.Uint32(icon), binary.LittleEndian.Uint32(icon[4:])
		sizes = append(sizes, w)
		if n := 8 + 4*int(w*h); w != h || n > len(icon) {
			t.Fatalf("an icon of %d x %d in %d bytes", w, h, len(icon))
		} else {
			if middle := binary.LittleEndian.Uint32(icon[8+4*(w/4*w+w/4):]); middle>>24 != 0xff {
				t.Errorf("the icon of %d pixels is %08x in its first square, want it opaque", w, middle)
			}
			icon = icon[n:]
		}
	}
	slices.Sort(sizes)
	if !slices.Equal(sizes, []uint32{16, 32, 64}) {
		t.Errorf("icons of %v pixels", sizes)
	}
	hints := p.property(own, "WM_NORMAL_HINTS") // flags, 4 unused, least width and height
	least := func(i int) int { return int(float64(binary.LittleEndian.Uint32(hints[4*i:]))/p.w.ratio + 0.5) }
	if len(hints) < 28 || least(5) != leastWidth || least(6) != leastHeight {
		t.Errorf("the least size is %d x %d, want %d x %d", least(5), least(6), leastWidth, leastHeight)
	}
}

// The window may be resized and fill the screen; what it shows follows.
func TestResizeAndFullScreen(t *testing.T) {
	p := sits(t)
	w := p.w
	fits := func(width, height float64) func() bool {
		return func() bool {
			foot := w.surface.bands[foot].GetWidget().Rect
			return w.width == width && w.height == height && w.scene.Layout().W == width &&
				foot.Max.X == w.surface.skin.px(width) && foot.Max.Y == w.surface.skin.px(height)
		}
	}
	width, height := w.width, w.height
	p.until("all is laid out", fits(width, height))
	own, ratio := p.own(), w.ratio
	if err := xproto.ConfigureWindowChecked(p.x, own, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{uint32(920 * ratio), uint32(500 * ratio)}).Check(); err != nil {
		t.Fatal(err)
	}
	p.until("the window is wide and low", fits(920, 500))
	p.until("the picture can be scrolled", func() bool { return w.most() > 100 })
	p.moves(p.on("mode", 1)) // the pointer still finds what it points at
	p.until("a control is under it", func() bool { return w.surface.hovered == "mode" })

	p.presses("F11")
	p.until("it fills the screen", func() bool {
		sw, sh := ebiten.Monitor().Size()
		return ebiten.IsFullscreen() && fits(float64(sw), float64(sh))()
	})
	p.presses("F11")
	p.until("it is as it was", func() bool { return !ebiten.IsFullscreen() && fits(920, 500)() })
	if err := xproto.ConfigureWindowChecked(p.x, own, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{uint32(width * ratio), uint32(height * ratio)}).Check(); err != nil {
		t.Fatal(err)
	}
	p.until("it has its first size", fits(width, height))
}
