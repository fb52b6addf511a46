package scene

import (
	"strings"

	"filtermaplab/ui/words"
)

// planes draws the way of the picture through the layer: the picture, one
// channel of what goes in, and what the filter makes of it.
func (f *frame) planes() {
	area := sliceGrid(f.v, f.lay.Slice)
	if !f.sub.hasPicture() {
		f.paragraph(Point{area.X, area.Y + f.v.rem(1)}, area.W, f.v.rem(0.875), f.v.rem(1.3), f.th.Ink2, noPicture(f.v.Words, f.sub))
		return
	}
	snap, conv := f.sub.Snap, f.sub.Snap.Conv
	ho, wo := f.sub.outSize()
	k := f.state.filter()
	a := channelOf(f.sub.G, k, f.stack.slice())
	gap := f.v.rem(1.5)
	size := min((area.W-2*gap)/3, area.H-f.v.rem(4.25))
	place := func(i int) Rect {
		return Rect{area.X + float64(i)*(size+gap), area.Y + f.v.rem(1.25), size, size}
	}
	title := func(r Rect, s string) { f.rich(Point{r.X, r.Y - f.v.rem(0.4)}, f.v.rem(0.8125), f.th.Ink2, s) }

	in, out := snap.Input, snap.Output
	inLimit, outLimit := orOne(f.sub.input), orOne(f.sub.activ)
	t := f.v.Words
	what := t.T("filter %d makes", k)
	if f.by == Gradient && len(snap.OutputGrad) > 0 {
		out, outLimit, what = snap.OutputGrad, orOne(f.sub.agrad), t.T("gradient, filter %d", k)
		if len(snap.InputGrad) > 0 {
			in, inLimit = snap.InputGrad, orOne(f.sub.igrad)
		}
	}
	r := place(0)
	title(r, t.T("the picture"))
	f.photo(r)
	r = place(1)
	title(r, t.T("in, channel %d", a))
	f.plane(r, in[a*conv.H*conv.W:][:conv.H*conv.W], conv.H, conv.W, inLimit)
	f.patchFrame(r)
	f.patchFrame(place(0))
	r = place(2)
	title(r, what)
	f.plane(r, out[k*ho*wo:][:ho*wo], ho, wo, outLimit)
	cell := Rect{r.X + float64(f.state.Pixel.J)*r.W/float64(wo), r.Y + float64(f.state.Pixel.I)*r.H/float64(ho), r.W / float64(wo), r.H / float64(ho)}
	f.pic.frame(cell.inset(-2.5), f.th.Surface, 1.5)
	f.pic.frame(cell.inset(-1.25), f.th.Accent, 2)
	f.pic.Hits = append(f.pic.Hits, Hit{Area: r.corners(), Target: OfPixel(k, 0, 0), Rows: ho, Cols: wo})
	for i, s := range []string{"→", "→"} {
		p := place(i)
		f.pic.text(Point{p.X + p.W + gap/2, p.Y + p.H/2}, s, f.font(Regular, 1), Center, f.th.Ink3)
	}
	f.planeScale(place(1), inLimit)
	f.planeScale(r, outLimit)
	f.paragraph(Point{area.X, r.Y + r.H + f.v.rem(3)}, area.W, f.v.rem(0.8125), f.v.rem(1.2), f.th.Ink3,
		t.T("The first picture of the last step. Point at the right plane to choose the pixel."))
}

// noPicture says why there is nothing to see yet.
func noPicture(t *words.Table, sub *Subject) string {
	if sub.Tried {
		return t.T("This geometry is only tried: the layer has not computed with it. Go back to the layer's own to follow a picture.")
	}
	return t.T("Train one step: then a picture goes through this layer, number by number.")
}

// photo draws the picture in its colours.
func (f *frame) photo(r Rect) {
	p := f.sub.Snap.Picture
	n := p.Size * p.Size
	f.image(Point{r.X, r.Y}, Point{r.W, 0}, Point{0, r.H}, p.Size, p.Size, func(x, y int) Color {
		i := y*p.Size + x
		return Color{p.Pix[i], p.Pix[n+i], p.Pix[2*n+i], 255}
	})
}

func (f *frame) plane(r Rect, values []float32, h, w int, limit float64) {
	f.image(Point{r.X, r.Y}, Point{r.W, 0}, Point{0, r.H}, w, h, func(x, y int) Color {
		return f.th.Div.at(0.5 + float64(values[y*w+x])/limit/2)
	})
	f.pic.frame(r, f.th.Line, 1)
}

// patchFrame marks on a picture of the input what the window sees.
func (f *frame) patchFrame(r Rect) {
	g, conv := f.sub.G, f.sub.Snap.Conv
	w, h := r.W/float64(conv.W), r.H/float64(conv.H)
	p := Rect{
		r.X + float64(f.state.Pixel.J*conv.Stride-conv.Pad)*w, r.Y + float64(f.state.Pixel.I*conv.Stride-conv.Pad)*h,
		float64(g.S2) * w, float64(g.S1) * h,
	}
	f.pic.frame(p.inset(-1.5), f.th.Surface, 1.5)
	f.pic.frame(p, f.th.Accent, 2)
}

// pixelPanel writes the dot product out: patch x window = products, the sum
// over the channels, and what the fast path saves.
func (f *frame) pixelPanel() {
	area, th, t := f.lay.Readout, f.th, f.v.Words
	if !f.sub.hasPicture() {
		f.pic.text(Point{area.X, area.Y + f.v.rem(1.25)}, t.T("One pixel"), f.font(Bold, 1.25), Left, th.Ink)
		return
	}
	g, p := f.sub.G, f.state.Pixel
	k := f.state.filter()
	d := NewDot(f.sub, k, p.I, p.J)
	at := f.readTitle(Point{area.X, area.Y + f.v.rem(1.25)}, Readout{
		Title: t.T("Pixel %d, %d", p.I, p.J), Sub: t.T("of filter %d, stride %d", k, f.sub.Snap.Conv.Stride),
	})
	a := channelOf(g, k, f.stack.slice())
	y := f.products(Rect{area.X, at.Y + f.v.rem(1.25), area.W, 0}, d, a)
	var terms []string
	for c := range g.C {
		terms = append(terms, number(t, d.Channels[c], 2))
	}
	lines := [][2]string{
		{t.T("channel %d", a), "^" + precise(t, d.Channels[a]) + "^"},
		{t.T("all %d", g.C), sumOf(terms) + " = ^" + precise(t, d.Sum) + "^"},
	}
	y = f.equation(Rect{area.X, y, area.W, 0}, lines)
	f.fastPath(Rect{area.X, y + f.v.rem(0.25), area.W, 0}, OfPixel(k, p.I, p.J))
}

// products draws three grids, patch x window = products, of channel c, and
// returns where they end.
func (f *frame) products(area Rect, d Dot, c int) (bottom float64) {
	g, th := f.sub.G, f.th
	sign := f.v.rem(1.5)
	w := min(f.v.rem(2.75), (area.W-2*sign)/3/float64(g.S2))
	h := min(f.v.rem(2), w)
	font := f.font(Regular, 0.75)
	top := area.Y + f.v.rem(1)
	n := g.S1 * g.S2
	f1, f2 := f.followed(OfPixel(d.K, d.I, d.J))
	follow := f1*g.S2 + f2
	t := f.v.Words
	for i, name := range []string{t.T("patch"), t.T("window"), t.T("products")} {
		x := area.X + float64(i)*(float64(g.S2)*w+sign)
		f.pic.text(Point{x, area.Y + f.v.rem(0.5)}, name, font, Left, th.Ink2)
		values, limit := make([]float64, n), orOne(f.sub.input)
		for s := range values {
			patch, window := float64(d.Patch[c*n+s]), float64(d.Window[c*n+s])
			values[s] = [...]float64{patch, window, patch * window}[i]
		}
		switch i {
		case 1:
			limit = f.sub.Limit(Weight)
		case 2:
			limit *= f.sub.Limit(Weight)
		}
		decimals := decimalsFor(t, font, values, w-8, productDecimals)
		if decimals < mostDecimals { // rather tight than rough
			decimals = decimalsFor(t, font, values, w-3, mostDecimals)
		}
		for s, v := range values {
			r := Rect{x + float64(s%g.S2)*w, top + float64(s/g.S2)*h, w - 2, h - 2}
			color := th.Div.at(0.5 + v/limit/2)
			text, ink := number(t, v, decimals), color.ink()
			if i == 0 && !d.Inside[s] {
				color, text, ink = th.Sunken, "0", th.Ink3
			}
			f.pic.rect(r, color)
			if font.Width(text) < r.W {
				at := Point{r.X + r.W/2, r.Y + r.H/2 + font.Size*0.36}
				if i == 2 {
					at.Y -= 2 // above the dots
				}
				f.pic.text(at, text, font, Center, ink)
			}
			f.pic.hit(OfElement(d.K, s/g.S2, s%g.S2), r.corners()...)
			if s == follow {
				f.pic.frame(r, th.Accent, 2)
			}
			if i == 2 {
				f.shares(r, len(SharedProducts(f.sub, OfPixel(d.K, d.I, d.J), s/g.S2, s%g.S2)), ink)
			}
		}
		if i < 2 {
			f.pic.text(Point{x + float64(g.S2)*w + sign/2 - 1, top + float64(g.S1)*h/2 + f.v.rem(0.3)}, []string{"×", "="}[i], f.font(Regular, 1.25), Center, th.Ink3)
		}
	}
	return top + float64(g.S1)*h + f.v.rem(0.75)
}

// shares marks a product by how many other pixels need it: a dot each, along
// its lower edge.
func (f *frame) shares(r Rect, n int, ink Color) {
	const size, gap = 2.5, 2
	for i := range min(n, int(r.W/(size+gap))) {
		f.pic.rect(Rect{r.X + 3 + float64(i)*(size+gap), r.Y + r.H - size - 1.5, size, size}, ink)
	}
}

// fastPath says how many pixels need each product.
func (f *frame) fastPath(area Rect, pixel Target) {
	g, t := f.sub.G, f.v.Words
	s1, s2 := f.followed(pixel)
	others := SharedProducts(f.sub, pixel, s1, s2)
	s := t.T("Fast path: nobody else needs product [%d, %d].", s1, s2)
	if len(others) > 0 {
		var names []string
		for _, o := range others {
			names = append(names, t.T("filter %d at pixel %d, %d", o.K, o.I, o.J))
		}
		s = t.T("Fast path: product [%d, %d] is computed once and also serves %s.", s1, s2, strings.Join(names, "; "))
	}
	total := 0
	for e := range g.S1 * g.S2 {
		if len(SharedProducts(f.sub, pixel, e/g.S2, e%g.S2)) > 0 {
			total++
		}
	}
	s += " " + t.N(total, "%d of the %d products is shared.", "%d of the %d products are shared.", total, g.S1*g.S2)
	s += " " + t.T("Each dot below a product is another pixel that needs it.")
	f.paragraph(Point{area.X, area.Y + f.v.rem(0.75)}, area.W, f.v.rem(0.8125), f.v.rem(1.25), f.th.Ink2, s)
}
