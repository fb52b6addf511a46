package canvas

import (
	"strconv"
	"strings"

	"filtermaplab/ui/scene"
)

// tape is a picture as numbers, for replay.js.
type tape struct {
	data  []float32
	texts []string
	fonts []string // CSS, named by index
	bytes []byte   // pixels of images
	known map[scene.Font]int
}

// The codes of operations in a tape.
const (
	opPolygon = iota
	opLine
	opText
	opImage
	opClip
	opRect
)

// haloWidth is how far a halo reaches around letters, in CSS pixels.
const haloWidth = 2

// record writes p over what the tape held.
func (t *tape) record(p *scene.Picture) {
	t.data, t.texts, t.bytes = t.data[:0], t.texts[:0], t.bytes[:0]
	if t.known == nil {
		t.known = make(map[scene.Font]int)
	}
	for _, o := range p.Ops {
		switch o := o.(type) {
		case scene.Polygon:
			t.polygon(o)
		case scene.Line:
			t.number(opLine)
			t.points(o.Points)
			t.stroke(o.Color, o.Width, o.Dash)
		case scene.Text:
			t.text(o)
		case scene.Image:
			t.image(o)
		case scene.Clip:
			t.number(opClip)
			if o.Area == (scene.Rect{}) {
				t.number(0)
			} else {
				t.number(1, o.Area.X, o.Area.Y, o.Area.W, o.Area.H)
			}
		}
	}
}

func (t *tape) number(v ...float64) {
	for _, x := range v {
		t.data = append(t.data, float32(x))
	}
}

func (t *tape) points(points []scene.Point) {
	t.number(float64(len(points)))
	for _, p := range points {
		t.data = append(t.data, float32(p.X), float32(p.Y))
	}
}

func (t *tape) color(c scene.Color) {
	t.data = append(t.data, float32(uint32(c.R)<<16|uint32(c.G)<<8|uint32(c.B)), float32(c.A))
}

func (t *tape) stroke(c scene.Color, width float64, dash []float64) {
	t.color(c)
	t.number(width, float64(len(dash)))
	t.number(dash...)
}

func (t *tape) polygon(o scene.Polygon) {
	if r, ok := level(o); ok {
		t.number(opRect, r.X, r.Y, r.W, r.H)
		t.color(o.Fill)
		return
	}
	t.number(opPolygon)
	t.points(o.Points)
	if o.Fill.A > 0 {
		t.number(1)
		t.color(o.Fill)
	} else {
		t.number(0)
	}
	if o.Width > 0 && o.Edge.A > 0 {
		t.number(1)
		t.stroke(o.Edge, o.Width, o.Dash)
	} else {
		t.number(0)
	}
}

// level is the rectangle that o fills, if it is level and has no edge. Hundreds
// of cells are, and a canvas fills them without a path.
func level(o scene.Polygon) (r scene.Rect, ok bool) {
	if len(o.Points) != 4 || o.Fill.A == 0 || o.Width > 0 {
		return r, false
	}
	a, b, c, d := o.Points[0], o.Points[1], o.Points[2], o.Points[3]
	r = scene.Rect{X: a.X, Y: a.Y, W: c.X - a.X, H: c.Y - a.Y}
	return r, a.Y == b.Y && b.X == c.X && c.Y == d.Y && d.X == a.X
}

func (t *tape) text(o scene.Text) {
	font, ok := t.known[o.Font]
	if !ok {
		font = len(t.fonts)
		t.known[o.Font] = font
		t.fonts = append(t.fonts, cssFont(o.Font))
	}
	// One string carries all texts, and a line break ends each.
	t.texts = append(t.texts, strings.ReplaceAll(o.S, "\n", " "))
	t.number(opText, o.At.X-o.Font.Width(o.S)*float64(o.Align)/2, o.At.Y, float64(font))
	if o.Halo.A > 0 {
		t.number(1)
		t.color(o.Halo)
		t.number(2 * haloWidth)
	} else {
		t.number(0)
	}
	t.color(o.Color)
}

func (t *tape) image(o scene.Image) {
	w, h := float64(o.W), float64(o.H)
	t.number(opImage, w, h, o.Right.X/w, o.Right.Y/w, o.Down.X/h, o.Down.Y/h, o.Origin.X, o.Origin.Y)
	for _, c := range o.Pixels {
		t.bytes = append(t.bytes, c.R, c.G, c.B, c.A)
	}
}

// family names a face so that no font of the system answers to it.
func family(f scene.Face) string { return "FilterMap " + f.Name() }

func cssFont(f scene.Font) string {
	return strconv.FormatFloat(f.Size, 'f', 2, 64) + `px "` + family(f.Face) + `", sans-serif`
}
