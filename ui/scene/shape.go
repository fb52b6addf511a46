package scene

import "math"

// round draws a filled rectangle with round corners.
func (f *frame) round(r Rect, radius float64, c Color) {
	radius = min(radius, r.W/2, r.H/2)
	const steps = 5 // pieces of a quarter circle
	var points []Point
	for corner := range 4 {
		cx, cy := r.X+radius, r.Y+radius
		if corner == 1 || corner == 2 {
			cx = r.X + r.W - radius
		}
		if corner >= 2 {
			cy = r.Y + r.H - radius
		}
		for i := range steps + 1 {
			a := math.Pi + (float64(corner)+float64(i)/steps)*math.Pi/2
			points = append(points, Point{cx + radius*math.Cos(a), cy + radius*math.Sin(a)})
		}
	}
	f.pic.fill(c, points...)
}

// legend draws the colour scale: what it shows, its ends and its middle.
func (f *frame) legend() {
	at := Point{f.lay.Map.X + f.v.rem(1), f.lay.Map.Y + f.v.rem(1.375)}
	if !f.lay.Narrow {
		at.X += f.v.rem(0.25)
	}
	t := f.v.Words
	name, ramp, limit := f.legendOf()
	scale, in := unit(t, limit)
	font := f.font(Regular, 0.75)
	f.pic.add(Text{At: at, S: name, Font: font, Color: f.th.Ink2, Halo: f.th.Well0.Alpha(0.9)})
	bar := Rect{at.X, at.Y + f.v.rem(0.375), f.v.rem(9), f.v.rem(0.5)}
	if f.lay.Narrow {
		bar.W = f.v.rem(6)
	}
	const steps = 48
	f.image(Point{bar.X, bar.Y}, Point{bar.W, 0}, Point{0, bar.H}, steps, 1, func(x, _ int) Color {
		return ramp.at((float64(x) + 0.5) / steps)
	})
	f.pic.frame(bar, f.th.Line, 1)
	ends := [3]string{exact(t, -limit*scale), "0", exact(t, limit*scale)}
	if f.by == Count {
		ends = [3]string{"0", "", t.Count(int(limit))}
	}
	y := bar.Y + bar.H + f.v.rem(0.9375)
	f.pic.text(Point{bar.X, y}, ends[0], font, Left, f.th.Ink2)
	f.pic.text(Point{bar.X + bar.W/2, y}, ends[1], font, Center, f.th.Ink2)
	f.pic.text(Point{bar.X + bar.W, y}, ends[2], font, Right, f.th.Ink2)
	if in != "" && f.by != Count {
		f.pic.add(Text{At: Point{bar.X + bar.W + f.v.rem(0.375), y}, S: in, Font: font, Color: f.th.Ink2, Halo: f.th.Well0.Alpha(0.9)})
	}
}

// legendOf is what the legend says and the scale that it shows.
func (f *frame) legendOf() (name string, r ramp, limit float64) {
	t := f.v.Words
	switch f.by {
	case Count:
		return t.T("Uses of each cell, n"), f.th.Seq, f.sub.Limit(Count)
	case Change:
		return t.T("Change since the start"), f.th.Div, f.sub.Limit(Change)
	case Gradient:
		return t.T("Gradient, %s rule", ruleName(t, f.sub.Snap.Rule)), f.th.Div, f.sub.Limit(Gradient)
	}
	return t.T("Weight"), f.th.Div, f.sub.Limit(Weight)
}
