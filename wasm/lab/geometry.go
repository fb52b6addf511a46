package lab

import (
	"fmt"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// WithMap returns c with another geometry for one layer's map, or the layer's
// usual one back. It says why where the network cannot have it.
func WithMap(c engine.Config, layer string, g filtermap.Geometry) (engine.Config, error) {
	if c.Variant != model.FM {
		return c, fmt.Errorf("lab: only a network with maps has geometries; choose FM")
	}
	spec, err := c.Spec(10)
	if err != nil {
		return c, err
	}
	all := map[string]filtermap.Geometry{layer: g}
	for name, other := range spec.Geometry {
		if name != layer {
			all[name] = other
		}
	}
	text, err := model.FormatMaps(spec, all)
	if err != nil {
		return c, err
	}
	spec.Geometry, err = model.ParseMaps(spec, text)
	if err != nil {
		return c, err
	}
	spec.Batch = 1
	net, err := model.Build(spec)
	if err != nil {
		return c, err
	}
	for _, l := range net.Layers {
		if l.Name != layer || l.Map == nil {
			continue
		}
		if g.Padding = l.Map.Padding; g != *l.Map {
			return c, fmt.Errorf("lab: this layer's filters are %d × %d over %d channels; S1, S2 and C can be tried on the picture only", l.Map.S1, l.Map.S2, l.Map.C)
		}
		c.Maps = text
		return c, nil
	}
	return c, fmt.Errorf("lab: the layer %s has no map", layer)
}

// MapsHint says which maps of a run are not the usual ones.
func MapsHint(t *words.Table, c engine.Config) string {
	n := strings.Count(c.Maps, "=")
	if n == 0 || c.Variant != model.FM {
		return t.T("Change the numbers to see another map of this layer; the button trains with it.")
	}
	return t.N(n, "%d layer trains with a map of its own: %s.", "%d layers train with maps of their own: %s.", n, strings.ReplaceAll(c.Maps, ",", ", "))
}
