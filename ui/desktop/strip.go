package main

import (
	"image"
	"image/color"
	"strings"

	"github.com/ebitenui/ebitenui/widget"

	"filtermaplab/ui/scene"
)

// strip is the line at the window's foot. It says how the run stands, what a
// control is for, what has been done and what went wrong; and it asks for the
// name of a file.
type strip struct {
	left, right *widget.Text
	field       *widget.TextInput
	yes, no     *widget.Button

	ask *question // nil where nothing is asked
}

// question is what the strip asks for: a name.
type question struct {
	label, button, value string
	answer               func(string)
}

const stripHeight = 52

func (s *strip) asks() bool { return s.ask != nil }

func (s *strip) build(m maker, band *widget.Container) {
	none := &knob{}
	text := func(h widget.TextPosition) *widget.Text {
		return widget.NewText(widget.TextOpts.Text("", m.faces[scene.Regular], color.NRGBA(m.th.Ink2)), widget.TextOpts.Position(h, widget.TextPositionCenter))
	}
	s.left, s.right = text(widget.TextPositionStart), text(widget.TextPositionEnd)
	old := ""
	if s.field != nil {
		old = s.field.GetText()
	}
	s.field = widget.NewTextInput(
		widget.TextInputOpts.Image(m.field),
		widget.TextInputOpts.Face(m.faces[scene.Regular]),
		widget.TextInputOpts.Color(m.ink(false)),
		widget.TextInputOpts.Padding(m.inset(10)),
		widget.TextInputOpts.CaretOpts(widget.CaretOpts.Size(m.faces[scene.Regular], m.px(1.5))),
		widget.TextInputOpts.AllowDuplicateSubmit(true),
		widget.TextInputOpts.SubmitHandler(func(*widget.TextInputChangedEventArgs) { s.answer() }),
	)
	s.field.SetText(old)
	s.yes = m.worded(none, m.words.T("Open"), m.act, m.th.OnAccent, func() { s.answer() })
	s.no = m.worded(none, m.words.T("Cancel"), m.quiet, m.th.Ink2, func() { s.ask = nil })
	for _, w := range []widget.PreferredSizeLocateableWidget{s.left, s.right, s.field, s.yes, s.no} {
		band.AddChild(w)
	}
}

func (s *strip) answer() {
	if q := s.ask; q != nil {
		s.ask = nil
		q.answer(strings.TrimSpace(s.field.GetText()))
	}
}

// put asks q. The field has the keyboard until it is answered or let go.
func (s *strip) put(q *question) {
	s.ask = q
	s.field.SetText(q.value)
	s.yes.Text().Label = q.button
}

// say shows what there is to say.
func (s *strip) say(left string, ink scene.Color, right string) {
	s.left.Label, s.left.Color, s.right.Label = left, color.NRGBA(ink), right
}

// place lays the line out.
func (s *strip) place(r scene.Rect, k *skin) {
	put := func(w widget.PreferredSizeLocateableWidget, x, width float64, shown bool) {
		y := r.Y + (r.H-slot)/2
		w.SetLocation(image.Rect(k.px(x), k.px(y), k.px(x+width), k.px(y+slot)))
		w.GetWidget().Visibility = widget.Visibility_Show
		if !shown {
			w.GetWidget().Visibility = widget.Visibility_Hide
		}
	}
	x, end := r.X+margin, r.X+r.W-margin
	if q := s.ask; q != nil {
		label := width(scene.Bold, q.label)
		yes, no := width(scene.Bold, q.button)+24, width(scene.Bold, s.no.Text().Label)+24
		s.left.Label, s.left.Color, s.left.MaxWidth = q.label, color.NRGBA(k.th.Ink), 0
		put(s.left, x, label+gap, true)
		put(s.no, end-no, no, true)
		put(s.yes, end-no-gap-yes, yes, true)
		put(s.field, x+label+2*gap, end-no-yes-3*gap-x-label-gap, true)
		put(s.right, end, 0, false)
		return
	}
	room := width(scene.Regular, s.right.Label)
	beside := end - x - room - margin
	if width(scene.Regular, s.left.Label) > beside { // what is asked for goes first
		beside, room = end-x, 0
	}
	s.left.MaxWidth = beside * k.ratio
	put(s.left, x, beside, true)
	put(s.right, end-room, room, room > 0)
	put(s.field, x, 0, false)
	put(s.yes, x, 0, false)
	put(s.no, x, 0, false)
}
