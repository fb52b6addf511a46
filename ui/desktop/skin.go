package main

import (
	"image/color"
	"math"

	euimage "github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"

	"filtermaplab/ui/scene"
)

// The sizes of controls, in CSS pixels: those of the page.
const (
	slot       = 36 // height of a control
	gap        = 8
	margin     = 20
	textSize   = 13
	titleSize  = 16
	cornerSize = 8
	pillCorner = 6
	thumbSize  = 16
)

// skin is how ebitenui's widgets look: the scene's theme and fonts, drawn for
// the pixels of one screen.
type skin struct {
	th    scene.Theme
	ratio float64
	pen   painter // of signs

	faces  [3]font.Face // by scene.Face, at textSize
	titles font.Face

	quiet, chosen, act, onMap, entry       *widget.ButtonImage
	segment, pill                          *widget.ButtonImage // of a choice, in its trough
	field                                  *widget.TextInputImage
	thumb                                  *widget.ButtonImage
	ground, pop, over, trough, track, past *euimage.NineSlice
}

func newSkin(th scene.Theme, ratio float64) (*skin, error) {
	s := &skin{th: th, ratio: ratio}
	for _, f := range scene.Faces() {
		parsed, err := opentype.Parse(f.TTF())
		if err != nil {
			return nil, err
		}
		// Not hinted, so that texts are as wide as scene.Font measures.
		face := func(size float64) (font.Face, error) {
			return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size * ratio, DPI: 72, Hinting: font.HintingNone})
		}
		if s.faces[f], err = face(textSize); err != nil {
			return nil, err
		}
		if f == scene.Bold {
			if s.titles, err = face(titleSize); err != nil {
				return nil, err
			}
		}
	}
	none := scene.Color{}
	button := func(fill, hover, edge scene.Color) *widget.ButtonImage {
		return &widget.ButtonImage{
			Idle: s.box(fill, edge, cornerSize), Hover: s.box(hover, edge, cornerSize),
			Pressed: s.box(hover.Mix(th.Ink, 0.1), edge, cornerSize), Disabled: s.box(fill, edge, cornerSize),
		}
	}
	s.quiet = button(th.Surface, th.Sunken, th.Line)
	s.chosen = button(th.AccentSoft, th.AccentSoft.Mix(th.Accent, 0.1), th.AccentLine)
	s.act = button(th.Accent, th.Accent.Mix(th.Ink, 0.15), none)
	s.act.Disabled = s.box(th.Sunken, none, cornerSize)
	s.onMap = button(th.Surface.Alpha(0.85), th.Sunken, none)
	s.entry = button(th.Surface, th.Sunken, th.Line)
	s.segment = &widget.ButtonImage{Hover: s.box(th.Sunken.Mix(th.Ink, 0.04), none, pillCorner)}
	s.pill = &widget.ButtonImage{Idle: s.box(th.Surface, th.Line, pillCorner)}
	s.field = &widget.TextInputImage{Idle: s.box(th.Surface, th.Control, cornerSize)}
	s.trough, s.track, s.past = s.box(th.Sunken, none, cornerSize), s.bar(th.Control), s.bar(th.Accent)
	s.thumb = &widget.ButtonImage{
		Idle: s.knob(th.Surface), Hover: s.knob(th.AccentSoft), Pressed: s.knob(th.AccentLine), Disabled: s.knob(th.Surface),
	}
	s.ground = euimage.NewNineSliceColor(color.NRGBA(th.Surface))
	s.over = s.box(th.Surface, th.Line, cornerSize)
	s.pop = s.box(th.Surface, th.Control, cornerSize)
	return s, nil
}

// px is a length of v CSS pixels on the screen.
func (s *skin) px(v float64) int { return int(v*s.ratio + 0.5) }

// box is a rounded rectangle of any size; a colour of nothing leaves fill or
// edge out.
func (s *skin) box(fill, edge scene.Color, corner float64) *euimage.NineSlice {
	r := s.px(corner)
	img := ebiten.NewImage(2*r+1, 2*r+1)
	size := float32(2*r + 1)
	if edge.A > 0 {
		line := float32(s.ratio)
		rounded(img, 0, size, float32(r), edge)
		inner := fill
		if inner.A == 0 {
			inner = s.th.Surface
		}
		rounded(img, line, size-line, float32(r)-line, inner)
	} else if fill.A > 0 {
		rounded(img, 0, size, float32(r), fill)
	}
	return euimage.NewNineSliceSimple(img, r, 1)
}

// rounded fills the square from lo to hi with round corners.
func rounded(img *ebiten.Image, lo, hi, r float32, c scene.Color) {
	var p vector.Path
	p.MoveTo(lo+r, lo)
	p.ArcTo(hi, lo, hi, hi, r)
	p.ArcTo(hi, hi, lo, hi, r)
	p.ArcTo(lo, hi, lo, lo, r)
	p.ArcTo(lo, lo, hi, lo, r)
	p.Close()
	o := &vector.DrawPathOptions{AntiAlias: true}
	o.ColorScale.ScaleWithColor(color.NRGBA(c))
	vector.FillPath(img, &p, nil, o)
}

// bar is a slider's track: a thin line in the middle of a control's height.
func (s *skin) bar(c scene.Color) *euimage.NineSlice {
	h, line := s.px(slot), s.px(4)
	img := ebiten.NewImage(1, h)
	vector.FillRect(img, 0, float32((h-line)/2), 1, float32(line), color.NRGBA(c), false)
	return euimage.NewNineSlice(img, [3]int{0, 1, 0}, [3]int{0, h, 0})
}

// knob is a slider's handle.
func (s *skin) knob(fill scene.Color) *euimage.NineSlice {
	w, h := s.px(thumbSize), s.px(slot)
	img := ebiten.NewImage(w, h)
	x, y, r := float32(w)/2, float32(h)/2, float32(w)/2
	vector.FillCircle(img, x, y, r, color.NRGBA(s.th.Accent), true)
	vector.FillCircle(img, x, y, r-float32(2*s.ratio), color.NRGBA(fill), true)
	return euimage.NewNineSlice(img, [3]int{0, w, 0}, [3]int{0, h, 0})
}

// letters are a button's colours of letters.
func (s *skin) letters(c scene.Color) *widget.ButtonTextColor {
	return &widget.ButtonTextColor{Idle: color.NRGBA(c), Disabled: color.NRGBA(s.th.Control)}
}

// width of a text in CSS pixels.
func width(face scene.Face, text string) float64 {
	return scene.Font{Face: face, Size: textSize}.Width(text)
}

// icon paints one of the signs that fonts lack, into a square of size CSS pixels.
func (s *skin) icon(name string, size float64, c scene.Color) *ebiten.Image {
	img := ebiten.NewImage(s.px(size), s.px(size))
	s.pen.paint(img, sign(name, size/2, c), s.ratio, 0)
	return img
}

// sign draws a sign around (m,m).
func sign(name string, m float64, c scene.Color) []scene.Op {
	const u = 6.0
	var ops []scene.Op
	at := func(x, y float64) scene.Point { return scene.Point{X: m + x, Y: m + y} }
	line := func(points ...scene.Point) {
		ops = append(ops, scene.Line{Points: points, Color: c, Width: 1.6})
	}
	fill := func(points ...scene.Point) {
		ops = append(ops, scene.Polygon{Points: points, Fill: c})
	}
	bar := func(x float64) { fill(at(x, -u), at(x+3.6, -u), at(x+3.6, u), at(x, u)) }
	triangle := func(x float64) { fill(at(x-4.2, -u), at(x+u, 0), at(x-4.2, u)) }
	switch name {
	case "in":
		line(at(0, -u), at(0, u))
		line(at(-u, 0), at(u, 0))
	case "out":
		line(at(-u, 0), at(u, 0))
	case "home": // a block in its frame
		line(at(-u, -2), at(-u, -u), at(-2, -u))
		line(at(2, -u), at(u, -u), at(u, -2))
		line(at(u, 2), at(u, u), at(2, u))
		line(at(-2, u), at(-u, u), at(-u, 2))
	case "fan":
		for i := range 4 {
			x, y := float64(i)*4-u, 1.5-float64(i)*1.5
			line(at(x, y-4), at(x, y+5))
		}
	case "play":
		triangle(0)
	case "pause":
		bar(-u)
		bar(2.4)
	case "more":
		line(at(-4, -1.5), at(0, 2.5), at(4, -1.5))
	case "step":
		line(at(-4, -5), at(2, 0), at(-4, 5), at(-4, -5))
		line(at(4.5, -5), at(4.5, 5))
	case "back":
		line(at(4, -5), at(-2, 0), at(4, 5), at(4, -5))
		line(at(-4.5, -5), at(-4.5, 5))
	case "fit":
		line(at(-5.5, -4), at(-5.5, 4))
		line(at(5.5, -4), at(5.5, 4))
		line(at(-3, 0), at(3, 0))
		line(at(-1, -2.2), at(-3.2, 0), at(-1, 2.2))
		line(at(1, -2.2), at(3.2, 0), at(1, 2.2))
	case "reset":
		var round []scene.Point
		for i := range 25 { // three quarters of a turn and more, to the arrow's tip
			a := math.Pi * (-0.85 + 1.7*float64(i)/24)
			round = append(round, at(5.2*math.Cos(a), 5.2*math.Sin(a)))
		}
		line(round...)
		line(at(-5.6, -5.8), at(-5.2, -2), at(-1.4, -2.4))
	}
	return ops
}
