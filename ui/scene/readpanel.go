package scene

// readPanel sets the readout into its part of the picture.
func (f *frame) readPanel() {
	if f.state.Mode == OnePixel {
		f.pixelPanel()
		return
	}
	r := NewReadout(f.state, f.sub, f.v)
	area, th := f.lay.Readout, f.th
	at := Point{area.X, area.Y + f.v.rem(1.25)}
	at = f.readTitle(at, r)
	at.Y += f.v.rem(1.875)
	if r.Text != "" {
		at.Y = f.paragraph(at, min(area.W, f.v.rem(34)), f.v.rem(0.875), f.v.rem(1.3125), th.Ink2, r.Text)
	}
	if r.Big != "" {
		big := f.font(Bold, 1.75)
		f.pic.text(at.add(0, f.v.rem(0.5)), r.Big, big, Left, th.Ink)
		f.pic.text(at.add(big.Width(r.Big)+f.v.rem(0.625), f.v.rem(0.3)), r.BigNote, f.font(Regular, 0.875), Left, th.Ink2)
		at.Y += f.v.rem(1)
	}
	if len(r.Chips) > 0 {
		at.Y = f.chips(Rect{at.X, at.Y, area.W, f.v.rem(3.75)}, r.Chips)
	}
	if len(r.Equation) > 0 {
		at.Y = f.equation(Rect{at.X, at.Y - f.v.rem(0.4), area.W, 0}, r.Equation)
	}
	if r.Note != "" {
		f.paragraph(at.add(0, f.v.rem(0.9)), area.W, f.v.rem(0.8125), f.v.rem(1.2), th.Ink3, r.Note)
	}
}

// readTitle draws title, coordinates and tags, and wraps the tags where they
// do not fit.
func (f *frame) readTitle(at Point, r Readout) Point {
	x := at.X
	for _, p := range spans(r.Title) {
		font := f.font(Bold, 1.25)
		if p.mark == '_' {
			font = f.font(Italic, 1.25)
		}
		f.pic.text(Point{x, at.Y}, p.s, font, Left, f.th.Ink)
		x += font.Width(p.s)
	}
	x += f.v.rem(0.75)
	if r.Sub != "" {
		x = f.rich(Point{x, at.Y}, f.v.rem(0.8125), f.th.Ink3, r.Sub) + f.v.rem(0.75)
	}
	font := f.font(Bold, 0.75)
	for _, tag := range r.Tags {
		w := font.Width(tag) + f.v.rem(0.9)
		if x+w > f.lay.Readout.X+f.lay.Readout.W {
			x = at.X
			at.Y += f.v.rem(1.5)
		}
		f.round(Rect{x, at.Y - f.v.rem(0.95), w, f.v.rem(1.3)}, f.v.rem(0.65), f.th.AccentSoft)
		f.pic.text(Point{x + w/2, at.Y - f.v.rem(0.05)}, tag, font, Center, f.th.Accent)
		x += w + f.v.rem(0.375)
	}
	return at
}

// chips draws buttons that name filter elements, in as many lines as fit.
func (f *frame) chips(area Rect, targets []Target) (bottom float64) {
	font := f.font(Regular, 0.75)
	h := f.v.rem(1.5)
	x, y := area.X, area.Y
	for i, t := range targets {
		name := f.v.Words.T("filter %d,%d,%d", t.K, t.S1, t.S2)
		w := font.Width(name) + f.v.rem(0.75)
		more := font.Width(f.v.Words.T("and %d more", 99)) + f.v.rem(0.75)
		if x+w > area.X+area.W {
			x, y = area.X, y+h+f.v.rem(0.3)
		}
		last := y+2*h > area.Y+area.H
		if last && x+w+more > area.X+area.W && i < len(targets)-1 {
			f.pic.text(Point{x + f.v.rem(0.25), y + h*0.68}, f.v.Words.T("and %d more", len(targets)-i), font, Left, f.th.Ink3)
			break
		}
		r := Rect{x, y, w, h}
		f.pic.rect(r, f.th.Surface)
		f.pic.frame(r.inset(0.5), f.th.Line, 1)
		ink := f.th.Ink2
		if f.state.Hover == t {
			ink = f.th.Accent
		}
		f.pic.text(Point{x + w/2, y + h*0.68}, name, font, Center, ink)
		f.pic.hit(t, r.corners()...)
		x += w + f.v.rem(0.3)
	}
	return y + h + f.v.rem(1.2)
}

// equation draws aligned lines on a sunken ground and returns the baseline
// below it. Lines that are too wide are set smaller, and then go on in the
// next line; they are not cut.
func (f *frame) equation(area Rect, lines [][2]string) (bottom float64) {
	size, inner := f.v.rem(0.875), f.v.rem(0.75)
	left, right := 0.0, 0.0
	measure := func() {
		left, right = 0, 0
		for _, l := range lines {
			left = max(left, f.richWidth(size, l[0]))
			right = max(right, f.richWidth(size, l[1]))
		}
	}
	measure()
	if room := area.W - 3*inner; left+right > room {
		size *= max(0.8, room/(left+right))
		measure()
		lines = f.brokenLines(lines, size, room-left)
	}
	leading := f.v.rem(1.5)
	area.H = float64(len(lines))*leading + inner
	f.round(area, f.v.rem(0.5), f.th.Sunken)
	for i, l := range lines {
		y := area.Y + inner/2 + (float64(i)+0.68)*leading
		f.rich(Point{area.X + inner, y}, size, f.th.Ink, l[0])
		f.rich(Point{area.X + 1.75*inner + left, y}, size, f.th.Ink, l[1])
	}
	return area.Y + area.H + f.v.rem(0.75)
}

// brokenLines breaks the right sides of lines that are wider than room.
func (f *frame) brokenLines(lines [][2]string, size, room float64) [][2]string {
	var all [][2]string
	for _, l := range lines {
		for i, part := range broken(l[1], room, func(s string) float64 { return f.richWidth(size, s) }) {
			if i == 0 {
				all = append(all, [2]string{l[0], part})
			} else {
				all = append(all, [2]string{"", part})
			}
		}
	}
	return all
}
