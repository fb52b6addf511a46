package engine

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/filtermap"
)

// Trained is a network with its weights, on no device: what a checkpoint is
// when it has been matched with the network that its metadata names. It is not
// changed once it is made.
type Trained struct {
	Spec     model.Spec
	Network  *nn.Network
	Norm     data.Norm         // of the pictures that it learned from
	Classes  []string          // nil where the file does not name them all
	Metadata map[string]string // of the file, what describes the network

	weights map[string][]float32 // by the names of Network.Tensors
}

// ReadTrained takes the weights out of a checkpoint, ours or PyTorch's. The
// network is built for batches of the given size.
//
// The metadata says which network it is: model, variant or fm (True or False;
// where both are missing, a tensor named .map tells), padding, and the mean and
// std that pictures are normalised with. Geometries of maps follow from their
// shapes. Tensors that are missing, misshapen or unknown are all listed in one
// error. Momentum and PyTorch's num_batches_tracked are passed over, and so is
// the prefix that DataParallel and torch.compile put before every name.
func ReadTrained(f *checkpoint.File, batch int) (*Trained, error) {
	f = withoutWrapper(weightsOnly(f))
	spec, err := specOf(f, batch)
	if err != nil {
		return nil, err
	}
	t := &Trained{Spec: spec, Metadata: description(f.Metadata), weights: make(map[string][]float32)}
	if t.Norm, err = normFrom(f.Metadata); err != nil {
		return nil, err
	}
	if t.Network, err = model.Build(spec); err != nil {
		return nil, err
	}
	if err := f.Match(weightSpecs(t.Network)); err != nil {
		return nil, fmt.Errorf("engine: the file does not fit %s %s: %w", spec.Model, spec.Variant, err)
	}
	for _, tensor := range f.Tensors {
		if !tensor.DType.Integer() {
			t.weights[tensor.Name] = tensor.Data
		}
	}
	// A name with a comma in it makes the list unreadable, not the network.
	if names := strings.Split(f.Metadata["classes"], ","); len(names) == spec.Classes {
		t.Classes = names
	}
	return t, nil
}

// description is what of a file's metadata describes the network. What else
// stands there stays in that file: the state of training, where somebody's
// pictures lie, notes.
func description(metadata map[string]string) map[string]string {
	d := make(map[string]string)
	for _, key := range []string{"model", "variant", "fm", "rule", "padding", "maps", "mean", "std", "classes", "test_accuracy", "converted_from"} {
		if value, ok := metadata[key]; ok {
			d[key] = value
		}
	}
	return d
}

// weightsOnly leaves out the momentum and what a run started from.
func weightsOnly(f *checkpoint.File) *checkpoint.File {
	w := &checkpoint.File{Metadata: f.Metadata}
	for _, t := range f.Tensors {
		if !strings.HasPrefix(t.Name, optimizerPrefix) && !strings.HasPrefix(t.Name, startPrefix) {
			w.Tensors = append(w.Tensors, t)
		}
	}
	return w
}

// withoutWrapper drops a prefix that every name has because the network was
// saved inside a wrapper.
func withoutWrapper(f *checkpoint.File) *checkpoint.File {
	for _, prefix := range []string{"_orig_mod.", "module."} {
		if inner := f.Sub(prefix); len(inner.Tensors) == len(f.Tensors) {
			f = inner
		}
	}
	return f
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

// specOf reads the network off a checkpoint. What does not fit is left for
// Match to list.
func specOf(f *checkpoint.File, batch int) (model.Spec, error) {
	name, ok := f.Metadata["model"]
	if !ok {
		return model.Spec{}, fmt.Errorf("engine: the file's metadata does not say which model it is; want an entry like model=resnet8")
	}
	spec := model.Spec{Model: name, Variant: model.Plain, Batch: batch, Classes: classCount(f)}
	shapes := make(map[string][]int) // of the maps, by layer
	for _, t := range f.Tensors {
		if layer, ok := strings.CutSuffix(t.Name, ".map"); ok {
			shapes[layer] = t.Shape
		}
	}
	fm, said := f.Metadata["fm"]
	if strings.EqualFold(fm, "true") || !said && len(shapes) > 0 {
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
	if r, ok := f.Metadata["rule"]; ok && spec.Variant == model.FM {
		if spec.Rule, err = filtermap.ParseRule(r); err != nil {
			return spec, err
		}
	}
	if spec.Variant == model.FM {
		if text, ok := f.Metadata["maps"]; ok {
			spec.Geometry, err = model.ParseMaps(spec, text)
		} else {
			spec.Geometry, err = model.MapGeometries(spec, shapes)
		}
	}
	return spec, err
}

// classCount is the number of classes that the last layer answers with; where
// that layer is missing, CIFAR-10's.
func classCount(f *checkpoint.File) int {
	if linear, ok := f.Lookup("linear.weight"); ok && len(linear.Shape) == 2 {
		return linear.Shape[0]
	}
	return 10
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

// Weights returns a parameter or a running statistic by its name, shared. It
// panics where the network has none of that name.
func (t *Trained) Weights(name string) []float32 {
	w, ok := t.weights[name]
	if !ok {
		panic(fmt.Sprintf("engine: %s %s has no tensor %q", t.Spec.Model, t.Spec.Variant, name))
	}
	return w
}

// Filters returns the filters of a convolution, (K,C,R,S), cut out of its map
// where it has one.
func (t *Trained) Filters(l nn.Layer) []float32 {
	w := t.Weights(t.Network.Params[l.Param].Name)
	if l.Map == nil {
		return w
	}
	ix := filtermap.NewIndex(*l.Map)
	filters := make([]float32, l.Map.FilterLen())
	ix.Extract(filters, w)
	return filters
}

// Checkpoint returns a file of the weights without momentum and training
// state, its floats stored as dtype: F32, or F16 and BF16 for half the size.
func (t *Trained) Checkpoint(dtype checkpoint.DType) *checkpoint.File {
	f := &checkpoint.File{Metadata: maps.Clone(t.Metadata)}
	f.Metadata["variant"] = string(t.Spec.Variant)
	f.Metadata["fm"] = titleBool(t.Spec.Variant == model.FM)
	for _, tensor := range t.Network.Tensors() {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{
			Name: tensor.Name, DType: dtype, Shape: tensor.Shape, Data: t.weights[tensor.Name],
		})
	}
	return f
}

// place puts the weights on a device.
func (t *Trained) place(exe device.Executable) error { return t.placeOn(t.Network, exe) }

// placeOn puts the weights on a device that has loaded net, the same network
// for another batch.
func (t *Trained) placeOn(net *nn.Network, exe device.Executable) error {
	for _, tensor := range net.Tensors() {
		if err := exe.Write(tensor.Buffer, t.weights[tensor.Name]); err != nil {
			return err
		}
	}
	return nil
}
