package raster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"filtermaplab/ui/scene"
)

// Paint draws p with ratio device pixels to a CSS pixel.
func Paint(p *scene.Picture, ratio float64) *image.RGBA {
	w, h := int(math.Ceil(p.W*ratio)), int(math.Ceil(p.H*ratio))
	c := &canvas{
		dst: image.NewRGBA(image.Rect(0, 0, w, h)), ratio: ratio,
		pen: vector.NewRasterizer(w, h),
	}
	c.clip = c.dst.Bounds()
	for _, o := range p.Ops {
		switch o := o.(type) {
		case scene.Polygon:
			c.polygon(o)
		case scene.Line:
			c.line(o)
		case scene.Text:
			c.text(o)
		case scene.Image:
			c.image(o)
		case scene.Clip:
			c.setClip(o.Area)
		}
	}
	return c.dst
}

// canvas is a picture being painted.
type canvas struct {
	dst   *image.RGBA
	ratio float64
	clip  image.Rectangle
	pen   *vector.Rasterizer
	area  image.Rectangle // of the shape under the pen
}

func (c *canvas) setClip(r scene.Rect) {
	c.clip = c.dst.Bounds()
	if r == (scene.Rect{}) {
		return
	}
	c.clip = c.clip.Intersect(image.Rect(
		int(math.Round(r.X*c.ratio)), int(math.Round(r.Y*c.ratio)),
		int(math.Round((r.X+r.W)*c.ratio)), int(math.Round((r.Y+r.H)*c.ratio)),
	))
}

func (c *canvas) polygon(o scene.Polygon) {
	if o.Fill.A > 0 {
		c.begin(bounds(o.Points, 0))
		c.path(o.Points)
		c.fill(o.Fill)
	}
	if o.Width > 0 && o.Edge.A > 0 {
		closed := append(append([]scene.Point(nil), o.Points...), o.Points[0])
		c.stroke(closed, o.Width, o.Dash, o.Edge)
	}
}

func (c *canvas) line(o scene.Line) { c.stroke(o.Points, o.Width, o.Dash, o.Color) }

// box is what the pen covers, in device pixels.
type box struct{ x0, y0, x1, y1 float64 }

// bounds is the box around points in CSS pixels, wider by margin.
func bounds(points []scene.Point, margin float64) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range points {
		b = box{min(b.x0, p.X-margin), min(b.y0, p.Y-margin), max(b.x1, p.X+margin), max(b.y1, p.Y+margin)}
	}
	return b
}

// begin starts a shape; the pen is only as large as the shape, since most are
// small and the pen's whole area is summed up at the end.
func (c *canvas) begin(b box) {
	r := image.Rect(
		int(math.Floor(b.x0*c.ratio))-1, int(math.Floor(b.y0*c.ratio))-1,
		int(math.Ceil(b.x1*c.ratio))+1, int(math.Ceil(b.y1*c.ratio))+1,
	)
	c.area = r
	c.pen.Reset(max(1, r.Dx()), max(1, r.Dy()))
}

// path adds a closed polygon, turned so that overlapping parts add up.
func (c *canvas) path(points []scene.Point) {
	area := 0.0
	for i, p := range points {
		q := points[(i+1)%len(points)]
		area += p.X*q.Y - q.X*p.Y
	}
	for i := range points {
		p := points[i]
		if area < 0 {
			p = points[len(points)-1-i]
		}
		x, y := float32(p.X*c.ratio)-float32(c.area.Min.X), float32(p.Y*c.ratio)-float32(c.area.Min.Y)
		if i == 0 {
			c.pen.MoveTo(x, y)
		} else {
			c.pen.LineTo(x, y)
		}
	}
	c.pen.ClosePath()
}

// fill ends the shape.
func (c *canvas) fill(k scene.Color) {
	r := c.area.Intersect(c.clip)
	if r.Empty() {
		return
	}
	mask := image.NewAlpha(image.Rect(0, 0, c.area.Dx(), c.area.Dy()))
	c.pen.DrawOp = draw.Src
	c.pen.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	ink := image.NewUniform(color.NRGBA(k))
	draw.DrawMask(c.dst, r, ink, image.Point{}, mask, r.Min.Sub(c.area.Min), draw.Over)
}

// stroke draws a line as one quad a piece and a disc a joint.
func (c *canvas) stroke(points []scene.Point, width float64, dash []float64, k scene.Color) {
	if len(points) < 2 {
		return
	}
	c.begin(bounds(points, width))
	for _, piece := range scene.Dashed(points, dash) {
		for i := range len(piece) - 1 {
			c.segment(piece[i], piece[i+1], width/2)
			if i > 0 && width > 1.2 {
				c.disc(piece[i], width/2)
			}
		}
		if width > 1.2 && len(piece) > 2 && piece[0] == piece[len(piece)-1] {
			c.disc(piece[0], width/2)
		}
	}
	c.fill(k)
}

func (c *canvas) segment(a, b scene.Point, half float64) {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return
	}
	nx, ny := -(b.Y-a.Y)/length*half, (b.X-a.X)/length*half
	c.path([]scene.Point{{X: a.X + nx, Y: a.Y + ny}, {X: b.X + nx, Y: b.Y + ny}, {X: b.X - nx, Y: b.Y - ny}, {X: a.X - nx, Y: a.Y - ny}})
}

func (c *canvas) disc(at scene.Point, r float64) {
	const sides = 12
	points := make([]scene.Point, sides)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / sides)
		points[i] = scene.Point{X: at.X + r*cos, Y: at.Y + r*sin}
	}
	c.path(points)
}

// image maps every device pixel of the parallelogram back into the raster.
func (c *canvas) image(o scene.Image) {
	det := o.Right.X*o.Down.Y - o.Right.Y*o.Down.X
	if det == 0 {
		return
	}
	corner := func(u, v float64) scene.Point {
		return scene.Point{X: o.Origin.X + u*o.Right.X + v*o.Down.X, Y: o.Origin.Y + u*o.Right.Y + v*o.Down.Y}
	}
	b := bounds([]scene.Point{corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)}, 0)
	area := image.Rect(int(b.x0*c.ratio), int(b.y0*c.ratio), int(math.Ceil(b.x1*c.ratio)), int(math.Ceil(b.y1*c.ratio))).Intersect(c.clip)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			px, py := (float64(x)+0.5)/c.ratio-o.Origin.X, (float64(y)+0.5)/c.ratio-o.Origin.Y
			u, v := (px*o.Down.Y-py*o.Down.X)/det, (py*o.Right.X-px*o.Right.Y)/det
			if u < 0 || v < 0 || u >= 1 || v >= 1 {
				continue
			}
			k := o.Pixels[int(v*float64(o.H))*o.W+int(u*float64(o.W))]
			c.dst.Set(x, y, color.NRGBA(k))
		}
	}
}
