package scene

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Pen takes the outlines of letters, for painters that fill them themselves.
// Every contour begins with MoveTo and is closed.
type Pen interface {
	MoveTo(x, y float32)
	LineTo(x, y float32)
	QuadTo(x1, y1, x2, y2 float32)
}

// Outline writes the letters of s with the baseline's left end at (x,y), each
// coordinate multiplied by ratio.
func (f Font) Outline(pen Pen, s string, x, y, ratio float64) {
	m := metrics()
	m.mu.Lock()
	defer m.mu.Unlock()
	parsed := m.fonts[f.Face]
	em := fixed.Int26_6(parsed.UnitsPerEm()) << 6
	scale := f.Size / float64(em)
	var buf sfnt.Buffer
	for _, r := range s {
		index, err := parsed.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		segments, err := parsed.LoadGlyph(&buf, index, em, nil)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) (float32, float32) {
			return float32((x + float64(p.X)*scale) * ratio), float32((y + float64(p.Y)*scale) * ratio)
		}
		for _, seg := range segments {
			x1, y1 := at(seg.Args[0])
			switch seg.Op {
			case sfnt.SegmentOpMoveTo:
				pen.MoveTo(x1, y1)
			case sfnt.SegmentOpLineTo:
				pen.LineTo(x1, y1)
			case sfnt.SegmentOpQuadTo: // TrueType has no cubic curves
				x2, y2 := at(seg.Args[1])
				pen.QuadTo(x1, y1, x2, y2)
			}
		}
		x += m.advanceLocked(f.Face, r) * f.Size
	}
}
