package raster

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"filtermaplab/ui/scene"
)

// typesetter turns letters into outlines.
type typesetter struct {
	fonts map[scene.Face]*sfnt.Font
	buf   sfnt.Buffer
}

func newTypesetter() *typesetter {
	t := &typesetter{fonts: make(map[scene.Face]*sfnt.Font)}
	for _, f := range scene.Faces() {
		parsed, err := sfnt.Parse(f.TTF())
		if err != nil {
			panic("raster: " + f.Name() + ": " + err.Error()) // the fonts are part of the program
		}
		t.fonts[f] = parsed
	}
	return t
}

// haloWidth is how far a halo reaches around letters, in CSS pixels.
const haloWidth = 2

// text draws one line of text.
func (c *canvas) text(o scene.Text) {
	x := o.At.X
	switch o.Align {
	case scene.Center:
		x -= o.Font.Width(o.S) / 2
	case scene.Right:
		x -= o.Font.Width(o.S)
	}
	if o.Halo.A > 0 {
		for _, d := range []scene.Point{{X: -1}, {X: 1}, {Y: -1}, {Y: 1}, {X: -0.7, Y: -0.7}, {X: 0.7, Y: -0.7}, {X: -0.7, Y: 0.7}, {X: 0.7, Y: 0.7}} {
			c.letters(o, x+haloWidth*d.X, o.At.Y+haloWidth*d.Y, o.Halo)
		}
	}
	c.letters(o, x, o.At.Y, o.Color)
}

func (c *canvas) letters(o scene.Text, x, y float64, k scene.Color) {
	size := o.Font.Size
	width := o.Font.Width(o.S)
	c.begin(box{x - size, y - size*1.2, x + width + size, y + size*0.5})
	for _, r := range o.S {
		c.letter(o.Font, r, x, y)
		x += o.Font.Width(string(r))
	}
	c.fill(k)
}

// letter adds the outline of r with its pen at (x,y).
func (c *canvas) letter(f scene.Font, r rune, x, y float64) {
	font := c.type_.fonts[f.Face]
	index, err := font.GlyphIndex(&c.type_.buf, r)
	if err != nil {
		return
	}
	em := fixed.Int26_6(font.UnitsPerEm()) << 6
	outline, err := font.LoadGlyph(&c.type_.buf, index, em, nil)
	if err != nil {
		return
	}
	scale := f.Size / float64(em)
	at := func(p fixed.Point26_6) (float32, float32) {
		return float32((x+float64(p.X)*scale)*c.ratio) - float32(c.area.Min.X),
			float32((y+float64(p.Y)*scale)*c.ratio) - float32(c.area.Min.Y)
	}
	for _, s := range outline {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			c.pen.ClosePath()
			c.pen.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			c.pen.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			c.pen.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			c.pen.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	c.pen.ClosePath()
}
