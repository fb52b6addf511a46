package scene

// Pick returns what stands at p, Nothing where that is the ground.
func (p *Picture) Pick(at Point) Target {
	for i := len(p.Hits) - 1; i >= 0; i-- {
		h := p.Hits[i]
		if h.Clip != (Rect{}) && !h.Clip.Contains(at) || !inside(h.Area, at) {
			continue
		}
		if h.Rows > 0 {
			corner, far := h.Area[0], h.Area[2]
			h.Target.I = min(h.Rows-1, int((at.Y-corner.Y)/(far.Y-corner.Y)*float64(h.Rows)))
			h.Target.J = min(h.Cols-1, int((at.X-corner.X)/(far.X-corner.X)*float64(h.Cols)))
		}
		return h.Target
	}
	return Target{}
}

// inside reports whether p lies in a convex area: on the same side of every edge.
func inside(area []Point, p Point) bool {
	side := 0.0
	for i, a := range area {
		b := area[(i+1)%len(area)]
		cross := (b.X-a.X)*(p.Y-a.Y) - (b.Y-a.Y)*(p.X-a.X)
		if cross != 0 && side != 0 && (cross > 0) != (side > 0) {
			return false
		}
		if cross != 0 {
			side = cross
		}
	}
	return true
}
