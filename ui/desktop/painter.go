package main

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"filtermaplab/ui/scene"
)

// painter draws draw lists with Ebitengine. Shapes and letters are gathered in
// a mesh and drawn together; images lie between two meshes. The zero value is
// ready.
type painter struct {
	dst   *ebiten.Image // the screen, or the part of it that the clip leaves
	all   *ebiten.Image
	ratio float64 // device pixels to a CSS pixel
	dy    float64 // of the picture's top, in CSS pixels

	mesh    mesh
	letters *letters
	points  []point

	scratch *ebiten.Image // that images pass through
	bytes   []byte
}

// paint draws ops onto dst, dy CSS pixels below its top.
func (p *painter) paint(dst *ebiten.Image, ops []scene.Op, ratio, dy float64) {
	p.dst, p.all, p.ratio, p.dy = dst, dst, ratio, dy
	if p.letters == nil {
		p.letters = newLetters()
	}
	p.mesh.white = p.letters.white()
	for _, o := range ops {
		switch o := o.(type) {
		case scene.Polygon:
			p.polygon(o)
		case scene.Line:
			p.stroke(o.Points, o.Width, o.Dash, o.Color, false)
		case scene.Text:
			p.text(o)
		case scene.Image:
			p.flush()
			p.image(o)
		case scene.Clip:
			p.flush()
			p.clip(o.Area)
		}
	}
	p.flush()
}

// mostVertices are drawn in one call.
const mostVertices = 1 << 18

// flush draws what has been gathered.
func (p *painter) flush() {
	if len(p.mesh.indices) > 0 {
		p.letters.upload()
		p.dst.DrawTriangles32(p.mesh.vertices, p.mesh.indices, p.letters.sheet, &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha})
	}
	p.mesh.reset()
}

// place takes a point of the picture to the screen.
func (p *painter) place(q scene.Point) point { return point{q.X * p.ratio, (q.Y + p.dy) * p.ratio} }

func (p *painter) clip(r scene.Rect) {
	p.dst = p.all
	if r == (scene.Rect{}) {
		return
	}
	a, b := p.place(scene.Point{X: r.X, Y: r.Y}), p.place(scene.Point{X: r.X + r.W, Y: r.Y + r.H})
	round := func(v float64) int { return int(math.Round(v)) }
	p.dst = p.all.SubImage(image.Rect(round(a.x), round(a.y), round(b.x), round(b.y))).(*ebiten.Image)
}

// placed are points on the screen.
func (p *painter) placed(points []scene.Point) []point {
	p.points = p.points[:0]
	for _, q := range points {
		p.points = append(p.points, p.place(q))
	}
	if len(p.mesh.vertices) > mostVertices {
		p.flush()
	}
	return p.points
}

func (p *painter) polygon(o scene.Polygon) {
	if o.Fill.A > 0 {
		p.mesh.fill(p.placed(o.Points), tintOf(o.Fill))
	}
	if o.Width > 0 && o.Edge.A > 0 {
		p.stroke(o.Points, o.Width, o.Dash, o.Edge, true)
	}
}

func (p *painter) stroke(points []scene.Point, width float64, dash []float64, c scene.Color, closed bool) {
	if len(points) == 0 {
		return
	}
	t, width := tintOf(c), width*p.ratio
	if len(dash) == 0 {
		p.mesh.stroke(p.placed(points), width, closed, t)
		return
	}
	if closed {
		points = append(append([]scene.Point(nil), points...), points[0])
	}
	for _, piece := range scene.Dashed(points, dash) {
		p.mesh.stroke(p.placed(piece), width, false, t)
	}
}

// haloWidth is how far a halo reaches around letters, in CSS pixels.
const haloWidth = 2

// text draws one line of text.
func (p *painter) text(o scene.Text) {
	x := o.At.X - o.Font.Width(o.S)*float64(o.Align)/2
	if o.Halo.A > 0 {
		const slant = 0.7
		for _, d := range [8][2]float64{{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-slant, -slant}, {slant, -slant}, {-slant, slant}, {slant, slant}} {
			p.line(o.Font, o.S, x+haloWidth*d[0], o.At.Y+haloWidth*d[1], o.Halo)
		}
	}
	p.line(o.Font, o.S, x, o.At.Y, o.Color)
}

// line sets letters from x on, with their baseline at y.
func (p *painter) line(f scene.Font, s string, x, y float64, c scene.Color) {
	t := tintOf(c)
	for _, r := range s {
		at := p.place(scene.Point{X: x, Y: y})
		qx, qy := math.Round(at.x*quarters), math.Round(at.y*quarters)
		ox, oy := math.Floor(qx/quarters), math.Floor(qy/quarters)
		k := letter{f, p.ratio, r, uint8(qx - ox*quarters), uint8(qy - oy*quarters)}
		g, ok := p.letters.find(k)
		if !ok { // the sheet is full: what is on it is drawn first
			p.flush()
			p.letters.clear()
			g, _ = p.letters.find(k)
		}
		if g.w > 0 {
			p.mesh.glyph(int(ox)+g.left, int(oy)+g.top, g.x, g.y, g.w, g.h, t)
		}
		x += f.Width(string(r))
	}
}

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
	at := p.place(o.Origin)
	d.GeoM.SetElement(0, 2, at.x)
	d.GeoM.SetElement(1, 2, at.y)
	p.dst.DrawImage(part, &d)
}
