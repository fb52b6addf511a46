package main

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"filtermaplab/ui/scene"
)

// moved is how far a pointer may wander and still press, in CSS pixels.
const moved = 4

// hand is what the mouse and the keyboard are doing.
type hand struct {
	at, start scene.Point // in the picture
	pressed   bool
	drags     bool
	turning   bool // the press began on the map
}

// input takes mouse, keys and dropped files.
func (w *window) input() error {
	x, y := ebiten.CursorPosition()
	at := scene.Point{X: float64(x) / w.ratio, Y: float64(y) / w.ratio}
	if w.surface.skin != nil && w.surface.ui.Container != nil {
		w.surface.update(at)
	}
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	moved := at != w.hand.at
	var err error
	keys := inpututil.AppendJustPressedKeys(nil)
	switch {
	case inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft):
		w.press(at)
	case inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft):
		w.lift(at, shift)
	case moved:
		w.move(at, shift)
	}
	w.hand.at = at
	_, dy := ebiten.Wheel()
	if dy != 0 {
		w.wheel(dy, at)
	}
	for _, key := range keys {
		if err = w.key(key, shift); err != nil {
			return err
		}
	}
	if moved || dy != 0 || w.busy() {
		w.pulse.keep(answerFrames)
	}
	if files := ebiten.DroppedFiles(); files != nil {
		return w.drop(files)
	}
	return nil
}

// answerFrames are drawn after an input: ebitenui answers a frame later, and
// what it has answered is seen in the next.
const answerFrames = 3

// busy reports whether a button or a key is, or was just, pressed.
func (w *window) busy() bool {
	return ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) || inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) ||
		len(inpututil.AppendPressedKeys(nil)) > 0 || len(inpututil.AppendJustReleasedKeys(nil)) > 0
}

// picture takes a point of the window into the scene's picture.
func (w *window) picture(at scene.Point) scene.Point {
	return scene.Point{X: at.X, Y: at.Y - w.top()}
}

func (w *window) press(at scene.Point) {
	w.hand.pressed = !w.surface.covers(at)
	w.hand.start, w.hand.drags = at, false
	w.hand.turning = w.hand.pressed && w.scene.Layout().Map.Contains(w.picture(at))
}

func (w *window) move(at scene.Point, shift bool) {
	switch {
	case w.hand.pressed && w.hand.turning:
		w.hand.drags = w.hand.drags || math.Hypot(at.X-w.hand.start.X, at.Y-w.hand.start.Y) > moved
		if w.hand.drags {
			w.do(scene.Drag{DX: at.X - w.hand.at.X, DY: at.Y - w.hand.at.Y, Move: shift})
		}
	case !w.hand.pressed:
		p := w.picture(at)
		w.do(scene.PointerMove{At: p, Gone: w.surface.covers(at)})
		w.read(p)
	}
}

func (w *window) lift(at scene.Point, shift bool) {
	if w.hand.pressed && !w.hand.drags {
		w.do(scene.Press{At: w.picture(at), More: shift})
	}
	w.hand.pressed = false
}

// wheel zooms with Ctrl and scrolls without.
func (w *window) wheel(dy float64, at scene.Point) {
	if ebiten.IsKeyPressed(ebiten.KeyControl) && w.scene.Layout().Map.Contains(w.picture(at)) {
		w.do(scene.Zoom{Factor: math.Exp(0.1 * dy)})
		return
	}
	const line = 40
	if to := min(w.most(), max(0, w.scroll-line*dy)); to != w.scroll {
		w.scroll = to
		w.refresh()
	}
}

// names are the keys of the scene's parts as the page calls them.
func names() map[ebiten.Key]string {
	return map[ebiten.Key]string{
		ebiten.KeyArrowLeft: "ArrowLeft", ebiten.KeyArrowRight: "ArrowRight", ebiten.KeyArrowUp: "ArrowUp", ebiten.KeyArrowDown: "ArrowDown",
		ebiten.KeyPageUp: "PageUp", ebiten.KeyPageDown: "PageDown", ebiten.KeyEnter: "Enter", ebiten.KeyEscape: "Escape",
		ebiten.KeyEqual: "+", ebiten.KeyNumpadAdd: "+", ebiten.KeyMinus: "-", ebiten.KeyNumpadSubtract: "-", ebiten.Key0: "0", ebiten.KeyHome: "Home",
	}
}

func (w *window) key(key ebiten.Key, shift bool) error {
	if ebiten.IsKeyPressed(ebiten.KeyControl) || ebiten.IsKeyPressed(ebiten.KeyMeta) {
		return w.command(key)
	}
	switch {
	case key == ebiten.KeyF11:
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	case key == ebiten.KeyEscape && w.surface.strip.asks():
		w.surface.strip.ask = nil
	case key == ebiten.KeyTab:
		w.tab(shift)
	case w.surface.popup != nil:
		w.surface.popupKey(key)
	case w.surface.strip.asks():
	default:
		w.keyAt(key, shift)
	}
	return nil
}

// commands are the keys that are pressed with Ctrl, and what they set.
func commands() map[ebiten.Key]string {
	return map[ebiten.Key]string{
		ebiten.KeyO: "file.open", ebiten.KeyS: "file.save", ebiten.KeyL: "file.link", ebiten.KeyV: "file.paste", ebiten.KeyZ: "run.undo",
	}
}

// command answers a key that is pressed with Ctrl.
func (w *window) command(key ebiten.Key) error {
	name := commands()[key]
	switch {
	case key == ebiten.KeyQ:
		return ebiten.Termination
	case name != "":
		w.set(scene.Set{Name: name})
	}
	return nil
}

// tab goes to the next stop.
func (w *window) tab(back bool) {
	w.surface.next(back)
	f := w.surface.focus
	switch {
	case f.control != "":
		w.do(scene.PointerMove{Gone: true})
	case f.part == scene.MapPart:
		w.do(scene.PointerMove{Gone: true})
	default:
		w.do(scene.Key{Part: f.part, Name: "Focus"})
	}
	w.reveal()
}

// reveal scrolls to what has the focus.
func (w *window) reveal() {
	f := w.surface.focus
	area := scene.Rect{Y: w.surface.above}
	if k := w.surface.knob(f.control); k != nil {
		if k.c.Place == scene.AtHead {
			return
		}
		area = k.area
	} else if f.control == "" {
		for _, p := range w.scene.Layout().Parts(w.words) {
			if p.Part == f.part {
				area = p.Area
				area.Y += w.top()
			}
		}
	}
	const air = 12
	to := w.scroll
	if low := w.height - stripHeight - air; area.Y+area.H > low {
		to += area.Y + area.H - low
	}
	if high := w.surface.above + air; area.Y-(to-w.scroll) < high {
		to -= high - (area.Y - (to - w.scroll))
	}
	if to = min(w.most(), max(0, to)); to != w.scroll {
		w.scroll = to
		w.refresh()
	}
}

// keyAt answers a key where the focus is.
func (w *window) keyAt(key ebiten.Key, shift bool) {
	f := w.surface.focus
	if k := w.surface.knob(f.control); k != nil {
		if s, ok := press(w.control(f.control), key); ok {
			w.set(s)
			return
		}
		if key == ebiten.KeyEscape {
			w.surface.to(stop{})
			return
		}
		if w.surface.typing() || key == ebiten.KeySpace || key == ebiten.KeyEnter {
			return // the widget's own
		}
	}
	switch key {
	case ebiten.KeySpace:
		w.set(scene.Set{Name: "run.train"})
	case ebiten.KeyPeriod:
		w.set(scene.Set{Name: "run.step"})
	case ebiten.KeyT:
		w.set(scene.Set{Name: "view.theme"})
	default:
		if w.shortcut(key.String()) {
			return
		}
		if name, ok := names()[key]; ok && f.control == "" {
			w.do(scene.Key{Part: f.part, Name: name, More: shift})
		}
	}
}

// control is a control as it is now, which may not be drawn yet.
func (w *window) control(name string) scene.Control {
	for _, c := range append(w.controls(), w.scene.Controls()...) {
		if c.Name == name {
			return c
		}
	}
	return scene.Control{}
}

// shortcut presses the control of the scene that a letter belongs to, if there
// is one.
func (w *window) shortcut(letter string) bool {
	for _, c := range w.scene.Controls() {
		if c.Shortcut == letter && len(letter) == 1 {
			w.do(c.Next())
			return true
		}
	}
	return false
}
