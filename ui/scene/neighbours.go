package scene

// In One pixel, one product is followed: the one under the pointer, or else
// the one that serves the most pixels. The fast path computes it once; whom it
// serves is marked in the grids, in the tiles and in words.

// followed is element (s1,s2) of the product that is followed.
func (f *frame) followed(pixel Target) (s1, s2 int) {
	if h := f.state.Hover; h.Kind == Element && h.K == pixel.K {
		return h.S1, h.S2
	}
	most := -1
	for e := range f.sub.G.S1 * f.sub.G.S2 {
		if n := len(SharedProducts(f.sub, pixel, e/f.sub.G.S2, e%f.sub.G.S2)); n > most {
			most, s1, s2 = n, e/f.sub.G.S2, e%f.sub.G.S2
		}
	}
	return s1, s2
}

// neighbours marks, on the tiles' answers, the pixel that is taken apart and
// the pixels that need the same product.
func (f *frame) neighbours() {
	if f.state.Mode != OnePixel || !f.sub.hasPicture() {
		return
	}
	pixel := OfPixel(f.state.filter(), f.state.Pixel.I, f.state.Pixel.J)
	s1, s2 := f.followed(pixel)
	for _, o := range SharedProducts(f.sub, pixel, s1, s2) {
		if r, shown := f.faces[o.K]; shown {
			f.pic.frame(r.inset(-2), f.th.AccentLine, 2)
			f.markPixel(r, o)
		}
	}
	if r, shown := f.faces[pixel.K]; shown {
		f.markPixel(r, pixel)
	}
}

// leastMark is the smallest mark of a pixel that is still seen.
const leastMark = 4

// markPixel frames a pixel on the face of its filter.
func (f *frame) markPixel(face Rect, p Target) {
	ho, wo := f.sub.outSize()
	w, h := face.W/float64(wo), face.H/float64(ho)
	at := Point{face.X + (float64(p.J)+0.5)*w, face.Y + (float64(p.I)+0.5)*h}
	w, h = max(w, leastMark), max(h, leastMark)
	r := Rect{at.X - w/2, at.Y - h/2, w, h}
	f.pic.frame(r.inset(-2), f.th.Surface, 1.5)
	f.pic.frame(r.inset(-0.75), f.th.Accent, 1.75)
}

// planeScale is the colour scale of a plane, below it.
func (f *frame) planeScale(r Rect, limit float64) {
	const steps = 32
	t := f.v.Words
	scale, in := unit(t, limit)
	bar := Rect{r.X, r.Y + r.H + f.v.rem(0.375), r.W, f.v.rem(0.375)}
	f.image(Point{bar.X, bar.Y}, Point{bar.W, 0}, Point{0, bar.H}, steps, 1, func(x, _ int) Color {
		return f.th.Div.at((float64(x) + 0.5) / steps)
	})
	f.pic.frame(bar, f.th.Line, 1)
	font := f.font(Regular, 0.75)
	left, right := exact(t, -limit*scale), exact(t, limit*scale)
	y := bar.Y + bar.H + f.v.rem(0.9375)
	f.pic.text(Point{bar.X, y}, left, font, Left, f.th.Ink2)
	f.pic.text(Point{bar.X + bar.W, y}, right, font, Right, f.th.Ink2)
	if font.Width(left)+font.Width(in)+font.Width(right)+f.v.rem(1) < bar.W {
		f.pic.text(Point{bar.X + bar.W/2, y}, in, font, Center, f.th.Ink3)
	}
}
