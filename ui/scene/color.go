package scene

import (
	"fmt"
	"math"
)

// Color is sRGB with straight alpha, as CSS writes it.
type Color struct{ R, G, B, A uint8 }

// rgb reads 0xRRGGBB.
func rgb(hex uint32) Color { return Color{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255} }

// String is the colour in CSS: #rrggbb, or #rrggbbaa where it is not opaque.
func (c Color) String() string {
	if c.A == 255 {
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	}
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

// Alpha is c with another opacity, 0..1.
func (c Color) Alpha(a float64) Color {
	c.A = channel(255 * a)
	return c
}

// Mix is the colour t of the way from c to d, 0..1.
func (c Color) Mix(d Color, t float64) Color {
	mix := func(a, b uint8) uint8 { return channel(float64(a) + t*(float64(b)-float64(a))) }
	return Color{mix(c.R, d.R), mix(c.G, d.G), mix(c.B, d.B), mix(c.A, d.A)}
}

// lit is c under more (above 1) or less light: the sides of a voxel.
func (c Color) lit(f float64) Color {
	if f > 1 {
		return c.Mix(Color{255, 255, 255, c.A}, f-1)
	}
	return c.Mix(Color{0, 0, 0, c.A}, 1-f)
}

// luminance is the relative luminance of WCAG 2, 0..1.
func (c Color) luminance() float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// ink is black or white, whichever reads better on c: 4.5 at least.
func (c Color) ink() Color {
	const equal = 0.179 // the luminance at which both give the same contrast
	if c.luminance() > equal {
		return rgb(0x000000)
	}
	return rgb(0xffffff)
}

// ramp is a scale of equally spaced colours.
type ramp []Color

// at is the colour t of the way along the ramp; t is clamped to 0..1.
func (r ramp) at(t float64) Color {
	t = min(1, max(0, t)) * float64(len(r)-1)
	i := min(int(t), len(r)-2)
	return r[i].Mix(r[i+1], t-float64(i))
}

func channel(v float64) uint8 { return uint8(min(255, max(0, math.Round(v)))) }
