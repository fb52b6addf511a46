package main

import (
	"image"
	"image/color"
	"math"
	"strconv"

	euimage "github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/input"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
)

// knob is one control as widgets.
type knob struct {
	c      scene.Control
	w      float64 // its width in CSS pixels; a slider may be given more
	pieces []piece
	area   scene.Rect // on the window, in CSS pixels, as last placed

	// update brings the widgets up to a control that differs in its value only.
	update func(c scene.Control)
	// focuser is the widget that has the keyboard's focus when the knob has it.
	focuser func() widget.Focuser

	given float64 // room that a list has given to others
}

// piece is a widget of a knob and where it stands in it, in CSS pixels.
type piece struct {
	w  widget.PreferredSizeLocateableWidget
	at scene.Rect

	elastic bool           // takes the room that is left over
	filled  func() float64 // the part of its width that it is drawn in; nil is all
}

func (k *knob) add(w widget.PreferredSizeLocateableWidget, width float64) {
	k.pieces = append(k.pieces, piece{w: w, at: scene.Rect{X: k.w, W: width, H: slot}})
	k.w += width
}

// front is the piece that has the keyboard's focus when the knob has it.
func (k *knob) front() piece {
	for _, p := range k.pieces {
		if f, ok := p.w.(widget.Focuser); ok && f == k.focuser() {
			return p
		}
	}
	panic("desktop: " + k.c.Name + " has a focus that is none of its widgets")
}

// place moves the knob's widgets to a point of the window.
func (k *knob) place(at scene.Point, s *skin) {
	k.area = scene.Rect{X: at.X, Y: at.Y, W: k.w, H: slot}
	for _, p := range k.pieces {
		x, y, w := s.px(at.X+p.at.X), s.px(at.Y+p.at.Y), p.at.W
		if p.filled != nil {
			w *= p.filled()
		}
		p.w.SetLocation(image.Rect(x, y, x+s.px(w), y+s.px(p.at.H)))
	}
}

// least is the shortest track of a slider, in CSS pixels.
const least = 64

// stretch makes a slider's track so long, if the knob has one.
func (k *knob) stretch(to float64) {
	by, from := 0.0, 0.0
	for i := range k.pieces {
		switch p := &k.pieces[i]; {
		case p.elastic:
			by, from = to-p.at.W, p.at.X
			p.at.W = to
		case p.at.X > from:
			p.at.X += by
		}
	}
	k.w += by
}

// widen gives a slider more room.
func (k *knob) widen(by float64) {
	if t := k.track(); t >= 0 && by > 0 {
		k.stretch(t + by)
	}
}

// narrow takes the room back that a slider was given, or that a list has given.
func (k *knob) narrow() {
	if k.track() >= 0 {
		k.stretch(least)
	}
	k.give(-k.given)
}

// leastList is the narrowest list, in CSS pixels.
const leastList = 92

// give makes a list narrower, for those beside it, if it is wide enough.
func (k *knob) give(by float64) {
	if k.c.Kind != scene.List {
		return
	}
	by = min(by, k.front().at.W-leastList)
	focused := k.focuser()
	for i := range k.pieces {
		p := &k.pieces[i]
		if f, ok := p.w.(widget.Focuser); ok && f == focused {
			p.at.W -= by
			for j := i + 1; j < len(k.pieces); j++ {
				k.pieces[j].at.X -= by
			}
		}
	}
	k.w -= by
	k.given += by
}

// track is how long a slider's track is; -1 where there is none.
func (k *knob) track() float64 {
	for _, p := range k.pieces {
		if p.elastic {
			return p.at.W
		}
	}
	return -1
}

// hide takes the knob off the screen, or brings it back.
func (k *knob) hide(hidden bool) {
	v := widget.Visibility_Show
	if hidden {
		v = widget.Visibility_Hide
	}
	for _, p := range k.pieces {
		p.w.GetWidget().Visibility = v
	}
}

// maker makes knobs of controls.
type maker struct {
	*skin
	words *words.Table
	set   func(scene.Set)
	over  func(c scene.Control, on bool) // the pointer has come, or gone
	list  func(k *knob)                  // opens the options of a list
}

func (m maker) make(c scene.Control) *knob {
	k := &knob{c: c, update: func(scene.Control) {}}
	switch c.Kind {
	case scene.Choice:
		m.choice(k)
	case scene.List:
		m.options(k)
	case scene.Range:
		m.slider(k)
	case scene.Number:
		m.number(k)
	default:
		m.button(k)
	}
	return k
}

// hovers lets the pointer be noticed.
func (m maker) hovers(k *knob) widget.WidgetOpt {
	return func(w *widget.Widget) {
		widget.WidgetOpts.CursorEnterHandler(func(*widget.WidgetCursorEnterEventArgs) { m.over(k.c, true) })(w)
		widget.WidgetOpts.CursorExitHandler(func(*widget.WidgetCursorExitEventArgs) { m.over(k.c, false) })(w)
	}
}

// worded is a button with a word on it.
func (m maker) worded(k *knob, label string, look *widget.ButtonImage, ink scene.Color, press func()) *widget.Button {
	return widget.NewButton(
		widget.ButtonOpts.WidgetOpts(m.hovers(k)),
		widget.ButtonOpts.Image(look),
		widget.ButtonOpts.Text(label, m.faces[scene.Bold], m.letters(ink)),
		widget.ButtonOpts.ClickedHandler(func(*widget.ButtonClickedEventArgs) { press() }),
	)
}

// label is a word beside a control.
func (m maker) label(k *knob, text string, face scene.Face, ink scene.Color, room float64) *widget.Text {
	t := widget.NewText(
		widget.TextOpts.WidgetOpts(m.hovers(k)),
		widget.TextOpts.Text(text, m.faces[face], color.NRGBA(ink)),
		widget.TextOpts.Position(widget.TextPositionStart, widget.TextPositionCenter),
	)
	k.add(t, max(room, math.Ceil(width(face, text)))+gap)
	return t
}

// signOf names the sign of a control; "" where it shows words.
func signOf(c scene.Control) string {
	switch {
	case c.Name == "play" && c.Value != "":
		return "pause"
	case c.Name == "run.step":
		return "step"
	case c.Name == "run.reset":
		return "reset"
	case c.Place == scene.AtCamera || c.Place == scene.AtFilm || c.Name == "fit":
		return c.Name
	}
	return ""
}

// button makes a Button or a Toggle: a sign where there is one, or a word.
func (m maker) button(k *knob) {
	press := func() { m.set(k.c.Next()) }
	var b *widget.Button
	if signOf(k.c) != "" {
		b = widget.NewButton(
			widget.ButtonOpts.WidgetOpts(m.hovers(k)),
			widget.ButtonOpts.Image(m.signed(k.c)),
			widget.ButtonOpts.Graphic(nil),
			widget.ButtonOpts.ClickedHandler(func(*widget.ButtonClickedEventArgs) { press() }),
		)
		k.add(b, slot)
	} else {
		look, ink := m.quiet, m.th.Ink2
		if k.c.Name == "run.train" {
			look, ink = m.act, m.th.OnAccent
		}
		b = m.worded(k, k.c.Label, look, ink, press)
		room := width(scene.Bold, k.c.Label)
		for _, o := range k.c.Options { // what the label may become
			room = max(room, width(scene.Bold, o.Label))
		}
		k.add(b, math.Ceil(room)+24)
	}
	k.focuser = func() widget.Focuser { return b }
	k.update = func(c scene.Control) {
		b.GetWidget().Disabled = c.Disabled
		if name := signOf(c); name != "" {
			ink := m.th.Ink2
			if c.Name == "fan" && c.Value != "" {
				ink = m.th.Accent
			}
			img := m.icon(name, slot, ink)
			b.GraphicImage = &widget.ButtonImageImage{Idle: img, Disabled: img}
			b.Image = m.signed(c)
			return
		}
		b.Text().Label = c.Label
	}
	k.update(k.c)
}

// signed is the look of a button with a sign, which may lie on the map.
func (m maker) signed(c scene.Control) *widget.ButtonImage {
	if c.Name == "fan" && c.Value != "" {
		return m.chosen
	}
	return m.onMap
}

// choice makes one button an option, all in one trough.
func (m maker) choice(k *knob) {
	const rim = 2
	trough := widget.NewGraphic(widget.GraphicOpts.ImageNineSlice(m.trough))
	k.pieces = append(k.pieces, piece{w: trough})
	k.w = rim
	var all []*widget.Button
	for _, o := range k.c.Options {
		b := m.worded(k, o.Label, m.segment, m.th.Ink2, func() { m.set(scene.Set{Name: k.c.Name, Value: o.Value}) })
		all = append(all, b)
		k.add(b, math.Ceil(width(scene.Bold, o.Label))+24)
		at := &k.pieces[len(k.pieces)-1].at
		at.Y, at.H = rim, slot-2*rim
		k.w += rim
	}
	k.pieces[0].at = scene.Rect{W: k.w, H: slot}
	k.update = func(c scene.Control) {
		for i, b := range all {
			b.Image, b.TextColor = m.segment, m.letters(m.th.Ink2)
			if c.Options[i].Value == c.Value {
				b.Image, b.TextColor = m.pill, m.letters(m.th.Ink)
				k.focuser = func() widget.Focuser { return b }
			}
			b.GetWidget().Disabled = c.Disabled
		}
	}
	k.focuser = func() widget.Focuser { return all[0] }
	k.update(k.c)
}

// options makes a button that shows what is chosen and opens the rest.
func (m maker) options(k *knob) {
	if k.c.Place == scene.AtGeometry { // elsewhere what is chosen says enough
		m.label(k, k.c.Label, scene.Regular, m.th.Ink2, 0)
	}
	room := 0.0
	for _, o := range k.c.Options {
		room = max(room, width(scene.Bold, o.Label))
	}
	b := widget.NewButton(
		widget.ButtonOpts.WidgetOpts(m.hovers(k)),
		widget.ButtonOpts.Image(m.entry),
		widget.ButtonOpts.TextPosition(widget.TextPositionStart, widget.TextPositionCenter),
		widget.ButtonOpts.TextPadding(widget.Insets{Left: m.px(12)}),
		widget.ButtonOpts.Text("", m.faces[scene.Bold], m.letters(m.th.Ink)),
		widget.ButtonOpts.ClickedHandler(func(*widget.ButtonClickedEventArgs) { m.list(k) }),
	)
	k.add(b, math.Ceil(room)+12+32)
	arrow := widget.NewGraphic(widget.GraphicOpts.Image(m.icon("more", chevronSize, m.th.Ink3)))
	k.pieces = append(k.pieces, piece{w: arrow, at: scene.Rect{X: k.w - chevronSize - 10, Y: (slot - chevronSize) / 2, W: chevronSize, H: chevronSize}})
	k.focuser = func() widget.Focuser { return b }
	k.update = func(c scene.Control) {
		b.GetWidget().Disabled = c.Disabled
		for _, o := range c.Options {
			if o.Value == c.Value {
				b.Text().Label = o.Label
			}
		}
	}
	k.update(k.c)
}

// chevronSize is the side of the sign for a list, in CSS pixels.
const chevronSize = 12

// slider makes a name, a value and a track. ebitenui counts whole steps.
func (m maker) slider(k *knob) {
	steps := func(c scene.Control) int { return int(math.Round((c.Max - c.Min) / c.Step)) }
	here := func(c scene.Control) int {
		v, _ := strconv.ParseFloat(c.Value, 64)
		return int(math.Round((v - c.Min) / c.Step))
	}
	name := m.label(k, k.c.Label, scene.Bold, m.th.Ink, 0)
	value := m.label(k, k.c.Text, scene.Regular, m.th.Ink2, valueRoom(k.c))
	quiet := false // the slider moves because the value has moved
	var s *widget.Slider
	s = widget.NewSlider(
		widget.SliderOpts.WidgetOpts(m.hovers(k), widget.WidgetOpts.MouseButtonPressedHandler(func(args *widget.WidgetMouseButtonPressedEventArgs) {
			// A press on the track goes there.
			r, thumb := s.GetWidget().Rect, m.px(thumbSize)
			x, _ := input.CursorPosition()
			t := float64(x-r.Min.X-thumb/2) / float64(max(1, r.Dx()-thumb))
			s.Current = int(math.Round(min(1, max(0, t)) * float64(s.Max)))
		})),
		widget.SliderOpts.Direction(widget.DirectionHorizontal),
		widget.SliderOpts.MinMax(0, steps(k.c)),
		widget.SliderOpts.Images(&widget.SliderTrackImage{}, m.thumb), // the track lies below
		widget.SliderOpts.FixedHandleSize(m.px(thumbSize)),
		widget.SliderOpts.MinHandleSize(m.px(thumbSize)),
		widget.SliderOpts.PageSizeFunc(func() int { return 0 }), // pressing and keys are ours
		widget.SliderOpts.DisableDefaultKeys(true),
		widget.SliderOpts.ChangedHandler(func(args *widget.SliderChangedEventArgs) {
			if !quiet && args.Current != here(k.c) {
				m.set(scene.Set{Name: k.c.Name, Value: strconv.FormatFloat(k.c.Min+float64(args.Current)*k.c.Step, 'f', -1, 64)})
			}
		}),
	)
	filled := func() float64 { return float64(s.Current) / float64(max(1, s.Max)) }
	at := scene.Rect{X: k.w, W: least, H: slot}
	groove := func(i *euimage.NineSlice) widget.PreferredSizeLocateableWidget {
		return widget.NewGraphic(widget.GraphicOpts.ImageNineSlice(i))
	}
	k.pieces = append(k.pieces, piece{w: groove(m.track), at: at, elastic: true},
		piece{w: groove(m.past), at: at, elastic: true, filled: filled}, piece{w: s, at: at, elastic: true})
	k.w += least
	k.focuser = func() widget.Focuser { return s }
	k.update = func(c scene.Control) {
		quiet = true
		s.Max, s.Current = steps(c), here(c)
		quiet = false
		name.Label, value.Label = c.Label, c.Text
		s.GetWidget().Disabled = c.Disabled
	}
	k.update(k.c)
}

// valueRoom is the width of a slider's longest value, so that the track stays
// where it is.
func valueRoom(c scene.Control) float64 {
	if c.Text == "" {
		return 0
	}
	digits := len(strconv.Itoa(int(c.Max) + 1))
	room := width(scene.Regular, "0") * float64(digits)
	if _, err := strconv.Atoi(c.Text); err != nil { // "3 of 16"
		room = 2*room + width(scene.Regular, " of ")
	}
	return max(room, width(scene.Regular, c.Text))
}

// number makes a field for digits between less and more.
func (m maker) number(k *knob) {
	m.label(k, k.c.Label, scene.Italic, m.th.Ink2, width(scene.Italic, "K1"))
	step := func(by int) func() {
		return func() {
			n, _ := strconv.Atoi(k.c.Value)
			m.set(scene.Set{Name: k.c.Name, Value: strconv.Itoa(max(int(k.c.Min), n+by))})
		}
	}
	k.add(m.worded(k, "−", m.quiet, m.th.Ink2, step(-1)), 26)
	ink := m.ink(false)
	field := m.digits(k, 3, ink, func(text string) {
		if text != k.c.Value {
			m.set(scene.Set{Name: k.c.Name, Value: text})
		}
	})
	k.add(field, 40)
	k.add(m.worded(k, "+", m.quiet, m.th.Ink2, step(1)), 26)
	k.focuser = func() widget.Focuser { return field }
	k.update = func(c scene.Control) {
		k.c = c // before the field tells that it has changed
		*ink = *m.ink(c.Problem != "")
		if !field.IsFocused() || field.GetText() != "" {
			field.SetText(c.Value)
		}
	}
	k.update(k.c)
}

// digits is a field for a whole number.
func (m maker) digits(k *knob, most int, ink *widget.TextInputColor, changed func(string)) *widget.TextInput {
	return widget.NewTextInput(
		widget.TextInputOpts.WidgetOpts(m.hovers(k)),
		widget.TextInputOpts.Image(m.field),
		widget.TextInputOpts.Face(m.faces[scene.Regular]),
		widget.TextInputOpts.Color(ink),
		widget.TextInputOpts.Padding(m.inset(8)),
		widget.TextInputOpts.CaretOpts(widget.CaretOpts.Size(m.faces[scene.Regular], m.px(1.5))),
		widget.TextInputOpts.Validation(func(text string) (bool, *string) {
			for _, r := range text {
				if r < '0' || r > '9' {
					return false, nil
				}
			}
			return len(text) <= most, nil
		}),
		widget.TextInputOpts.ChangedHandler(func(args *widget.TextInputChangedEventArgs) { changed(args.InputText) }),
	)
}

// ink are a field's colours.
func (s *skin) ink(wrong bool) *widget.TextInputColor {
	c := s.th.Ink
	if wrong {
		c = s.th.Err
	}
	return &widget.TextInputColor{Idle: color.NRGBA(c), Disabled: color.NRGBA(s.th.Ink3), Caret: color.NRGBA(s.th.Accent), DisabledCaret: color.NRGBA(s.th.Line)}
}

// inset centres a line of text in a control's height.
func (s *skin) inset(side float64) widget.Insets {
	m := s.faces[scene.Regular].Metrics()
	y := (s.px(slot) - (m.Ascent + m.Descent).Round()) / 2
	return widget.Insets{Left: s.px(side), Right: s.px(side), Top: y, Bottom: y}
}

// press is what a key does to a focused control; ok is false for keys that it
// has no use for.
func press(c scene.Control, key ebiten.Key) (s scene.Set, ok bool) {
	by := map[ebiten.Key]int{
		ebiten.KeyArrowLeft: -1, ebiten.KeyArrowDown: -1, ebiten.KeyArrowRight: 1, ebiten.KeyArrowUp: 1,
		ebiten.KeyPageDown: -10, ebiten.KeyPageUp: 10, ebiten.KeyHome: math.MinInt32, ebiten.KeyEnd: math.MaxInt32,
	}[key]
	if by == 0 {
		return s, false
	}
	switch c.Kind {
	case scene.Choice, scene.List:
		if key == ebiten.KeyArrowDown || key == ebiten.KeyArrowUp {
			by = -by // down a list
		}
		for i, o := range c.Options {
			if o.Value == c.Value {
				to := min(len(c.Options)-1, max(0, i+by))
				return scene.Set{Name: c.Name, Value: c.Options[to].Value}, true
			}
		}
	case scene.Range:
		v, _ := strconv.ParseFloat(c.Value, 64)
		v = min(c.Max, max(c.Min, v+float64(by)*c.Step))
		return scene.Set{Name: c.Name, Value: strconv.FormatFloat(v, 'f', -1, 64)}, true
	case scene.Number:
		if key != ebiten.KeyArrowUp && key != ebiten.KeyArrowDown {
			return s, false // the field moves its caret
		}
		n, _ := strconv.Atoi(c.Value)
		return scene.Set{Name: c.Name, Value: strconv.Itoa(max(int(c.Min), n+by))}, true
	}
	return s, false
}
