package scene

// frame is one drawing of the scene: everything that its parts read, and the
// picture that they add to.
type frame struct {
	state  State
	sub    *Subject
	v      View
	th     Theme
	lay    Layout
	by     Quantity
	active Target

	stack stack
	proj  projection
	grid  tileGrid
	faces map[int]Rect // of the tiles that are shown, by filter

	pic *Picture
}

// usualOps is room for the operations of most pictures.
const usualOps = 1024

// Draw makes the picture of state s of subject sub.
func Draw(s State, sub *Subject, v View) *Picture {
	s = s.Fit(sub)
	f := &frame{state: s, sub: sub, v: v, th: v.Theme, by: s.By, active: s.Active()}
	f.lay = NewLayout(v, sub.G, s.Mode)
	f.pic = &Picture{W: f.lay.W, H: f.lay.H, Ops: make([]Op, 0, usualOps), Hits: make([]Hit, 0, usualOps)}
	if f.active.Kind == Element && s.Mode == OnePixel || f.active.Kind == Filter && s.Mode == OnePixel {
		f.active = OfPixel(f.active.K, s.Pixel.I, s.Pixel.J)
	}
	if s.Mode == Extract && s.Hover.Kind == Nothing && f.active.Kind == Filter {
		if e := s.element(sub, f.active); true {
			f.active = OfElement(e.K, e.S1, e.S2)
		}
	}
	f.stack = newStack(sub.G, s.Camera, s.parting.at, s.fanning.at)
	f.proj = s.Camera.project(float64(sub.G.Wm()), float64(sub.G.Hm()), f.stack.length, f.mapArea())
	f.grid, f.faces = f.tilePlaces()

	f.ground()
	f.pic.within(f.lay.Stage, func() {
		f.pic.within(f.lay.Map, f.block)
		f.pic.add(Clip{f.lay.Stage})
		f.windows()
		if f.active.Kind != Cell { // threads end on the tiles; the band lies below them
			f.ribbon()
		}
		f.tiles()
		if f.active.Kind == Cell {
			f.ribbon()
		}
		f.legend()
	})
	f.slice()
	f.readPanel()
	return f.pic
}

// font is a face at a size in rem.
func (f *frame) font(face Face, rem float64) Font { return Font{face, f.v.rem(rem)} }

// mapArea is the part of the map's area that the block fits into; the margins
// are for labels and for windows that leave the map.
func (f *frame) mapArea() Rect {
	m := f.lay.Map
	left, right, top, bottom := f.v.rem(3.5), f.v.rem(1.5), f.v.rem(3.125), f.v.rem(4)
	if f.lay.Narrow {
		left, right, bottom = f.v.rem(0.75), f.v.rem(0.75), f.v.rem(2.75)
		if f.state.Mode == Extract || f.state.Mode == Backward { // the player lies on the map
			bottom = max(bottom, f.v.slot()+f.v.rem(1.75))
		}
	}
	return Rect{m.X + left, m.Y + top, m.W - left - right, m.H - top - bottom}
}

// ground draws what everything else stands on.
func (f *frame) ground() {
	f.pic.rect(Rect{0, 0, f.lay.W, f.lay.H}, f.th.Surface)
	const bands = 12
	s := f.lay.Stage
	for i := range bands {
		h := s.H / bands
		f.pic.rect(Rect{s.X, s.Y + float64(i)*h, s.W, h + 0.5}, f.th.Well0.Mix(f.th.Well1, float64(i)/(bands-1)))
	}
	line := func(x0, y0, x1, y1 float64) { f.pic.line(f.th.Line, 1, Point{x0, y0}, Point{x1, y1}) }
	line(s.X, s.Y+0.5, s.X+s.W, s.Y+0.5)
	line(s.X, s.Y+s.H-0.5, s.X+s.W, s.Y+s.H-0.5)
	if f.lay.Narrow {
		y := f.lay.Readout.Y - f.v.rem(pad)
		line(0, y, f.lay.W, y)
		return
	}
	x := f.lay.Readout.X - f.v.rem(padWide)
	line(x, s.Y+s.H, x, f.lay.H)
}
