package engine

import (
	"fmt"
	"maps"
	"math"

	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
)

// Expand returns the plain network that computes the same: every map is
// replaced by the filters cut out of it. A network without maps is returned
// as it is.
func (t *Trained) Expand() (*Trained, error) {
	if t.Spec.Variant != model.FM {
		return t, nil
	}
	spec := t.Spec
	spec.Variant, spec.Geometry = model.Plain, nil
	plain, err := t.with(spec)
	if err != nil {
		return nil, err
	}
	for _, l := range t.Network.Layers {
		if l.Map != nil {
			delete(plain.weights, l.Name+".map")
			plain.weights[l.Name+".weight"] = t.Filters(l)
		}
	}
	for _, key := range []string{"rule", "padding", "maps"} { // of maps only
		delete(plain.Metadata, key)
	}
	return plain, nil
}

// FitError says how far the filters of a fitted map are from those that it was
// fitted to.
type FitError struct {
	Layer   string
	Map     filtermap.Geometry
	Squares float64 // sum of (filter - fitted filter)^2
	Norm    float64 // sum of filter^2
}

// Relative is |F - F'| / |F|, in Frobenius norms: 0 where the filters are
// windows of one map already, and at most 1. Independent random filters give
// sqrt(1 - 1/ratio), 0.94 at the ratio of 9.
func (e FitError) Relative() float64 {
	if e.Norm == 0 {
		return 0
	}
	return math.Sqrt(e.Squares / e.Norm)
}

// Fit returns the FM network whose maps come nearest to the filters of a plain
// network: each map cell is the mean of the filter elements that share it,
// which is the least-squares solution, layer by layer. Everything else is
// copied, the running statistics too, although other filters would give
// others: a fitted network is a start for training, not its end.
//
// It refuses networks that have maps already, and thin ones, which no FM
// network has the widths of.
func (t *Trained) Fit(padding filtermap.Padding) (*Trained, []FitError, error) {
	if t.Spec.Variant != model.Plain {
		return nil, nil, fmt.Errorf("engine: fit: want a plain network, got %s %s", t.Spec.Model, t.Spec.Variant)
	}
	spec := t.Spec
	spec.Variant, spec.Padding = model.FM, padding
	fm, err := t.with(spec)
	if err != nil {
		return nil, nil, err
	}
	var report []FitError
	for _, l := range fm.Network.Layers {
		if l.Map == nil {
			continue
		}
		filters := t.Weights(l.Name + ".weight")
		m, e := fitMap(*l.Map, filters)
		e.Layer = l.Name
		delete(fm.weights, l.Name+".weight")
		fm.weights[l.Name+".map"] = m
		report = append(report, e)
	}
	fm.Metadata["padding"] = padding.String()
	delete(fm.Metadata, "test_accuracy") // was the plain network's
	return fm, report, nil
}

// fitMap returns the map (Hm,Wm,C) nearest to filters (K,C,S1,S2).
func fitMap(g filtermap.Geometry, filters []float32) ([]float32, FitError) {
	ix := filtermap.NewIndex(g)
	m, fitted := make([]float32, g.MapLen()), make([]float32, g.FilterLen())
	ix.Scatter(m, filters, filtermap.Mean)
	ix.Extract(fitted, m)
	e := FitError{Map: g}
	for i, want := range filters {
		d := float64(want) - float64(fitted[i])
		e.Squares += d * d
		e.Norm += float64(want) * float64(want)
	}
	return m, e
}

// with returns t's weights for the network of another spec, whose own tensors
// the caller exchanges.
func (t *Trained) with(spec model.Spec) (*Trained, error) {
	net, err := model.Build(spec)
	if err != nil {
		return nil, err
	}
	other := *t
	other.Spec, other.Network = spec, net
	other.weights, other.Metadata = maps.Clone(t.weights), maps.Clone(t.Metadata)
	other.Metadata["variant"] = string(spec.Variant)
	other.Metadata["fm"] = titleBool(spec.Variant == model.FM)
	other.Metadata["converted_from"] = t.Spec.Model + " " + string(t.Spec.Variant)
	return &other, nil
}
