package scene

import (
	"fmt"
	"strings"
)

// Point is a place in the picture, in CSS pixels from its top left corner.
type Point struct{ X, Y float64 }

// add is p moved by (x,y).
func (p Point) add(x, y float64) Point { return Point{p.X + x, p.Y + y} }

// toward is the point t of the way from p to q.
func (p Point) toward(q Point, t float64) Point { return Point{p.X + t*(q.X-p.X), p.Y + t*(q.Y-p.Y)} }

// Op is one entry of a draw list: a Polygon, Line, Text, Image or Clip. Later
// ones lie on top.
type Op interface{ op() }

// Polygon is a filled area with an edge around it; a zero Fill or Width
// leaves either out.
type Polygon struct {
	Points []Point
	Fill   Color
	Edge   Color
	Width  float64
	Dash   []float64
}

// Line is a stroked path with round joints.
type Line struct {
	Points []Point
	Color  Color
	Width  float64
	Dash   []float64
}

// Text is one line of text; At is on its baseline, at the edge that Align says.
type Text struct {
	At    Point
	S     string
	Font  Font
	Align Align
	Color Color
	Halo  Color // drawn 2 px wide around the letters; zero is none
}

// Image is a raster of W x H pixels, row-major, drawn with hard pixel edges
// into the parallelogram Origin, Origin+Right, Origin+Right+Down, Origin+Down.
type Image struct {
	W, H                int
	Pixels              []Color
	Origin, Right, Down Point
}

// Clip confines what follows to Area, until the next Clip; a zero Area frees it.
type Clip struct{ Area Rect }

func (Clip) op()    {}
func (Polygon) op() {}
func (Line) op()    {}
func (Text) op()    {}
func (Image) op()   {}

// Align says which end of a text its place is.
type Align uint8

const (
	Left Align = iota
	Center
	Right
)

// Picture is a draw list with what can be pointed at in it.
type Picture struct {
	W, H float64
	Ops  []Op
	Hits []Hit

	clip Rect // of what is being added
}

// Hit is an area that stands for something. Later ones lie on top.
type Hit struct {
	Area   []Point // convex
	Target Target
	Clip   Rect // where it can be seen; zero is everywhere
	// A hit with Rows and Cols is a level rectangle of so many pixels; which
	// one is pointed at goes into the target as I and J.
	Rows, Cols int
}

// Rect is an area of the picture.
type Rect struct{ X, Y, W, H float64 }

// Contains reports whether p lies in r.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X && p.X < r.X+r.W && p.Y >= r.Y && p.Y < r.Y+r.H
}

// inset is r made smaller by d on every side.
func (r Rect) inset(d float64) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// corners are the four corners, clockwise from the top left.
func (r Rect) corners() []Point {
	return []Point{{r.X, r.Y}, {r.X + r.W, r.Y}, {r.X + r.W, r.Y + r.H}, {r.X, r.Y + r.H}}
}

func (p *Picture) add(o Op) { p.Ops = append(p.Ops, o) }

func (p *Picture) fill(c Color, points ...Point) { p.add(Polygon{Points: points, Fill: c}) }

func (p *Picture) rect(r Rect, fill Color) { p.fill(fill, r.corners()...) }

// frame draws the edge of r.
func (p *Picture) frame(r Rect, c Color, width float64, dash ...float64) {
	p.add(Polygon{Points: r.corners(), Edge: c, Width: width, Dash: dash})
}

func (p *Picture) line(c Color, width float64, points ...Point) {
	p.add(Line{Points: points, Color: c, Width: width})
}

func (p *Picture) text(at Point, s string, f Font, align Align, c Color) {
	p.add(Text{At: at, S: s, Font: f, Align: align, Color: c})
}

func (p *Picture) hit(t Target, area ...Point) {
	p.Hits = append(p.Hits, Hit{Area: area, Target: t, Clip: p.clip})
}

// within draws with a clip.
func (p *Picture) within(area Rect, draw func()) {
	p.add(Clip{area})
	p.clip = area
	draw()
	p.clip = Rect{}
	p.add(Clip{})
}

// String lists the picture as text, one operation a line, for tests and for
// people who look for a difference.
func (p *Picture) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "picture %s %s\n", short(p.W), short(p.H))
	for _, o := range p.Ops {
		switch o := o.(type) {
		case Polygon:
			fmt.Fprintf(&b, "polygon%s", list(o.Points))
			if o.Fill.A > 0 {
				fmt.Fprintf(&b, " fill %v", o.Fill)
			}
			if o.Width > 0 {
				fmt.Fprintf(&b, " edge %v %s%s", o.Edge, short(o.Width), dashes(o.Dash))
			}
		case Line:
			fmt.Fprintf(&b, "line%s %v %s%s", list(o.Points), o.Color, short(o.Width), dashes(o.Dash))
		case Text:
			fmt.Fprintf(&b, "text%s %q %v %s %v", list([]Point{o.At}), o.S, o.Font, [...]string{"left", "center", "right"}[o.Align], o.Color)
		case Clip:
			fmt.Fprintf(&b, "clip%s", list([]Point{{o.Area.X, o.Area.Y}, {o.Area.W, o.Area.H}}))
		case Image:
			fmt.Fprintf(&b, "image %dx%d%s", o.W, o.H, list([]Point{o.Origin, o.Right, o.Down}))
		}
		b.WriteByte('\n')
	}
	for _, h := range p.Hits {
		fmt.Fprintf(&b, "hit%s %v\n", list(h.Area), h.Target)
	}
	return b.String()
}

// short writes a length with one decimal at most; below a tenth of a pixel
// nobody sees a difference, and machines may round differently.
func short(v float64) string {
	s := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func list(points []Point) string {
	var b strings.Builder
	for _, p := range points {
		b.WriteString(" " + short(p.X) + "," + short(p.Y))
	}
	return b.String()
}

func dashes(d []float64) string {
	var b strings.Builder
	for i, v := range d {
		b.WriteString([]string{" dash ", " "}[min(i, 1)] + short(v))
	}
	return b.String()
}
