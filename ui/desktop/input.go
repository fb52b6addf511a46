package main

import (
	"fmt"
	"io/fs"
	"math"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"filtermaplab/engine"
	"filtermaplab/ui/scene"
)

// moved is how far a pointer may wander and still press, in CSS pixels.
const moved = 4

// hand is what the mouse and the keyboard are doing.
type hand struct {
	at, start scene.Point // in the picture
	pressed   bool
	drags     bool
	turning   bool          // the press began on the map
	slides    *scene.Handle // the slider that is being held
	part      scene.Part    // that has the keyboard's focus
}

// input takes mouse, keys and dropped files.
func (w *window) input() error {
	x, y := ebiten.CursorPosition()
	at := scene.Point{X: float64(x) / w.ratio, Y: float64(y)/w.ratio - w.top()}
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	switch {
	case inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft):
		w.press(at)
	case inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft):
		w.lift(at, shift)
	case at != w.hand.at:
		w.move(at, shift)
	}
	w.hand.at = at
	if _, dy := ebiten.Wheel(); dy != 0 {
		w.wheel(dy, at)
	}
	for _, key := range inpututil.AppendJustPressedKeys(nil) {
		if err := w.key(key, shift); err != nil {
			return err
		}
	}
	if files := ebiten.DroppedFiles(); files != nil {
		return w.drop(files)
	}
	return nil
}

func (w *window) press(at scene.Point) {
	w.hand.pressed, w.hand.start, w.hand.drags = true, at, false
	if h, ok := w.controls().Pick(at); ok {
		if h.Slides {
			w.hand.slides = &h
		}
		w.set(h.At(at))
		w.hand.pressed = false
		return
	}
	w.hand.turning = w.scene.Layout().Map.Contains(at)
}

// set changes a control, of the scene or of the run.
func (w *window) set(s scene.Set) {
	if strings.HasPrefix(s.Name, "run.") {
		w.command(s)
		return
	}
	w.do(s)
}

func (w *window) move(at scene.Point, shift bool) {
	switch {
	case w.hand.slides != nil:
		w.set(w.hand.slides.At(at))
	case w.hand.pressed && w.hand.turning:
		w.hand.drags = w.hand.drags || math.Hypot(at.X-w.hand.start.X, at.Y-w.hand.start.Y) > moved
		if w.hand.drags {
			w.do(scene.Drag{DX: at.X - w.hand.at.X, DY: at.Y - w.hand.at.Y, Move: shift})
		}
	case !w.hand.pressed:
		w.do(scene.PointerMove{At: at})
		w.read(at)
	}
}

func (w *window) lift(at scene.Point, shift bool) {
	if w.hand.pressed && !w.hand.drags {
		w.do(scene.Press{At: at, More: shift})
	}
	w.hand.pressed, w.hand.slides = false, nil
}

// wheel zooms with Ctrl and scrolls without.
func (w *window) wheel(dy float64, at scene.Point) {
	if ebiten.IsKeyPressed(ebiten.KeyControl) && w.scene.Layout().Map.Contains(at) {
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
		ebiten.KeyEqual: "+", ebiten.KeyNumpadAdd: "+", ebiten.KeyMinus: "-", ebiten.KeyNumpadSubtract: "-", ebiten.Key0: "0",
	}
}

func (w *window) key(key ebiten.Key, shift bool) error {
	switch key {
	case ebiten.KeySpace:
		w.command(scene.Set{Name: "run.train"})
	case ebiten.KeyPeriod:
		w.send(engine.Step{N: 1})
	case ebiten.KeyF11:
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	case ebiten.KeyT:
		w.dark = !w.dark
		w.scene.Resize(w.view())
		w.refresh()
	case ebiten.KeyTab:
		w.focus(shift)
	case ebiten.KeyL:
		if ebiten.IsKeyPressed(ebiten.KeyControl) {
			fmt.Println(w.link())
		}
	case ebiten.KeyQ:
		if ebiten.IsKeyPressed(ebiten.KeyControl) {
			return ebiten.Termination
		}
	case ebiten.KeyM, ebiten.KeyP, ebiten.KeyN:
		w.shortcut(key.String())
	default:
		if name, ok := names()[key]; ok {
			w.do(scene.Key{Part: w.hand.part, Name: name, More: shift})
		}
	}
	return nil
}

// link is the fragment of a link to this run and this view.
func (w *window) link() string {
	values := w.status.ready.Config.Values()
	for key, v := range w.scene.Link().Values() {
		values[key] = v
	}
	return values.Encode()
}

// focus goes to the next part, or back.
func (w *window) focus(back bool) {
	parts := w.scene.Layout().Parts(w.words)
	step := 1
	if back {
		step = len(parts) - 1
	}
	w.hand.part = parts[(int(w.hand.part)+step)%len(parts)].Part
	if w.hand.part == scene.MapPart {
		w.do(scene.PointerMove{Gone: true})
	} else {
		w.do(scene.Key{Part: w.hand.part, Name: "Focus"})
	}
}

// shortcut presses the control that a key belongs to.
func (w *window) shortcut(key string) {
	for _, c := range w.scene.Controls() {
		if c.Shortcut == key {
			w.do(c.Next())
			return
		}
	}
}

// drop reads the first file that was dropped on the window.
func (w *window) drop(files fs.FS) error {
	return fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := files.Open(path)
		if err != nil {
			w.status.failure = err.Error()
			return fs.SkipAll
		}
		w.send(engine.Load{Name: path, R: f})
		return fs.SkipAll
	})
}
