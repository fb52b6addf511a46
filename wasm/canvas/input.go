//go:build js

package canvas

import (
	"math"
	"syscall/js"

	"filtermaplab/ui/scene"
)

// moved is how far a pointer may wander and still press.
const moved = 4

// hand is what pointers are doing on the microscope.
type hand struct {
	m       *Microscope
	down    map[int]scene.Point // where each pressed pointer is
	start   scene.Point
	drags   bool // it has wandered: this is no press
	turning bool // it began on the map
}

func listen(m *Microscope) {
	h := &hand{m: m, down: make(map[int]scene.Point)}
	host := m.host
	host.On("pointerdown", h.press)
	host.On("pointermove", h.move)
	host.On("pointerup", h.lift)
	host.On("pointercancel", h.lose)
	host.On("pointerleave", func(e js.Value) {
		if len(h.down) == 0 {
			m.do(scene.PointerMove{Gone: true})
		}
	})
	wheel := js.FuncOf(func(_ js.Value, args []js.Value) any {
		e := args[0]
		if e.Get("ctrlKey").Bool() && m.scene.Layout().Map.Contains(m.at(e)) {
			e.Call("preventDefault")
			m.do(scene.Zoom{Factor: math.Exp(-e.Get("deltaY").Float() * 0.002)})
		}
		return nil
	})
	host.Call("addEventListener", "wheel", wheel, map[string]any{"passive": false})
}

// at is where an event happened in the picture.
func (m *Microscope) at(e js.Value) scene.Point {
	r := m.canvas.Call("getBoundingClientRect")
	return scene.Point{X: e.Get("clientX").Float() - r.Get("left").Float(), Y: e.Get("clientY").Float() - r.Get("top").Float()}
}

// mine reports whether an event is the picture's and not a control's.
func (m *Microscope) mine(e js.Value) bool {
	return e.Get("target").Call("closest", "[data-place]").IsNull()
}

func (h *hand) press(e js.Value) {
	if !h.m.mine(e) || e.Get("button").Int() != 0 {
		return
	}
	at := h.m.at(e)
	h.down[e.Get("pointerId").Int()] = at
	if len(h.down) == 1 {
		h.start, h.drags = at, false
		h.turning = h.m.scene.Layout().Map.Contains(at) && e.Get("pointerType").String() != "touch"
	} else {
		h.drags = true // two fingers turn and zoom
	}
	if h.turning {
		h.m.host.Call("setPointerCapture", e.Get("pointerId"))
	}
}

func (h *hand) move(e js.Value) {
	id, at := e.Get("pointerId").Int(), h.m.at(e)
	if e.Get("buttons").Int() == 0 {
		delete(h.down, id) // it was let go outside, where nobody told
	}
	before, pressed := h.down[id]
	switch {
	case !pressed && e.Get("pointerType").String() == "mouse":
		if h.m.mine(e) {
			h.m.do(scene.PointerMove{At: at})
		}
	case !pressed:
	case len(h.down) == 2:
		h.pinch(id, before, at)
	case h.turning:
		if math.Hypot(at.X-h.start.X, at.Y-h.start.Y) > moved {
			h.drags = true
		}
		if h.drags {
			h.m.do(scene.Drag{DX: at.X - before.X, DY: at.Y - before.Y, Move: e.Get("shiftKey").Bool()})
			h.down[id] = at
		}
	}
}

// pinch turns the block with what two fingers do together and zooms with what
// they do against each other.
func (h *hand) pinch(id int, before, at scene.Point) {
	for other, q := range h.down {
		if other == id {
			continue
		}
		was, is := math.Hypot(before.X-q.X, before.Y-q.Y), math.Hypot(at.X-q.X, at.Y-q.Y)
		if was > 0 && is > 0 {
			h.m.do(scene.Zoom{Factor: is / was})
		}
		h.m.do(scene.Drag{DX: (at.X - before.X) / 2, DY: (at.Y - before.Y) / 2})
	}
	h.down[id] = at
}

func (h *hand) lift(e js.Value) {
	id := e.Get("pointerId").Int()
	if _, pressed := h.down[id]; !pressed {
		return
	}
	delete(h.down, id)
	at := h.m.at(e)
	if !h.drags && math.Hypot(at.X-h.start.X, at.Y-h.start.Y) <= 2*moved {
		h.m.do(scene.Press{At: at, More: e.Get("shiftKey").Bool()})
	}
}

func (h *hand) lose(e js.Value) { delete(h.down, e.Get("pointerId").Int()) }
