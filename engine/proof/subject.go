package proof

import (
	"errors"
	"fmt"
	"slices"

	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Subject is what is checked: a network with its weights on one batch.
type Subject struct {
	Device   device.Device
	Spec     model.Spec           // Batch is the number of Labels; Rule is chosen by the checks
	Weights  map[string][]float32 // by the names of nn.Network.Tensors
	Pictures []float32            // (N,C,H,W), normalised
	Labels   []float32            // (N)
	Layer    string               // that is looked at; "" is the first map whose channels wrap, or else the first
}

// loaded is the subject on its device, under one of the rules.
type loaded struct {
	Subject
	net   *nn.Network
	exe   device.Executable
	layer nn.Layer
}

// load places the network. The caller closes exe.
func (s Subject) load(rule filtermap.Rule) (*loaded, error) {
	s.Spec.Rule, s.Spec.Batch = rule, len(s.Labels)
	net, err := model.Build(s.Spec)
	if err != nil {
		return nil, err
	}
	l := &loaded{Subject: s, net: net}
	if err := l.find(); err != nil {
		return nil, err
	}
	net.Program.Keep = append(net.Program.Keep, l.layer.Output)
	if net.Program.Info(l.layer.Input).Kind == program.Activation {
		net.Program.Keep = append(net.Program.Keep, l.layer.Input)
	}
	if l.exe, err = s.Device.Load(net.Program); err != nil {
		return nil, fmt.Errorf("proof: device %s: %w", s.Device.Name(), err)
	}
	if err := l.place(); err != nil {
		return nil, errors.Join(err, l.exe.Close())
	}
	return l, nil
}

// find chooses the layer.
func (l *loaded) find() error {
	layers := l.net.Layers
	at := slices.IndexFunc(layers, func(n nn.Layer) bool { return n.Name == l.Layer })
	if l.Layer == "" {
		at = slices.IndexFunc(layers, func(n nn.Layer) bool { return n.Map != nil && n.Map.K3 > 1 })
		if at < 0 {
			at = max(0, slices.IndexFunc(layers, func(n nn.Layer) bool { return n.Map != nil }))
		}
	}
	if at < 0 {
		return fmt.Errorf("proof: layer: want one of the network's, got %q", l.Layer)
	}
	l.layer = layers[at]
	return nil
}

// place writes weights and batch.
func (l *loaded) place() error {
	for _, t := range l.net.Tensors() {
		w, ok := l.Weights[t.Name]
		if want := l.net.Program.Info(t.Buffer).Len(); !ok || len(w) != want {
			return fmt.Errorf("proof: weights of %s: want %d numbers, got %d", t.Name, want, len(w))
		}
		if err := l.exe.Write(t.Buffer, w); err != nil {
			return err
		}
	}
	p := l.net.Program
	if want := p.Info(p.Input).Len(); len(l.Pictures) != want {
		return fmt.Errorf("proof: pictures: want %d numbers, got %d", want, len(l.Pictures))
	}
	return errors.Join(
		l.exe.Write(p.Input, l.Pictures),
		l.exe.Write(p.Labels, l.Labels),
		l.exe.Write(p.Hyper, make([]float32, p.Info(p.Hyper).Len())), // a rate of 0: a step moves nothing
	)
}

// read returns a buffer's numbers.
func (l *loaded) read(b program.Buffer) ([]float32, error) {
	v := make([]float32, l.net.Program.Info(b).Len())
	return v, l.exe.Read(b, v)
}

// param is the layer's map or filters.
func (l *loaded) param() nn.Param { return l.net.Params[l.layer.Param] }
