package onnx

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/engine/program"
)

// The names of the graph's input and output.
const (
	inputName  = "input"
	outputName = "scores"
	batchName  = "N" // of the dimension that is open
)

// Export returns the graph of a trained network, as the package comment
// describes it: maps stay maps. Expand the network first for a file with
// filters.
//
// The graph follows the network's program for inference, one or a few nodes an
// operation. It fails where the program has an operation that no translation
// is written for.
func Export(t *engine.Trained) (*Model, error) {
	p := t.Network.Program
	e := &exporter{trained: t, program: p, names: make(map[program.Buffer]string), constants: make(map[string]bool)}
	for _, tensor := range t.Network.Tensors() {
		e.constant(tensor.Name, tensor.Shape, t.Weights(tensor.Name))
		e.names[tensor.Buffer] = tensor.Name
	}
	e.normalise()
	e.names[p.Scores] = outputName
	for _, in := range p.Infer {
		if err := e.translate(p.Layers[in.Layer], in.Op); err != nil {
			return nil, err
		}
	}
	metadata, err := metadataOf(t)
	if err != nil {
		return nil, err
	}
	shape := p.Info(p.Input).Shape
	scores := p.Info(p.Scores).Shape
	e.graph.Name = t.Spec.Model + "-" + string(t.Spec.Variant)
	e.graph.Inputs = []Value{{
		Name: inputName, Type: Uint8, Doc: "red, green and blue planes of pictures, bytes 0 to 255",
		Dims: []Dim{{Name: batchName}, {Size: int64(shape[1])}, {Size: int64(shape[2])}, {Size: int64(shape[3])}},
	}}
	e.graph.Outputs = []Value{{
		Name: outputName, Type: Float32, Doc: "logits of the classes, before softmax",
		Dims: []Dim{{Name: batchName}, {Size: int64(scores[1])}},
	}}
	return &Model{
		IRVersion: irVersion, Producer: "FilterMap Lab", Graph: e.graph,
		Opsets: []Opset{{Version: opset}}, Metadata: metadata,
	}, nil
}

// metadataOf is the network's metadata sorted by key, with its classes as a
// JSON list.
func metadataOf(t *engine.Trained) ([]Property, error) {
	all := maps.Clone(t.Metadata)
	all["variant"] = string(t.Spec.Variant)
	delete(all, "classes")
	if t.Classes != nil {
		list, err := json.Marshal(t.Classes)
		if err != nil {
			return nil, fmt.Errorf("onnx: classes: %w", err)
		}
		all["classes"] = string(list)
	}
	var list []Property
	for _, key := range slices.Sorted(maps.Keys(all)) {
		list = append(list, Property{key, all[key]})
	}
	return list, nil
}

// exporter collects the graph of one network.
type exporter struct {
	trained   *engine.Trained
	program   *program.Program
	graph     Graph
	names     map[program.Buffer]string // of values whose name is not the buffer's
	constants map[string]bool           // that are there already
}

// normalise is (float(input) - mean) / std.
func (e *exporter) normalise() {
	norm := e.trained.Norm
	perChannel := func(name string, values []float64) string {
		floats := make([]float32, len(values))
		for i, v := range values {
			floats[i] = float32(v)
		}
		return e.constant(name, []int{1, len(values), 1, 1}, floats)
	}
	mean, std := perChannel("input.mean", norm.Mean[:]), perChannel("input.std", norm.Std[:])
	x := e.node("Cast", "input.float", []string{inputName}, integer("to", int(Float32)))
	x = e.node("Sub", "input.centred", []string{x, mean})
	e.names[e.program.Input] = e.node("Div", "input.normalised", []string{x, std})
}

// translate adds the nodes of an operation.
func (e *exporter) translate(layer string, op program.Op) error {
	switch op := op.(type) {
	case program.ConvForward:
		e.conv(op.Conv, e.name(op.X), e.name(op.W), e.name(op.Y))
	case program.FMConvForward:
		e.conv(op.Conv, e.name(op.X), e.filters(layer, op.Map, e.name(op.M)), e.name(op.Y))
	case program.BatchNormInfer:
		e.batchNorm(layer, op)
	case program.Concat:
		e.node("Concat", e.name(op.Y), []string{e.name(op.A), e.name(op.B)}, integer("axis", 1))
	case program.AvgPool:
		if op.R == op.H && op.S == op.W {
			e.node("GlobalAveragePool", e.name(op.Y), []string{e.name(op.X)})
		} else {
			e.node("AveragePool", e.name(op.Y), []string{e.name(op.X)},
				integers("kernel_shape", op.R, op.S), integers("strides", op.R, op.S))
		}
	case program.Linear:
		flat := e.node("Flatten", layer+".in", []string{e.name(op.X)}, integer("axis", 1))
		e.node("Gemm", e.name(op.Y), []string{flat, e.name(op.W), e.name(op.B)}, integer("transB", 1))
	default:
		return fmt.Errorf("onnx: layer %s: no translation of %T is written", layer, op)
	}
	return nil
}

func (e *exporter) conv(c program.Conv, x, w, y string) {
	e.node("Conv", y, []string{x, w}, integers("kernel_shape", c.R, c.S),
		integers("strides", c.Stride, c.Stride), integers("pads", c.Pad, c.Pad, c.Pad, c.Pad))
}

// batchNorm is act(norm(x) + res), whose last node has the name of the result.
func (e *exporter) batchNorm(layer string, op program.BatchNormInfer) {
	y := e.name(op.Y)
	normed, sum := y, y
	if op.ReLU {
		sum = layer + ".sum"
		normed = layer + ".norm"
	}
	if op.Res != program.None {
		normed = layer + ".norm"
	}
	in := []string{e.name(op.X), e.name(op.Gamma), e.name(op.Beta), e.name(op.Mean), e.name(op.Var)}
	x := e.node("BatchNormalization", normed, in, Attribute{Name: "epsilon", Type: FloatAttribute, Float: op.Eps})
	if op.Res != program.None {
		x = e.node("Add", sum, []string{x, e.name(op.Res)})
	}
	if op.ReLU {
		e.node("Relu", y, []string{x})
	}
}

// name is the name of a buffer in the graph.
func (e *exporter) name(b program.Buffer) string {
	if name, ok := e.names[b]; ok {
		return name
	}
	return strings.TrimSuffix(e.program.Info(b).Name, ".infer")
}

// node adds a node with one output, which gives it its name, and returns that.
func (e *exporter) node(op, out string, in []string, attributes ...Attribute) string {
	e.graph.Nodes = append(e.graph.Nodes, Node{Name: out, Op: op, Inputs: in, Outputs: []string{out}, Attributes: attributes})
	return out
}

// constant adds a tensor of floats.
func (e *exporter) constant(name string, shape []int, values []float32) string {
	t := Tensor{Name: name, Type: Float32, Dims: sizes(shape), Raw: make([]byte, 0, 4*len(values))}
	for _, v := range values {
		t.Raw = binary.LittleEndian.AppendUint32(t.Raw, math.Float32bits(v))
	}
	e.graph.Initializers = append(e.graph.Initializers, t)
	return name
}

// indices adds a tensor of integers, unless there is one of that name, which
// then says the same: the name tells what is in it.
func (e *exporter) indices(name string, shape, values []int) string {
	if e.constants[name] {
		return name
	}
	e.constants[name] = true
	t := Tensor{Name: name, Type: Int64, Dims: sizes(shape)}
	for _, v := range values {
		t.Raw = binary.LittleEndian.AppendUint64(t.Raw, uint64(v))
	}
	e.graph.Initializers = append(e.graph.Initializers, t)
	return name
}

func sizes(shape []int) []int64 {
	dims := make([]int64, len(shape))
	for i, d := range shape {
		dims[i] = int64(d)
	}
	return dims
}

func integer(name string, v int) Attribute {
	return Attribute{Name: name, Type: IntAttribute, Int: int64(v)}
}

func integers(name string, values ...int) Attribute {
	return Attribute{Name: name, Type: IntsAttribute, Ints: sizes(values)}
}
