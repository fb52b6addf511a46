package main

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"

	"filtermaplab/ui/scene"
)

// painter draws draw lists with Ebitengine.
type painter struct {
	dst   *ebiten.Image // the screen, or the part of it that the clip leaves
	all   *ebiten.Image
	ratio float64 // device pixels to a CSS pixel
	dy    float64 // of the picture's top, in CSS pixels

	scratch *ebiten.Image // that images pass through
	bytes   []byte
}

// paint draws ops onto dst, dy CSS pixels below its top.
func (p *painter) paint(dst *ebiten.Image, ops []scene.Op, ratio, dy float64) {
	p.dst, p.all, p.ratio, p.dy = dst, dst, ratio, dy
	for _, o := range ops {
		switch o := o.(type) {
		case scene.Polygon:
			p.polygon(o)
		case scene.Line:
			p.stroke(o.Points, o.Width, o.Dash, o.Color, false)
		case scene.Text:
			p.text(o)
		case scene.Image:
			p.image(o)
		case scene.Clip:
			p.clip(o.Area)
		}
	}
}

// place takes a point of the picture to the screen.
func (p *painter) place(q scene.Point) (x, y float32) {
	return float32(q.X * p.ratio), float32((q.Y + p.dy) * p.ratio)
}

func (p *painter) clip(r scene.Rect) {
	p.dst = p.all
	if r == (scene.Rect{}) {
		return
	}
	x0, y0 := p.place(scene.Point{X: r.X, Y: r.Y})
	x1, y1 := p.place(scene.Point{X: r.X + r.W, Y: r.Y + r.H})
	round := func(v float32) int { return int(math.Round(float64(v))) }
	p.dst = p.all.SubImage(image.Rect(round(x0), round(y0), round(x1), round(y1))).(*ebiten.Image)
}

func (p *painter) path(points []scene.Point, closed bool) *vector.Path {
	var path vector.Path
	for i, q := range points {
		if x, y := p.place(q); i == 0 {
			path.MoveTo(x, y)
		} else {
			path.LineTo(x, y)
		}
	}
	if closed {
		path.Close()
	}
	return &path
}

// ink is how a path of one colour is drawn.
func ink(c scene.Color) *vector.DrawPathOptions {
	o := &vector.DrawPathOptions{AntiAlias: true}
	o.ColorScale.ScaleWithColor(color.NRGBA(c))
	return o
}

func (p *painter) polygon(o scene.Polygon) {
	if o.Fill.A > 0 {
		vector.FillPath(p.dst, p.path(o.Points, true), nil, ink(o.Fill))
	}
	if o.Width > 0 && o.Edge.A > 0 {
		p.stroke(o.Points, o.Width, o.Dash, o.Edge, true)
	}
}

func (p *painter) stroke(points []scene.Point, width float64, dash []float64, c scene.Color, closed bool) {
	options := &vector.StrokeOptions{Width: float32(width * p.ratio), LineJoin: vector.LineJoinRound}
	if len(dash) == 0 {
		vector.StrokePath(p.dst, p.path(points, closed), options, ink(c))
		return
	}
	if closed {
		points = append(append([]scene.Point(nil), points...), points[0])
	}
	for _, piece := range scene.Dashed(points, dash) {
		vector.StrokePath(p.dst, p.path(piece, false), options, ink(c))
	}
}

// haloWidth is how far a halo reaches around letters, in CSS pixels.
const haloWidth = 2

// text fills the outlines of letters: Ebitengine's own texts would hint and
// kern, and be wider or narrower than the scene has measured.
func (p *painter) text(o scene.Text) {
	x := o.At.X - o.Font.Width(o.S)*float64(o.Align)/2
	var path vector.Path
	o.Font.Outline(&nib{path: &path}, o.S, x, o.At.Y+p.dy, p.ratio)
	path.Close()
	if o.Halo.A > 0 {
		vector.StrokePath(p.dst, &path, &vector.StrokeOptions{Width: float32(2 * haloWidth * p.ratio), LineJoin: vector.LineJoinRound}, ink(o.Halo))
	}
	vector.FillPath(p.dst, &path, nil, ink(o.Color))
}

// nib closes each contour before the next.
type nib struct {
	path *vector.Path
	open bool
}

func (n *nib) MoveTo(x, y float32) {
	if n.open {
		n.path.Close()
	}
	n.open = true
	n.path.MoveTo(x, y)
}

func (n *nib) LineTo(x, y float32)           { n.path.LineTo(x, y) }
func (n *nib) QuadTo(x1, y1, x2, y2 float32) { n.path.QuadTo(x1, y1, x2, y2) }

// image draws a raster with hard edges into its parallelogram.
func (p *painter) image(o scene.Image) {
	if p.scratch == nil || p.scratch.Bounds().Dx() < o.W || p.scratch.Bounds().Dy() < o.H {
		p.scratch = ebiten.NewImage(max(o.W, 64), max(o.H, 64))
	}
	p.bytes = p.bytes[:0]
	for _, c := range o.Pixels {
		r, g, b, a := color.NRGBA(c).RGBA()
		p.bytes = append(p.bytes, byte(r>>8), byte(g>>8), byte(b>>8), byte(a>>8))
	}
	part := p.scratch.SubImage(image.Rect(0, 0, o.W, o.H)).(*ebiten.Image)
	part.WritePixels(p.bytes)
	var d ebiten.DrawImageOptions
	w, h := float64(o.W), float64(o.H)
	d.GeoM.SetElement(0, 0, o.Right.X/w*p.ratio)
	d.GeoM.SetElement(1, 0, o.Right.Y/w*p.ratio)
	d.GeoM.SetElement(0, 1, o.Down.X/h*p.ratio)
	d.GeoM.SetElement(1, 1, o.Down.Y/h*p.ratio)
	x, y := p.place(o.Origin)
	d.GeoM.SetElement(0, 2, float64(x))
	d.GeoM.SetElement(1, 2, float64(y))
	p.dst.DrawImage(part, &d)
}
