package data

import "math"

// Everything here and in the files of figures, patterns and colours is made of
// additions, multiplications, divisions and square roots, whose results are the
// same to the last bit everywhere, as long as no product is fused with a sum.
// So a product that is added to is converted to float64 first; a division by a
// constant counts as one. For arm64 the compiler then emits no fused
// instruction for this package:
//
//	GOARCH=arm64 go build -gcflags=-S ./engine/data 2>&1 | grep -E 'FN?M(ADD|SUB)'

// middle is the centre of the picture on either axis, in pixels.
const middle = Width / 2

// point is a place or a direction, in pixels; x to the right, y down.
type point struct{ x, y float64 }

func (p point) minus(q point) point { return point{p.x - q.x, p.y - q.y} }

func (p point) times(k float64) point { return point{float64(p.x * k), float64(p.y * k)} }

func (p point) dot(q point) float64 { return float64(p.x*q.x) + float64(p.y*q.y) }

func (p point) length() float64 { return math.Sqrt(p.dot(p)) }

// direction returns a random vector of length 1, all angles alike: a point of
// the square is taken if it lies in the circle, and not too near the middle.
func direction(rng *stream) point {
	for {
		p := point{rng.between(-1, 1), rng.between(-1, 1)}
		if r := p.length(); r <= 1 && r >= 0.1 {
			return p.times(1 / r)
		}
	}
}

// frame is where a figure stands and how it is turned.
type frame struct {
	at point
	x  point // the direction of the figure's x axis
}

// newFrame turns a figure at random.
func newFrame(rng *stream, at point) frame { return frame{at: at, x: direction(rng)} }

// local returns a point of the picture as the figure sees it.
func (f frame) local(p point) point {
	p = p.minus(f.at)
	return point{p.dot(f.x), p.dot(point{-f.x.y, f.x.x})}
}

// canvas is a picture in the making, red, green and blue from 0 to 1.
type canvas struct {
	pixels [Height][Width]colour
}

// centre is the middle of a pixel.
func centre(x, y int) point { return point{float64(x) + 0.5, float64(y) + 0.5} }

// fill covers the whole picture.
func (c *canvas) fill(s shade) {
	for y := range c.pixels {
		for x := range c.pixels[y] {
			c.pixels[y][x] = s.at(centre(x, y))
		}
	}
}

// paint covers the inside of a field that reaches no further than reach from
// its centre. A pixel that the outline crosses is covered by the part that lies
// inside, taking the outline for straight.
func (c *canvas) paint(f frame, inside field, reach float64, s shade) {
	left, right := span(f.at.x, reach, Width)
	top, bottom := span(f.at.y, reach, Height)
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			p := centre(x, y)
			if cover := 0.5 - inside(f.local(p)); cover > 0 {
				c.pixels[y][x] = c.pixels[y][x].towards(s.at(p), clamp(cover, 0, 1))
			}
		}
	}
}

// blot lets a colour fade away from a point within a radius.
func (c *canvas) blot(at point, radius float64, ink colour) {
	left, right := span(at.x, radius, Width)
	top, bottom := span(at.y, radius, Height)
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			d := centre(x, y).minus(at)
			if near := 1 - d.dot(d)/(radius*radius); near > 0 {
				c.pixels[y][x] = c.pixels[y][x].towards(ink, near*near)
			}
		}
	}
}

// span is the range of the pixels of an axis of n that something of the given
// reach can touch, its soft edge included.
func span(at, reach float64, n int) (from, to int) {
	return max(0, int(at-reach-1)), min(n, int(at+reach+2))
}

// clamp returns what of [lo,hi] is nearest to v. The builtin min and max would
// do, but they look after NaNs, and in WebAssembly at a price.
func clamp(v, lo, hi float64) float64 {
	if v < lo {
		return lo
	}
	if v > hi {
		return hi
	}
	return v
}

// bytes writes the planes (3,32,32) of the picture, with grain: each pixel is
// made a little lighter or darker, by the sum of two bytes of chance.
func (c *canvas) bytes(planes []byte, rng *stream) {
	const plane = Height * Width
	strength := rng.between(0.015, 0.04)
	var chance uint64
	for y := range c.pixels {
		for x, pixel := range c.pixels[y] {
			if x%4 == 0 {
				chance = rng.pcg.Uint64()
			}
			grain := float64(strength * (float64(chance&0xff) + float64(chance>>8&0xff) - 255) / 104)
			chance >>= 16
			i := y*Width + x
			planes[i] = toByte(pixel.r + grain)
			planes[plane+i] = toByte(pixel.g + grain)
			planes[2*plane+i] = toByte(pixel.b + grain)
		}
	}
}

// toByte maps 0 to 1 onto 0 to 255 and what lies beyond onto the nearer end.
func toByte(v float64) byte {
	return byte(clamp(float64(v*255)+0.5, 0, 255))
}
