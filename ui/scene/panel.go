package scene

import (
	"math"
	"strconv"
)

// Panel is the scene's controls drawn with its own operations, for places that
// have no controls of their own: the desktop. Coordinates are the picture's;
// the head's controls stand above it, at negative Y, and the geometry's below.
type Panel struct {
	Ops     []Op
	Handles []Handle
	Above   float64 // height of the head
	Below   float64 // height of the geometry
}

// Handle is an area that sets a control.
type Handle struct {
	Area Rect
	Set  Set
	// A slider's value follows the pointer: from Min at the left end of Track
	// to Max at the right, in steps.
	Slides         bool
	Track          Rect
	Min, Max, Step float64
}

// At is the input of a pointer at p.
func (h Handle) At(p Point) Set {
	if !h.Slides {
		return h.Set
	}
	t := min(1, max(0, (p.X-h.Track.X)/h.Track.W))
	v := h.Min + math.Round(t*(h.Max-h.Min)/h.Step)*h.Step
	return Set{h.Set.Name, strconv.FormatFloat(v, 'f', -1, 64)}
}

// Pick returns the handle at p.
func (p *Panel) Pick(at Point) (Handle, bool) {
	for _, h := range p.Handles {
		if h.Area.Contains(at) {
			return h, true
		}
	}
	return Handle{}, false
}

// NewPanel draws controls around and over a picture of layout l.
func NewPanel(controls []Control, l Layout, v View) *Panel {
	p := &Panel{Above: v.slot() + v.rem(1.5)}
	w := &writer{panel: p, v: v, th: v.Theme, pic: &Picture{}}
	w.pic.rect(Rect{0, -p.Above, l.W, p.Above}, v.Theme.Surface)
	gap := v.rem(0.5)
	at := map[Place]Point{
		AtHead:     {v.rem(padWide), -p.Above + v.rem(0.75)},
		AtCamera:   {l.Camera.X, l.Camera.Y},
		AtFilm:     {l.Film.X, l.Film.Y},
		AtSlice:    {l.Slicer.X, l.Slicer.Y},
		AtGeometry: {v.rem(padWide), l.H + v.rem(1.5)},
	}
	edge := map[Place]float64{AtHead: l.W, AtCamera: l.W, AtFilm: l.Film.X + l.Film.W, AtSlice: l.Slicer.X + l.Slicer.W, AtGeometry: l.W - v.rem(pad)}
	for _, c := range controls {
		if c.Place == AtGeometry && p.Below == 0 {
			p.Below = v.slot() + v.rem(4.25)
			w.pic.rect(Rect{0, l.H, l.W, p.Below}, v.Theme.Surface)
			w.pic.line(v.Theme.Line, 1, Point{0, l.H + 0.5}, Point{l.W, l.H + 0.5})
			w.pic.text(Point{v.rem(padWide), l.H + v.rem(1.125)}, v.Words.T("Geometry"), Font{Bold, v.rem(0.8125)}, Left, v.Theme.Ink)
		}
		end := w.control(c, at[c.Place], edge[c.Place])
		at[c.Place] = Point{end + gap, at[c.Place].Y}
		if c.Problem != "" {
			w.pic.text(Point{v.rem(padWide), l.H + p.Below - v.rem(0.625)}, c.Problem, Font{Regular, v.rem(0.8125)}, Left, v.Theme.Err)
		}
	}
	p.Ops = w.pic.Ops
	return p
}

// writer draws controls one after the other.
type writer struct {
	panel *Panel
	v     View
	th    Theme
	pic   *Picture
}

// control draws c at a place and returns where it ends.
func (w *writer) control(c Control, at Point, edge float64) (end float64) {
	switch c.Kind {
	case Choice:
		for _, o := range c.Options {
			at.X = w.button(at, o.Label, Set{c.Name, o.Value}, o.Value == c.Value, false) + 2
		}
		return at.X
	case List:
		return w.list(c, at)
	case Range:
		return w.slider(c, at, edge)
	case Number:
		return w.spinner(c, at)
	case Toggle:
		label, value := "▶", "on"
		if c.Name == "fan" {
			label = "fan"
		}
		if c.Value == "on" {
			label, value = map[bool]string{true: "fan", false: "❚❚"}[c.Name == "fan"], ""
		}
		return w.symbol(at, label, Set{c.Name, value})
	}
	if s, ok := map[string]string{"in": "+", "out": "−", "home": "⌂", "step": "▶|"}[c.Name]; ok {
		return w.symbol(at, s, Set{c.Name, ""})
	}
	return w.button(at, c.Label, Set{c.Name, ""}, false, c.Disabled)
}

func (w *writer) handle(r Rect, s Set) {
	w.panel.Handles = append(w.panel.Handles, Handle{Area: r, Set: s})
}

// button draws a word that can be pressed; on is a chosen one.
func (w *writer) button(at Point, label string, s Set, on, off bool) (end float64) {
	font := Font{Bold, w.v.rem(0.8125)}
	r := Rect{at.X, at.Y, font.Width(label) + w.v.rem(1.5), w.v.slot()}
	fill, ink := w.th.Sunken, w.th.Ink2
	if on {
		fill, ink = w.th.AccentSoft, w.th.Accent
	}
	if off {
		ink = w.th.Control
	}
	w.pic.rect(r, fill)
	w.pic.text(Point{r.X + r.W/2, r.Y + r.H/2 + font.Size*0.36}, label, font, Center, ink)
	if !off {
		w.handle(r, s)
	}
	return r.X + r.W
}

// symbol draws a square button. Shapes that fonts lack are drawn as polygons.
func (w *writer) symbol(at Point, name string, s Set) (end float64) {
	r := Rect{at.X, at.Y, w.v.slot(), w.v.slot()}
	c, u, ink := Point{r.X + r.W/2, r.Y + r.H/2}, w.v.rem(0.375), w.th.Ink2
	w.pic.rect(r, w.th.Surface.Alpha(0.85))
	bar := func(x float64) { w.pic.rect(Rect{c.X + x, c.Y - u, u * 0.6, 2 * u}, ink) }
	triangle := func(x float64) {
		w.pic.fill(ink, c.add(x-u*0.7, -u), c.add(x+u, 0), c.add(x-u*0.7, u))
	}
	switch name {
	case "+":
		w.pic.line(ink, 1.6, c.add(0, -u), c.add(0, u))
		w.pic.line(ink, 1.6, c.add(-u, 0), c.add(u, 0))
	case "−":
		w.pic.line(ink, 1.6, c.add(-u, 0), c.add(u, 0))
	case "⌂":
		w.pic.frame(Rect{c.X - u, c.Y - u, 2 * u, 2 * u}, ink, 1.6)
	case "fan":
		for i := range 4 {
			x, y := float64(i)*2*u/3-u, -float64(i)*u/4
			w.pic.line(ink, 1.6, c.add(x, y-u*0.6), c.add(x, y+u))
		}
	case "▶":
		triangle(0)
	case "❚❚":
		bar(-u)
		bar(u * 0.4)
	default:
		triangle(-u * 0.4)
		bar(u * 0.8)
	}
	w.handle(r, s)
	return r.X + r.W
}

// list draws the chosen option between two arrows that go on to the next.
func (w *writer) list(c Control, at Point) (end float64) {
	font := Font{Regular, w.v.rem(0.8125)}
	width := 0.0
	chosen := 0
	for i, o := range c.Options {
		width = max(width, font.Width(o.Label))
		if o.Value == c.Value {
			chosen = i
		}
	}
	arrow := w.v.rem(1.5)
	r := Rect{at.X, at.Y, width + 2*arrow + w.v.rem(0.5), w.v.slot()}
	w.pic.rect(r, w.th.Surface)
	w.pic.frame(r.inset(0.5), w.th.Line, 1)
	y := r.Y + r.H/2
	for i, side := range []float64{-1, 1} {
		x := r.X + arrow/2
		if i == 1 {
			x = r.X + r.W - arrow/2
		}
		w.pic.line(w.th.Ink2, 1.6, Point{x - side*2.5, y - 4}, Point{x + side*2.5, y}, Point{x - side*2.5, y + 4})
		if n := len(c.Options); n > 0 {
			w.handle(Rect{x - arrow/2, r.Y, arrow, r.H}, Set{c.Name, c.Options[wrap(chosen+int(side), n)].Value})
		}
	}
	if len(c.Options) > 0 {
		w.pic.text(Point{r.X + r.W/2, y + font.Size*0.36}, c.Options[chosen].Label, font, Center, w.th.Ink)
		w.handle(r, Set{c.Name, c.Options[wrap(chosen+1, len(c.Options))].Value})
	}
	return r.X + r.W
}

// slider draws a name, a value and a track with a thumb.
func (w *writer) slider(c Control, at Point, edge float64) (end float64) {
	font, bold := Font{Regular, w.v.rem(0.8125)}, Font{Bold, w.v.rem(0.8125)}
	y := at.Y + w.v.slot()/2
	w.pic.text(Point{at.X + w.v.rem(0.25), y + font.Size*0.36}, c.Label, bold, Left, w.th.Ink)
	x := at.X + w.v.rem(0.75) + bold.Width(c.Label)
	w.pic.text(Point{x, y + font.Size*0.36}, c.Text, font, Left, w.th.Ink2)
	x += max(font.Width(c.Text), w.v.rem(1)) + w.v.rem(0.75)
	track := Rect{x, y - 2, min(w.v.rem(12), max(w.v.rem(4), edge-x-w.v.rem(9))), 4}
	v, _ := strconv.ParseFloat(c.Value, 64)
	t := (v - c.Min) / max(c.Max-c.Min, 1e-9)
	w.pic.rect(track, w.th.Control)
	w.pic.rect(Rect{track.X, track.Y, track.W * t, track.H}, w.th.Accent)
	thumb := Rect{track.X + track.W*t - 7, y - 7, 14, 14}
	f := frame{pic: w.pic}
	f.round(thumb, 7, w.th.Accent)
	f.round(thumb.inset(2), 5, w.th.Surface)
	w.panel.Handles = append(w.panel.Handles, Handle{
		Area: Rect{track.X - 8, at.Y, track.W + 16, w.v.slot()}, Set: Set{c.Name, ""},
		Slides: true, Track: track, Min: c.Min, Max: c.Max, Step: c.Step,
	})
	return track.X + track.W + 8
}

// spinner draws a whole number between less and more.
func (w *writer) spinner(c Control, at Point) (end float64) {
	font := Font{Regular, w.v.rem(0.8125)}
	n, _ := strconv.Atoi(c.Value)
	w.pic.text(Point{at.X, at.Y + w.v.slot()/2 + font.Size*0.36}, c.Label, Font{Italic, font.Size}, Left, w.th.Ink2)
	x := at.X + font.Width(c.Label) + w.v.rem(0.25)
	ink := w.th.Ink
	if c.Problem != "" {
		ink = w.th.Err
	}
	part := w.v.rem(1.125)
	for i, d := range []int{-1, 0, 1} {
		r := Rect{x + float64(i)*part, at.Y, part, w.v.slot()}
		w.pic.rect(r, w.th.Sunken)
		s := []string{"−", c.Value, "+"}[i]
		w.pic.text(Point{r.X + r.W/2, r.Y + r.H/2 + font.Size*0.36}, s, font, Center, ink)
		if d != 0 {
			w.handle(r, Set{c.Name, strconv.Itoa(n + d)})
		}
	}
	return x + 3*part
}
