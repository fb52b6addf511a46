package model

import (
	"fmt"
	"strings"

	"filtermaplab/engine/nn"
	"filtermaplab/filtermap"
)

// Variant says what stands in the 3x3 convolutions.
type Variant string

const (
	FM    Variant = "fm"    // windows of one 3D-FilterMap a layer
	Plain Variant = "plain" // independent filters
	Thin  Variant = "thin"  // independent filters, fewer of them: as many parameters as FM
)

// Variants lists all, in the order in which people compare them.
func Variants() []Variant { return []Variant{FM, Plain, Thin} }

// Spec says which network to build and for which pictures.
type Spec struct {
	Model   string // one of Names, or "resnet<6n+2>" with "", "w" or "ww" behind it
	Variant Variant

	Rule    filtermap.Rule    // gradient of a map: Mean (Eq. 1 of the paper) or Sum
	Padding filtermap.Padding // what a window finds beyond the map's edge
	// Geometry overrides the map of single layers by name, for experiments.
	Geometry map[string]filtermap.Geometry

	Batch     int // pictures a step
	Channels  int // 0 means 3
	Size      int // rows and columns of a picture; 0 means 32
	Classes   int // 0 means 10
	Smoothing float32
}

func (s Spec) withDefaults() Spec {
	if s.Channels == 0 {
		s.Channels = 3
	}
	if s.Size == 0 {
		s.Size = 32
	}
	if s.Classes == 0 {
		s.Classes = 10
	}
	if s.Variant == "" {
		s.Variant = FM
	}
	return s
}

func (s Spec) validate() error {
	switch s.Variant {
	case FM, Plain, Thin:
	default:
		return fmt.Errorf("model: variant %q is unknown; choose fm, plain or thin", s.Variant)
	}
	for _, f := range []struct {
		name     string
		got, max int
	}{{"batch", s.Batch, 4096}, {"channels", s.Channels, 16}, {"size", s.Size, 256}, {"classes", s.Classes, 10000}} {
		if f.got < 1 || f.got > f.max {
			return fmt.Errorf("model: %s is %d; choose 1 to %d", f.name, f.got, f.max)
		}
	}
	if s.Smoothing < 0 || s.Smoothing >= 1 {
		return fmt.Errorf("model: label smoothing is %g; choose 0 up to 1", s.Smoothing)
	}
	return nil
}

// Build makes the network that s describes.
func Build(s Spec) (*nn.Network, error) {
	s = s.withDefaults()
	if err := s.validate(); err != nil {
		return nil, err
	}
	arch, err := lookup(s.Model)
	if err != nil {
		return nil, err
	}
	if down := arch.reduction(); s.Size%down != 0 {
		return nil, fmt.Errorf("model: %s halves its pictures %d times, so their size must be a multiple of %d, got %d",
			s.Model, log2(down), down, s.Size)
	}
	if s.Variant == Thin {
		r, ok := arch.(resnet)
		if !ok {
			return nil, fmt.Errorf("model: %s has no thin variant; only ResNets have one", s.Model)
		}
		if arch, err = r.thin(s); err != nil {
			return nil, err
		}
	}
	return build(arch, s)
}

// build emits arch as it stands; a Thin spec has been narrowed before.
func build(arch architecture, s Spec) (*nn.Network, error) {
	b := nn.NewBuilder(s.Batch)
	e := &emitter{Builder: b, spec: s}
	arch.emit(e, b.Input(s.Channels, s.Size, s.Size))
	for name := range s.Geometry {
		if s.Variant == FM && e.err == nil && !e.used[name] {
			e.err = fmt.Errorf("model: %s has no layer %q with a map", s.Model, name)
		}
	}
	if e.err != nil {
		return nil, e.err
	}
	return b.Finish(), nil
}

// architecture is a family member with its sizes fixed.
type architecture interface {
	emit(e *emitter, x nn.Value)
	reduction() int // factor between the rows of a picture and of the last stage
}

// emitter adds to the builder what depends on the variant.
type emitter struct {
	*nn.Builder
	spec Spec
	used map[string]bool // layers whose geometry was overridden
	err  error           // the first misfit
}

// conv3x3 is the convolution that the paper replaces.
func (e *emitter) conv3x3(x nn.Value, name string, k, stride int) nn.Value {
	if e.spec.Variant != FM {
		return nn.Conv(e.Builder, x, name, k, 3, stride)
	}
	g, err := filtermap.Default(k, x.C)
	if o, ok := e.spec.Geometry[name]; ok {
		if e.used == nil {
			e.used = make(map[string]bool)
		}
		e.used[name] = true
		g, err = o, fits(o, k, x.C)
	}
	g.Padding = e.spec.Padding
	if err == nil {
		err = g.Validate()
	}
	if err != nil {
		if e.err == nil {
			e.err = fmt.Errorf("model: layer %s: %w", name, err)
		}
		return nn.Conv(e.Builder, x, name, k, 3, stride) // keeps the shapes right; the network is thrown away
	}
	return nn.FMConv(e.Builder, x, name, g, e.spec.Rule, stride)
}

// fits checks an overridden geometry against the layer that it is for.
func fits(g filtermap.Geometry, k, c int) error {
	if g.C != c {
		return fmt.Errorf("the map has %d channels, but this layer's input has %d", g.C, c)
	}
	if g.S1 != g.S2 || g.S1%2 == 0 {
		return fmt.Errorf("filters of %d x %d; choose a square of odd size", g.S1, g.S2)
	}
	return g.ValidateFor(k)
}

func log2(n int) int {
	k := 0
	for ; n > 1; n /= 2 {
		k++
	}
	return k
}

func normalise(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
