package golden

import (
	"fmt"
	"strings"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/optim"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Most steps that a file may ask for.
const maxSteps = 1000

// netFile is a parsed network file, loaded on a device.
type netFile struct {
	*checkpoint.File
	net   *nn.Network
	exe   device.Executable
	sgd   optim.SGD
	steps int
}

func verifyNetwork(f *checkpoint.File, dev device.Device) (Report, error) {
	n := netFile{File: f}
	spec, err := n.parse()
	if err != nil {
		return Report{}, err
	}
	r := Report{What: fmt.Sprintf("%s %s, %v rule, batch %d", spec.Model, spec.Variant, spec.Rule, spec.Batch)}
	if n.exe, err = dev.Load(n.net.Program); err != nil {
		return r, err
	}
	defer n.exe.Close()
	if err := n.start(); err != nil {
		return r, err
	}
	return r, n.train(&r)
}

// parse builds the network that the file describes.
func (n *netFile) parse() (model.Spec, error) {
	f := n.File
	x, err := floats(f, "batch.input")
	if err != nil {
		return model.Spec{}, err
	}
	if len(x.Shape) != 4 || x.Shape[2] != x.Shape[3] {
		return model.Spec{}, fmt.Errorf("golden: batch.input: want (N,C,S,S), got %v", x.Shape)
	}
	linear, err := floats(f, "init.linear.weight")
	if err != nil {
		return model.Spec{}, err
	}
	spec := model.Spec{
		Model: f.Metadata["model"], Variant: model.Plain,
		Batch: x.Shape[0], Channels: x.Shape[1], Size: x.Shape[2], Classes: linear.Shape[0],
	}
	if strings.EqualFold(f.Metadata["fm"], "true") {
		spec.Variant = model.FM
		if spec.Rule, err = filtermap.ParseRule(f.Metadata["rule"]); err != nil {
			return spec, err
		}
	}
	maps := make(map[string][]int)
	for _, t := range f.Sub("init.").Tensors {
		if layer, ok := strings.CutSuffix(t.Name, ".map"); ok {
			maps[layer] = t.Shape
		}
	}
	if spec.Geometry, err = model.MapGeometries(spec, maps); err != nil {
		return spec, err
	}
	if n.net, err = model.Build(spec); err != nil {
		return spec, err
	}
	for _, m := range []struct {
		key  string
		into any
	}{{"lr", &n.sgd.LR}, {"momentum", &n.sgd.Momentum}, {"weight_decay", &n.sgd.WeightDecay}} {
		if err := number(f, m.key, "%g", m.into); err != nil {
			return spec, err
		}
	}
	if err := number(f, "steps", "%d", &n.steps); err != nil {
		return spec, err
	}
	if n.steps < 1 || n.steps > maxSteps {
		return spec, fmt.Errorf("golden: steps: want 1 to %d, got %d", maxSteps, n.steps)
	}
	return spec, n.sgd.Validate()
}

// start writes the starting weights, the batch and the rates.
func (n *netFile) start() error {
	init := n.Sub("init.")
	var want []checkpoint.Spec
	for _, t := range n.net.Tensors() {
		want = append(want, checkpoint.Spec{Name: t.Name, Shape: t.Shape})
	}
	if err := init.Match(want); err != nil {
		return err
	}
	for _, t := range n.net.Tensors() {
		from, _ := init.Lookup(t.Name)
		if err := n.exe.Write(t.Buffer, from.Data); err != nil {
			return err
		}
	}
	p := n.net.Program
	x, _ := n.Lookup("batch.input")
	if err := n.exe.Write(p.Input, x.Data); err != nil {
		return err
	}
	label, ok := n.Lookup("batch.label")
	if !ok || !label.DType.Integer() || len(label.Ints) != p.Batch {
		return fmt.Errorf("golden: batch.label: want %d integers", p.Batch)
	}
	labels := make([]float32, p.Batch)
	for i, l := range label.Ints {
		if l < 0 || int(l) >= p.Info(p.Logits).Shape[1] {
			return fmt.Errorf("golden: batch.label: want 0 to %d, got %d", p.Info(p.Logits).Shape[1]-1, l)
		}
		labels[i] = float32(l)
	}
	if err := n.exe.Write(p.Labels, labels); err != nil {
		return err
	}
	hyper := n.sgd.Hyper(n.sgd.LR)
	return n.exe.Write(p.Hyper, hyper[:])
}

// train runs the steps and compares what the file has of each.
func (n *netFile) train(r *Report) error {
	p := n.net.Program
	losses := make([]float32, n.steps)
	for i := range n.steps {
		if err := n.exe.Run(program.Train); err != nil {
			return err
		}
		var stats [2]float32
		if err := n.exe.Read(p.Stats, stats[:]); err != nil {
			return err
		}
		losses[i] = stats[0]
		if err := n.compareGradients(r, i); err != nil {
			return err
		}
		if err := n.compareWeights(r, i+1); err != nil {
			return err
		}
	}
	if t, ok := n.Lookup("losses"); ok {
		return r.compare("losses", losses, t.Data, tolerance(n.steps))
	}
	return nil
}

// tolerance after some steps.
func tolerance(steps int) float64 {
	if steps <= 1 {
		return stepTolerance
	}
	return laterTolerance
}

// compareGradients looks at the logits and gradients of the step that starts
// after i steps.
func (n *netFile) compareGradients(r *Report, i int) error {
	p := n.net.Program
	prefix := fmt.Sprintf("step%d.", i)
	if t, ok := n.Lookup(prefix + "logits"); ok {
		if err := r.read(n.exe, p, p.Logits, t, tolerance(i)); err != nil {
			return err
		}
	}
	for _, param := range n.net.Params {
		if t, ok := n.Lookup(prefix + "grad." + param.Name); ok {
			if err := r.read(n.exe, p, param.Grad, t, tolerance(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// compareWeights looks at the network after i steps.
func (n *netFile) compareWeights(r *Report, i int) error {
	p := n.net.Program
	prefix := fmt.Sprintf("step%d.", i)
	for _, own := range n.net.Tensors() {
		if t, ok := n.Lookup(prefix + own.Name); ok {
			if err := r.read(n.exe, p, own.Buffer, t, tolerance(i)); err != nil {
				return err
			}
		}
	}
	if t, ok := n.Lookup(prefix + "eval_logits"); ok {
		if err := n.exe.Run(program.Infer); err != nil {
			return err
		}
		return r.read(n.exe, p, p.Scores, t, tolerance(i))
	}
	return nil
}
