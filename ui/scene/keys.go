package scene

import "filtermaplab/filtermap"

// key answers a key in one of the parts.
func (s State) key(sub *Subject, k Key) State {
	switch k.Name {
	case "Escape":
		s.Hover = Target{}
		if s.Mode == Explore {
			s.Pins = nil
		}
		return s
	case "Enter", " ":
		if s.Hover.Kind != Nothing {
			return s.press(s.Hover, k.More)
		}
		return s
	}
	switch k.Part {
	case MapPart:
		return s.mapKey(sub, k.Name)
	case TilesPart:
		return s.tileKey(sub.G, k.Name)
	}
	return s.sliceKey(sub.G, k.Name)
}

func (s State) mapKey(sub *Subject, name string) State {
	const step, zoom = 0.08, 1.2
	switch name {
	case "ArrowLeft":
		s.Camera.Yaw -= step
	case "ArrowRight":
		s.Camera.Yaw += step
	case "ArrowUp":
		s.Camera.Pitch += step
	case "ArrowDown":
		s.Camera.Pitch -= step
	case "+", "=":
		s.Camera.Zoom *= zoom
	case "-":
		s.Camera.Zoom /= zoom
	case "0", "Home":
		s.Camera = Home()
	case "PageDown":
		s.Slice = wrap(s.Slice+1, sub.G.C)
	case "PageUp":
		s.Slice = wrap(s.Slice-1, sub.G.C)
	}
	s.Camera = s.Camera.Clamped()
	return s
}

// tileKey walks from filter to filter as their windows lie in the map.
func (s State) tileKey(g filtermap.Geometry, name string) State {
	k1, k2, k3 := g.Coords(s.filter())
	switch name {
	case "ArrowLeft":
		k2--
	case "ArrowRight":
		k2++
	case "ArrowUp":
		k1--
	case "ArrowDown":
		k1++
	case "PageUp":
		k3--
	case "PageDown":
		k3++
	case "Focus":
	default:
		return s
	}
	k := g.FilterIndex(wrap(k1, g.K1), wrap(k2, g.K2), wrap(k3, g.K3))
	s.Hover = OfFilter(k)
	s.Group = wrap(k3, g.K3)
	return s
}

// sliceKey walks from cell to cell, around the torus.
func (s State) sliceKey(g filtermap.Geometry, name string) State {
	m := filtermap.Cell{C: s.Slice}
	if a := s.Active(); a.Kind == Cell {
		m.M1, m.M2 = a.M1, a.M2
	}
	switch name {
	case "ArrowLeft":
		m.M2--
	case "ArrowRight":
		m.M2++
	case "ArrowUp":
		m.M1--
	case "ArrowDown":
		m.M1++
	case "PageUp":
		m.C--
	case "PageDown":
		m.C++
	case "Focus":
	default:
		return s
	}
	m = filtermap.Cell{M1: wrap(m.M1, g.Hm()), M2: wrap(m.M2, g.Wm()), C: wrap(m.C, g.C)}
	s.Slice = m.C
	s.Hover = OfCell(m)
	return s
}

func wrap(i, n int) int { return ((i % n) + n) % n }
