package data

import "math"

// colour is red, green and blue, each from 0 to 1.
type colour struct{ r, g, b float64 }

// towards goes the part t of the way from a to b.
func (a colour) towards(b colour, t float64) colour {
	return colour{
		a.r + float64((b.r-a.r)*t),
		a.g + float64((b.g-a.g)*t),
		a.b + float64((b.b-a.b)*t),
	}
}

// light is how bright a colour looks (the luma of Rec. 601).
func (a colour) light() float64 {
	return float64(0.299*a.r) + float64(0.587*a.g) + float64(0.114*a.b)
}

// tone is a colour by hue (a part of the circle, from red over green and blue),
// saturation and brightness, the latter two from 0 to 1.
type tone struct{ hue, saturation, light float64 }

// colour mixes a tone: the pure hue, greyed, then darkened with black or
// lightened with white until it is as bright as asked.
func (t tone) colour() colour {
	pure := colour{
		hueRamp(t.hue),
		hueRamp(t.hue - 1./3),
		hueRamp(t.hue - 2./3),
	}
	light := pure.light()
	pure = colour{light, light, light}.towards(pure, t.saturation)
	if t.light < light {
		return colour{}.towards(pure, t.light/light)
	}
	return pure.towards(colour{1, 1, 1}, (t.light-light)/(1-light))
}

// hueRamp is the share of red in a hue: 1 around 0, 0 around 1/2.
func hueRamp(hue float64) float64 {
	away := float64(math.Abs(fold(hue, 1)) * 6) // 0 at red, 3 at the far side
	return clamp(2-away, 0, 1)
}

// palette chooses the tones of a ground and of a figure on it: hues far
// apart, one dark and one light, and a coin says which is which.
func palette(rng *stream) (ground, ink tone) {
	hue := rng.unit()
	ground = tone{hue, rng.between(0.25, 0.75), rng.between(0.18, 0.38)}
	ink = tone{hue + rng.between(0.25, 0.75), rng.between(0.6, 1), rng.between(0.64, 0.86)}
	if rng.coin() {
		ground.light, ink.light = ink.light, ground.light
	}
	return ground, ink
}

// vary returns a colour like a tone, of up to the given difference in
// brightness either way.
func (t tone) vary(rng *stream, difference float64) colour {
	t.hue += rng.between(-0.12, 0.12)
	t.light = clamp(t.light+rng.between(-difference, difference), 0.08, 0.94)
	return t.colour()
}

// shade is a colour that changes evenly across the picture.
type shade struct {
	from, to colour
	along    point // from the middle to the edge
}

// newShade lets a tone change a little in a random direction.
func newShade(rng *stream, t tone) shade {
	return shade{t.vary(rng, 0.06), t.vary(rng, 0.06), direction(rng).times(1. / Width)}
}

// flat is the shade of one colour.
func flat(c colour) shade { return shade{from: c, to: c} }

// at returns the colour at a point of the picture.
func (s shade) at(p point) colour {
	t := 0.5 + p.minus(point{middle, middle}).dot(s.along)
	return s.from.towards(s.to, clamp(t, 0, 1))
}
