package scene

import "strings"

// Sentences and equations are written with four marks: _k3_ is a variable
// (italic), ~7~ a subscript, *mod 4* stands out (bold, accent), ^−.115^ is
// bold. A mark of its own is written twice.

// span is a stretch of text of one kind.
type span struct {
	s    string
	mark byte // 0, '_', '~', '*' or '^'
}

// spans splits a marked text.
func spans(s string) []span {
	var all []span
	for s != "" {
		i := strings.IndexAny(s, "_~*^")
		if i < 0 {
			return append(all, span{s: s})
		}
		if i > 0 {
			all = append(all, span{s: s[:i]})
		}
		mark := s[i]
		s = s[i+1:]
		j := strings.IndexByte(s, mark)
		switch {
		case j < 0: // an open mark lasts to the end
			return append(all, span{s, mark})
		case j == 0:
			all = append(all, span{s: string(mark)})
		default:
			all = append(all, span{s[:j], mark})
		}
		s = s[j+1:]
	}
	return all
}

// plain is a marked text without its marks.
func plain(s string) string {
	var b strings.Builder
	for _, p := range spans(s) {
		b.WriteString(p.s)
	}
	return b.String()
}

// subscript is the size of a subscript; it stands a quarter of that lower.
const subscript = 0.72

// style is how a span is set.
func (f *frame) style(mark byte, size float64, ink Color) (Font, Color) {
	switch mark {
	case '_':
		return Font{Italic, size}, ink
	case '~':
		return Font{Regular, max(subscript*size, f.v.rem(0.6875))}, ink
	case '*':
		return Font{Bold, size}, f.th.Accent
	case '^':
		return Font{Bold, size}, f.th.Ink
	}
	return Font{Regular, size}, ink
}

// rich draws a marked text from at on and returns where it ends.
func (f *frame) rich(at Point, size float64, ink Color, s string) (end float64) {
	for _, p := range spans(s) {
		font, c := f.style(p.mark, size, ink)
		place := at
		if p.mark == '~' {
			place.Y += size * subscript / 4
		}
		f.pic.text(place, p.s, font, Left, c)
		at.X += font.Width(p.s)
	}
	return at.X
}

// richWidth is the width of a marked text.
func (f *frame) richWidth(size float64, s string) float64 {
	w := 0.0
	for _, p := range spans(s) {
		font, _ := f.style(p.mark, size, f.th.Ink)
		w += font.Width(p.s)
	}
	return w
}

// paragraph sets a text without marks in lines no wider than width and
// returns the baseline below the last.
func (f *frame) paragraph(at Point, width, size, leading float64, ink Color, s string) float64 {
	font := Font{Regular, size}
	line := ""
	for _, word := range strings.Fields(s) {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && font.Width(longer) > width {
			f.pic.text(at, line, font, Left, ink)
			at.Y += leading
			longer = word
		}
		line = longer
	}
	if line != "" {
		f.pic.text(at, line, font, Left, ink)
		at.Y += leading
	}
	return at.Y
}
