package main

import (
	"image"
	"os"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"filtermaplab/ui/scene"
)

// person sits before the virtual display: what they do with mouse and keys
// goes through the X server, as a real hand's would. They never act before the
// window has seen what they did last, so that a busy machine makes them slow
// and nothing else.
type person struct {
	t     testing.TB
	w     *window
	x     *xgb.Conn
	root  xproto.Window
	codes map[xproto.Keysym]xproto.Keycode
}

// key is a key by its names in X11 and in Ebitengine.
type key struct {
	sym xproto.Keysym
	is  ebiten.Key
}

// keys are those that a person uses.
func keys() map[string]key {
	all := map[string]key{
		"Tab": {0xff09, ebiten.KeyTab}, "Enter": {0xff0d, ebiten.KeyEnter}, "Escape": {0xff1b, ebiten.KeyEscape},
		"Backspace": {0xff08, ebiten.KeyBackspace}, "Home": {0xff50, ebiten.KeyHome}, "End": {0xff57, ebiten.KeyEnd},
		"Left": {0xff51, ebiten.KeyArrowLeft}, "Up": {0xff52, ebiten.KeyArrowUp}, "Right": {0xff53, ebiten.KeyArrowRight},
		"Down": {0xff54, ebiten.KeyArrowDown}, "Page Up": {0xff55, ebiten.KeyPageUp}, "Page Down": {0xff56, ebiten.KeyPageDown},
		"Shift": {0xffe1, ebiten.KeyShiftLeft}, "Ctrl": {0xffe3, ebiten.KeyControlLeft}, "F11": {0xffc8, ebiten.KeyF11},
		"Space": {' ', ebiten.KeySpace}, ".": {'.', ebiten.KeyPeriod}, "-": {'-', ebiten.KeyMinus}, "=": {'=', ebiten.KeyEqual}, "/": {'/', ebiten.KeySlash},
	}
	for i := range 26 {
		all[string(rune('a'+i))] = key{xproto.Keysym('a' + i), ebiten.KeyA + ebiten.Key(i)}
	}
	for i := range 10 {
		all[string(rune('0'+i))] = key{xproto.Keysym('0' + i), ebiten.KeyDigit0 + ebiten.Key(i)}
	}
	return all
}

// sits opens a window for a person to use.
func sits(t testing.TB, args ...string) *person {
	t.Helper()
	if noDisplay != "" {
		t.Skip(noDisplay)
	}
	conn, err := xgb.NewConnDisplay(os.Getenv("DISPLAY"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := xtest.Init(conn); err != nil {
		t.Fatal(err)
	}
	setup := xproto.Setup(conn)
	p := &person{t: t, x: conn, root: setup.DefaultScreen(conn).Root, codes: make(map[xproto.Keysym]xproto.Keycode)}
	lo, hi := setup.MinKeycode, setup.MaxKeycode
	m, err := xproto.GetKeyboardMapping(conn, lo, byte(hi-lo)+1).Reply()
	if err != nil {
		t.Fatal(err)
	}
	for code := int(lo); code <= int(hi); code++ {
		sym := m.Keysyms[(code-int(lo))*int(m.KeysymsPerKeycode)]
		if _, known := p.codes[sym]; !known {
			p.codes[sym] = xproto.Keycode(code)
		}
	}
	// A key that is down for long because the machine is busy is pressed once.
	if err := xproto.ChangeKeyboardControlChecked(conn, xproto.KbAutoRepeatMode, []uint32{xproto.AutoRepeatModeOff}).Check(); err != nil {
		t.Fatal(err)
	}
	p.w = opened(t, defaults(t, args...))
	p.reads(func() { onShow = p.w })
	t.Cleanup(func() { p.reads(func() { onShow = nil }) })
	p.w.pulse.keep(4)
	p.until("the controls are there", func() bool { return len(p.w.surface.knobs) > 0 })
	p.moves(scene.Point{X: 8, Y: p.w.height - 8}) // where it is in nobody's way
	p.until("nothing is pointed at", func() bool { return p.w.surface.hovered == "" })
	return p
}

// reads does f between two frames. It asks for none: the window must come to
// what is waited for by itself.
func (p *person) reads(f func()) {
	curtain.Lock()
	defer curtain.Unlock()
	f()
}

// patience is how long a person waits for what must come.
const patience = 60 * time.Second

// until waits for a condition of the window.
func (p *person) until(what string, ok func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		is := false
		p.reads(func() { is = ok() })
		if is {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("it never comes that %s; the window says %q", what, p.w.status.title(nil))
		}
	}
}

// Events of the X protocol.
const keyPress, keyRelease, buttonPress, buttonRelease, motion = 2, 3, 4, 5, 6

func (p *person) fake(kind, detail byte, x, y int) {
	p.t.Helper()
	if err := xtest.FakeInputChecked(p.x, kind, detail, 0, p.root, int16(x), int16(y), 0).Check(); err != nil {
		p.t.Fatal(err)
	}
}

// points moves the pointer to a point of the window, in CSS pixels, and returns
// which pixel of the screen that is.
func (p *person) points(at scene.Point) (x, y int) {
	p.t.Helper()
	corner, err := xproto.TranslateCoordinates(p.x, p.own(), p.root, 0, 0).Reply()
	if err != nil {
		p.t.Fatal(err)
	}
	x, y = int(at.X*p.w.ratio), int(at.Y*p.w.ratio)
	p.fake(motion, 0, int(corner.DstX)+x, int(corner.DstY)+y)
	return x, y
}

// moves points there, and waits until the window knows.
func (p *person) moves(at scene.Point) {
	p.t.Helper()
	x, y := p.points(at)
	p.until("the pointer is there", func() bool {
		cx, cy := ebiten.CursorPosition()
		return max(cx-x, x-cx, cy-y, y-cy) <= 1
	})
}

// holds presses the left button, or lets it go.
func (p *person) holds(down bool) {
	p.t.Helper()
	kind := byte(buttonRelease)
	if down {
		kind = buttonPress
	}
	p.fake(kind, 1, 0, 0)
	p.until("the button is heard", func() bool { return ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) == down })
}

func (p *person) clicks(at scene.Point) {
	p.t.Helper()
	p.moves(at)
	p.holds(true)
	p.holds(false)
}

func (p *person) drags(from, to scene.Point) {
	p.t.Helper()
	p.moves(from)
	p.holds(true)
	for i := range 4 {
		t := float64(i+1) / 4
		p.moves(scene.Point{X: from.X + t*(to.X-from.X), Y: from.Y + t*(to.Y-from.Y)})
	}
	p.holds(false)
}

// turns the wheel, towards the person for positive clicks.
func (p *person) turns(clicks int) {
	p.t.Helper()
	button := byte(5)
	if clicks < 0 {
		button, clicks = 4, -clicks
	}
	for range clicks {
		p.fake(buttonPress, button, 0, 0)
		p.fake(buttonRelease, button, 0, 0)
	}
}

// puts a key down, or lets it up.
func (p *person) puts(k key, down bool) {
	p.t.Helper()
	code, ok := p.codes[k.sym]
	if !ok {
		p.t.Fatalf("the keyboard has no key %#x", k.sym)
	}
	kind := byte(keyRelease)
	if down {
		kind = keyPress
	}
	p.fake(kind, byte(code), 0, 0)
	p.until("the key is heard", func() bool { return ebiten.IsKeyPressed(k.is) == down })
}

// presses a key, while others are held.
func (p *person) presses(name string, held ...string) {
	p.t.Helper()
	all := keys()
	for _, h := range held {
		p.puts(all[h], true)
	}
	p.puts(all[name], true)
	p.puts(all[name], false)
	for _, h := range held {
		p.puts(all[h], false)
	}
}

// writes a text of small letters, digits, dots, slashes and hyphens.
func (p *person) writes(text string) {
	p.t.Helper()
	for _, r := range text {
		p.presses(string(r))
	}
}

// on is the middle of a control's widget, in CSS pixels: of the nth option of
// a choice, or of what has the focus.
func (p *person) on(name string, option int) scene.Point {
	p.t.Helper()
	var at scene.Point
	p.reads(func() {
		k := p.w.surface.knob(name)
		if k == nil {
			return
		}
		a := k.front().at
		if k.c.Kind == scene.Choice {
			a = k.pieces[1+option].at
		}
		at = scene.Point{X: k.area.X + a.X + a.W/2, Y: k.area.Y + a.Y + a.H/2}
	})
	if at == (scene.Point{}) {
		p.t.Fatalf("there is no control %s", name)
	}
	return at
}

// hit is the middle of what stands for a target, in CSS pixels of the window.
func (p *person) hit(ok func(scene.Target) bool) scene.Point {
	p.t.Helper()
	var at scene.Point
	p.reads(func() {
		for _, h := range p.w.scene.Picture().Hits {
			if ok(h.Target) && len(h.Area) >= 3 {
				at = scene.Point{X: (h.Area[0].X + h.Area[2].X) / 2, Y: (h.Area[0].Y+h.Area[2].Y)/2 + p.w.top()}
			}
		}
	})
	if at == (scene.Point{}) {
		p.t.Fatal("there is nothing to point at")
	}
	return at
}

// looks takes a picture of the window.
func (p *person) looks() *image.RGBA {
	p.t.Helper()
	var img *image.RGBA
	onStage(p.t, func(screen *ebiten.Image) {
		img = image.NewRGBA(screen.Bounds())
		screen.ReadPixels(img.Pix)
	})
	return img
}
