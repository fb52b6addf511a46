package model

import (
	"fmt"

	"filtermaplab/filtermap"
)

// MapGeometries finds the geometries that maps of the given shapes (Hm,Wm,C)
// stand for, by layer: K1 = Hm/2, K2 = Wm/2 and K3 follows from the layer's
// number of filters, with the paper's strides x = y = 2 and 3x3 filters. Only
// layers whose geometry differs from the default are in the result.
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
		hm, wm, c := l.Map.MapShape()
		if len(shape) == 3 && shape[0] == hm && shape[1] == wm && shape[2] == c {
			continue
		}
		g := *l.Map
		if len(shape) != 3 || shape[2] != c || shape[0] <= 0 || shape[1] <= 0 || shape[0]%g.X != 0 || shape[1]%g.Y != 0 {
			return nil, fmt.Errorf("model: layer %s: a map of shape %v does not fit; want (Hm,Wm,%d) with even Hm and Wm", l.Name, shape, c)
		}
		g.K1, g.K2 = shape[0]/g.X, shape[1]/g.Y
		if l.Conv.K%(g.K1*g.K2) != 0 {
			return nil, fmt.Errorf("model: layer %s: a map of shape %v does not fit %d filters", l.Name, shape, l.Conv.K)
		}
		g.K3 = l.Conv.K / (g.K1 * g.K2)
		if err := g.Validate(); err != nil {
			return nil, fmt.Errorf("model: layer %s: %w", l.Name, err)
		}
		found[l.Name] = g
	}
	return found, nil
}
