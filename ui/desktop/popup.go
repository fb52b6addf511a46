package main

import (
	"math"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
)

// popup is the open list of a control's options, in as many columns as the
// window's height asks for.
type popup struct {
	of      *knob
	area    scene.Rect
	window  *widget.Window
	buttons []*widget.Button
	rows    int
	chosen  int // where the keyboard is
}

// open shows the options of k, below it where there is room, or above.
func (s *surface) open(k *knob) {
	if s.popup != nil {
		s.close()
		return
	}
	const row, pad = 30, 4
	n := len(k.c.Options)
	room := s.place.h - s.above - stripHeight - 2*pad
	p := &popup{of: k}
	p.rows = min(n, max(1, int(room/row)))
	columns := (n + p.rows - 1) / p.rows
	button := k.front().at
	wide := button.W - 2*pad
	for _, o := range k.c.Options {
		wide = max(wide, math.Ceil(width(scene.Bold, o.Label))+24)
	}
	p.area = scene.Rect{
		X: k.area.X + button.X, Y: k.area.Y + slot + 4,
		W: float64(columns)*wide + 2*pad, H: float64(p.rows)*row + 2*pad,
	}
	p.area.X = max(pad, min(p.area.X, s.place.w-p.area.W-pad))
	if low := s.place.h - stripHeight - pad; p.area.Y+p.area.H > low {
		if above := k.area.Y - 4 - p.area.H; above >= s.above && k.c.Place != scene.AtHead {
			p.area.Y = above
		} else {
			p.area.Y = max(pad, low-p.area.H)
		}
	}
	list := widget.NewContainer(widget.ContainerOpts.Layout(free{}), widget.ContainerOpts.BackgroundImage(s.skin.pop))
	m := s.maker()
	for i, o := range k.c.Options {
		look, ink := s.skin.onMap, s.skin.th.Ink
		if o.Value == k.c.Value {
			look, ink, p.chosen = s.skin.chosen, s.skin.th.Accent, i
		}
		b := m.worded(k, o.Label, look, ink, func() {
			s.close()
			s.set(scene.Set{Name: k.c.Name, Value: o.Value})
		})
		x, y := p.area.X+pad+float64(i/p.rows)*wide, p.area.Y+pad+float64(i%p.rows)*row
		b.GetWidget().Rect = s.rect(scene.Rect{X: x, Y: y, W: wide, H: row})
		list.AddChild(b)
		p.buttons = append(p.buttons, b)
	}
	p.window = widget.NewWindow(widget.WindowOpts.Contents(list), widget.WindowOpts.CloseMode(widget.NONE))
	p.window.SetLocation(s.rect(p.area))
	s.ui.AddWindow(p.window)
	s.popup = p
	if s.focus.control == k.c.Name {
		p.to(p.chosen)
	}
}

// close puts an open list away.
func (s *surface) close() {
	if s.popup == nil {
		return
	}
	s.popup.window.Close()
	s.popup = nil
	s.hovered = ""
	s.refocus()
}

// to leads the keyboard to option i.
func (p *popup) to(i int) {
	p.chosen = min(len(p.buttons)-1, max(0, i))
	p.buttons[p.chosen].Focus(true)
}

// popupKey answers a key while the list is open.
func (s *surface) popupKey(key ebiten.Key) {
	p := s.popup
	switch key {
	case ebiten.KeyArrowDown:
		p.to(p.chosen + 1)
	case ebiten.KeyArrowUp:
		p.to(p.chosen - 1)
	case ebiten.KeyArrowRight, ebiten.KeyPageDown:
		p.to(p.chosen + p.rows)
	case ebiten.KeyArrowLeft, ebiten.KeyPageUp:
		p.to(p.chosen - p.rows)
	case ebiten.KeyHome:
		p.to(0)
	case ebiten.KeyEnd:
		p.to(len(p.buttons) - 1)
	case ebiten.KeyEscape:
		s.close()
	}
}
