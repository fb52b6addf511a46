package engine

import (
	"fmt"
	"strconv"
	"strings"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/filtermap"
)

// Predictor is a trained network that answers pictures.
type Predictor struct {
	spec model.Spec
	net  *nn.Network
	exe  device.Executable
	norm data.Norm
}

// NewPredictor loads the weights of a checkpoint, ours or PyTorch's, for
// batches of the given size. The metadata says which network it is: model, fm
// (True or False) or variant, padding, and the mean and std that its pictures
// were normalised with. Tensors that are missing, misshapen or unknown are all
// listed in one error; momentum and PyTorch's num_batches_tracked are passed over.
func NewPredictor(f *checkpoint.File, dev device.Device, batch int) (*Predictor, error) {
	spec, err := specOf(f, batch)
	if err != nil {
		return nil, err
	}
	p := &Predictor{spec: spec}
	if p.norm, err = normFrom(f.Metadata); err != nil {
		return nil, err
	}
	if p.net, err = model.Build(spec); err != nil {
		return nil, err
	}
	if err := weightsOnly(f).Match(weightSpecs(p.net)); err != nil {
		return nil, fmt.Errorf("engine: the file does not fit %s %s: %w", spec.Model, spec.Variant, err)
	}
	if p.exe, err = dev.Load(p.net.Program); err != nil {
		return nil, fmt.Errorf("engine: device %s: %w", dev.Name(), err)
	}
	if err := writeTensors(f, p.net, p.exe); err != nil {
		p.exe.Close()
		return nil, err
	}
	return p, nil
}

// weightsOnly leaves the momentum out.
func weightsOnly(f *checkpoint.File) *checkpoint.File {
	w := &checkpoint.File{Metadata: f.Metadata}
	for _, t := range f.Tensors {
		if !strings.HasPrefix(t.Name, optimizerPrefix) {
			w.Tensors = append(w.Tensors, t)
		}
	}
	return w
}

// weightSpecs is what a file of net's weights has.
func weightSpecs(net *nn.Network) []checkpoint.Spec {
	var want []checkpoint.Spec
	for _, t := range net.Tensors() {
		want = append(want, checkpoint.Spec{Name: t.Name, Shape: t.Shape})
	}
	for _, s := range net.States {
		if norm, ok := strings.CutSuffix(s.Name, ".running_mean"); ok {
			want = append(want, checkpoint.Spec{Name: norm + ".num_batches_tracked", Integer: true, Optional: true})
		}
	}
	return want
}

// specOf reads the network off a checkpoint.
func specOf(f *checkpoint.File, batch int) (model.Spec, error) {
	name, ok := f.Metadata["model"]
	if !ok {
		return model.Spec{}, fmt.Errorf("engine: the file's metadata does not say which model it is; want an entry like model=resnet8")
	}
	linear, ok := f.Lookup("linear.weight")
	if !ok || len(linear.Shape) != 2 {
		return model.Spec{}, fmt.Errorf("engine: the file has no linear.weight (classes,features)")
	}
	spec := model.Spec{Model: name, Variant: model.Plain, Batch: batch, Classes: linear.Shape[0]}
	if strings.EqualFold(f.Metadata["fm"], "true") {
		spec.Variant = model.FM
	}
	if v, ok := f.Metadata["variant"]; ok {
		spec.Variant = model.Variant(v)
	}
	var err error
	if p, ok := f.Metadata["padding"]; ok {
		if spec.Padding, err = filtermap.ParsePadding(p); err != nil {
			return spec, err
		}
	}
	if spec.Variant == model.FM {
		maps := make(map[string][]int)
		for _, t := range f.Tensors {
			if layer, ok := strings.CutSuffix(t.Name, ".map"); ok {
				maps[layer] = t.Shape
			}
		}
		spec.Geometry, err = model.MapGeometries(spec, maps)
	}
	return spec, err
}

// normFrom reads mean and std; CIFAR-10's where the file says nothing.
func normFrom(metadata map[string]string) (data.Norm, error) {
	norm := data.DefaultNorm()
	for _, m := range []struct {
		key  string
		into *[data.Channels]float64
	}{{"mean", &norm.Mean}, {"std", &norm.Std}} {
		text, ok := metadata[m.key]
		if !ok {
			continue
		}
		parts := strings.Split(text, ",")
		if len(parts) != data.Channels {
			return norm, fmt.Errorf("engine: metadata %s: want %d numbers, got %q", m.key, data.Channels, text)
		}
		for i, part := range parts {
			v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
			if err != nil {
				return norm, fmt.Errorf("engine: metadata %s: want %d numbers, got %q", m.key, data.Channels, text)
			}
			m.into[i] = v
		}
	}
	return norm, norm.Validate()
}

// Spec returns the network's description.
func (p *Predictor) Spec() model.Spec { return p.spec }

// Network returns the network.
func (p *Predictor) Network() *nn.Network { return p.net }

// Evaluate answers a whole set, normalised as the checkpoint says. Progress,
// which may be nil, is told how many pictures are done.
func (p *Predictor) Evaluate(set *data.Set, progress func(done, total int)) (Evaluation, error) {
	e, err := newEvaluator(p.exe, p.net.Program, set, p.norm)
	if err != nil {
		return Evaluation{}, err
	}
	return e.run(progress)
}

// Close gives the device's memory back.
func (p *Predictor) Close() error { return p.exe.Close() }
