package raster

import "filtermaplab/ui/scene"

// haloWidth is how far a halo reaches around letters, in CSS pixels.
const haloWidth = 2

// text draws one line of text.
func (c *canvas) text(o scene.Text) {
	x := o.At.X - o.Font.Width(o.S)*float64(o.Align)/2
	if o.Halo.A > 0 {
		const slant = 0.7
		for _, d := range []scene.Point{
			{X: -1}, {X: 1}, {Y: -1}, {Y: 1},
			{X: -slant, Y: -slant}, {X: slant, Y: -slant}, {X: -slant, Y: slant}, {X: slant, Y: slant},
		} {
			c.letters(o, x+haloWidth*d.X, o.At.Y+haloWidth*d.Y, o.Halo)
		}
	}
	c.letters(o, x, o.At.Y, o.Color)
}

func (c *canvas) letters(o scene.Text, x, y float64, k scene.Color) {
	size := o.Font.Size
	c.begin(box{x - size, y - size*1.2, x + o.Font.Width(o.S) + size, y + size*0.5})
	o.Font.Outline(&nib{c: c}, o.S, x, y, c.ratio)
	c.pen.ClosePath()
	c.fill(k)
}

// nib writes outlines with the pen, whose area begins elsewhere than the picture.
type nib struct{ c *canvas }

func (n *nib) place(x, y float32) (float32, float32) {
	return x - float32(n.c.area.Min.X), y - float32(n.c.area.Min.Y)
}

func (n *nib) MoveTo(x, y float32) {
	n.c.pen.ClosePath()
	n.c.pen.MoveTo(n.place(x, y))
}

func (n *nib) LineTo(x, y float32) { n.c.pen.LineTo(n.place(x, y)) }

func (n *nib) QuadTo(x1, y1, x2, y2 float32) {
	x1, y1 = n.place(x1, y1)
	x2, y2 = n.place(x2, y2)
	n.c.pen.QuadTo(x1, y1, x2, y2)
}
