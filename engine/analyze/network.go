package analyze

import (
	"fmt"

	"filtermaplab/engine"
	"filtermaplab/engine/nn"
)

// Layer is what the filters of one convolution span.
type Layer struct {
	Name     string
	Filters  int // K, the rows
	Elements int // C*R*S, the columns
	Params   int // learned numbers: the map's, or the filters'
	Spectrum Spectrum
}

// Most is the largest rank that the filters can have.
func (l Layer) Most() int { return min(l.Filters, l.Elements) }

// Network measures every convolution of a network, in forward order. Progress,
// which may be nil, is told how many are done.
func Network(t *engine.Trained, progress func(done, total int)) ([]Layer, error) {
	convolutions := Convolutions(t.Network)
	var all []Layer
	for i, l := range convolutions {
		layer := Layer{
			Name: l.Name, Filters: l.Conv.K, Elements: l.Conv.C * l.Conv.R * l.Conv.S,
			Params: t.Network.Params[l.Param].Len(),
		}
		var err error
		if layer.Spectrum, err = NewSpectrum(layer.Filters, layer.Elements, t.Filters(l)); err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
		all = append(all, layer)
		if progress != nil {
			progress(i+1, len(convolutions))
		}
	}
	return all, nil
}

// Convolutions are the layers of a network without its last, the classifier.
func Convolutions(net *nn.Network) []nn.Layer { return net.Layers[:len(net.Layers)-1] }
