package scene

// Update answers one input. The picture is the one that the person sees, by
// which places are understood.
func Update(s State, sub *Subject, p *Picture, v View, in Input) State {
	switch in := in.(type) {
	case PointerMove:
		s.Hover = Target{}
		if !in.Gone {
			s = s.point(p.Pick(in.At))
		}
	case Press:
		s = s.press(p.Pick(in.At), in.More)
	case Drag:
		s = s.drag(in, v, sub)
	case Zoom:
		s.Camera.Zoom *= in.Factor
		s.Camera = s.Camera.Clamped()
	case Key:
		s = s.key(sub, in)
	case Set:
		s = s.set(sub, in)
	case Tick:
		s = s.tick(sub, v, in.Seconds)
	}
	return s.Fit(sub)
}

// point previews what the pointer shows.
func (s State) point(t Target) State {
	switch {
	case t.Kind == Group:
	case t.Kind == Pixel && s.Mode == OnePixel:
		s.Pixel = Point2{t.I, t.J}
	default:
		s.Hover = t
	}
	return s
}

// press pins what was pressed. In the map and the slice that also opens the
// cell's slice; on the ground it lets go.
func (s State) press(t Target, more bool) State {
	s.Hover = Target{}
	switch t.Kind {
	case Nothing:
		if s.Mode == Explore {
			s.Pins = nil
		}
		return s
	case Group:
		s.Group = t.K
		return s
	case Pixel:
		s.Pixel = Point2{t.I, t.J}
		return s
	case Element:
		t = OfFilter(t.K)
	case Cell:
		if s.Mode == OnePixel {
			return s
		}
		s.Slice = t.C
	}
	s = s.pin(t, more)
	if s.Mode == Extract && t.Kind == Filter {
		s.Play.At = float64(t.K)
	}
	return s
}

// Turning by a pixel: an arm's length of mouse is a quarter turn.
const turn = 0.006

func (s State) drag(d Drag, v View, sub *Subject) State {
	if d.Move {
		area := NewLayout(v, sub.G, s.Mode).Map
		s.Camera.X += d.DX / area.W
		s.Camera.Y += d.DY / area.H
	} else {
		s.Camera.Yaw += d.DX * turn
		s.Camera.Pitch += d.DY * turn
	}
	s.Camera = s.Camera.Clamped()
	return s
}

// tick lets the film and the parting move on.
func (s State) tick(sub *Subject, v View, seconds float64) State {
	s.parting = s.parting.toward(float64(s.Slice), seconds, v.Calm)
	s.fanning = s.fanning.toward(s.Fan, seconds, v.Calm)
	if !s.Play.Running {
		return s
	}
	before, _ := splitBeat(s.Play.At)
	s.Play.At += seconds * s.Play.Speed
	if last := float64(sub.G.K()); s.Play.At >= last {
		s.Play.At -= last
	}
	if now, _ := splitBeat(s.Play.At); now != before || s.Mode == Extract {
		s = s.follow(sub)
	}
	return s
}

// follow pins the filter that extraction has come to.
func (s State) follow(sub *Subject) State {
	k, _ := splitBeat(s.Play.At)
	if s.Mode == Extract {
		s.Pins = []Target{OfFilter(min(k, sub.G.K()-1))}
		if _, _, k3 := sub.G.Coords(s.Pins[0].K); sub.G.K() > mostTiles {
			s.Group = k3
		}
	}
	return s
}

// Moving reports whether time changes the picture.
func (s State) Moving() bool {
	return s.Play.Running || s.parting.at != float64(s.Slice) || s.fanning.at != s.Fan
}
