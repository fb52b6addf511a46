package model

import "filtermaplab/filtermap"

// MapGeometries finds the geometries that maps of the given shapes (Hm,Wm,C)
// stand for, by layer: K1 = Hm/2, K2 = Wm/2 and K3 follows from the layer's
// number of filters, with the paper's strides x = y = 2 and 3x3 filters. Only
// layers whose geometry differs from the default are in the result. A shape
// that no geometry of its layer has is left out too, for whoever compares the
// file with the network to report among all other differences.
func MapGeometries(s Spec, shapes map[string][]int) (map[string]filtermap.Geometry, error) {
	s.Batch, s.Geometry = 1, nil
	net, err := Build(s)
	if err != nil {
		return nil, err
	}
	found := make(map[string]filtermap.Geometry)
	for _, l := range net.Layers {
		shape, ok := shapes[l.Name]
		if l.Map == nil || !ok {
			continue
		}
		if g, ok := geometryOf(*l.Map, shape); ok && g != *l.Map {
			found[l.Name] = g
		}
	}
	return found, nil
}

// geometryOf changes K1, K2 and K3 of g, and nothing else, so that its map has
// the given shape. It reports whether that can be done.
func geometryOf(g filtermap.Geometry, shape []int) (filtermap.Geometry, bool) {
	if len(shape) != 3 || shape[2] != g.C || shape[0] < 1 || shape[1] < 1 || shape[0]%g.X != 0 || shape[1]%g.Y != 0 {
		return g, false
	}
	k := g.K()
	g.K1, g.K2 = shape[0]/g.X, shape[1]/g.Y
	if g.K1 > k || g.K2 > k || k%(g.K1*g.K2) != 0 {
		return g, false
	}
	g.K3 = k / (g.K1 * g.K2)
	return g, g.Validate() == nil
}
