package onnx_test

import (
	"strings"
	"testing"

	"filtermaplab/engine/model"
	"filtermaplab/engine/onnx"
	"filtermaplab/filtermap"
)

// Each case breaks one rule in a model that keeps all of them.
func TestCheck(t *testing.T) {
	good := exported(t, untrained(t, "resnet8", model.FM, filtermap.Wrap)).Encode()
	find := func(m *onnx.Model, op string) *onnx.Node {
		for i := range m.Graph.Nodes {
			if m.Graph.Nodes[i].Op == op {
				return &m.Graph.Nodes[i]
			}
		}
		t.Fatalf("no node is a %s", op)
		return nil
	}
	for _, tc := range []struct {
		name string
		edit func(m *onnx.Model)
		want string // "" where nothing is wrong
	}{
		{"as it is", func(m *onnx.Model) {}, ""},
		{"IR version", func(m *onnx.Model) { m.IRVersion = 99 }, "IR version: want 3 to 8, got 99"},
		{"no opset", func(m *onnx.Model) { m.Opsets = nil }, "operators are not imported"},
		{"old opset", func(m *onnx.Model) { m.Opsets[0].Version = 9 }, "opset: want 17, got 9"},
		{"opset twice", func(m *onnx.Model) { m.Opsets = append(m.Opsets, m.Opsets[0]) }, "imported twice"},
		{"metadata twice", func(m *onnx.Model) { m.Metadata = append(m.Metadata, m.Metadata[0]) }, "is there twice"},
		{"nameless graph", func(m *onnx.Model) { m.Graph.Name = "" }, "no name"},
		{"no outputs", func(m *onnx.Model) { m.Graph.Outputs = nil }, "no outputs"},
		{"unknown input", func(m *onnx.Model) { find(m, "Conv").Inputs[0] = "nothing" }, `input "nothing" is not defined by then`},
		{"wrong order", func(m *onnx.Model) {
			last := len(m.Graph.Nodes) - 1
			m.Graph.Nodes[0], m.Graph.Nodes[last] = m.Graph.Nodes[last], m.Graph.Nodes[0]
		}, "is not defined by then"},
		{"assigned twice", func(m *onnx.Model) { m.Graph.Nodes[5].Outputs = m.Graph.Nodes[4].Outputs }, "the name is taken"},
		{"constant twice", func(m *onnx.Model) {
			m.Graph.Initializers = append(m.Graph.Initializers, m.Graph.Initializers[0])
		}, "the name is taken"},
		{"nameless output", func(m *onnx.Model) { find(m, "Relu").Outputs[0] = "" }, "without a name"},
		{"output of nobody", func(m *onnx.Model) { m.Graph.Outputs[0].Name = "answer" }, `"answer" is computed by no node`},
		{"output of another type", func(m *onnx.Model) { m.Graph.Outputs[0].Type = onnx.Int64 }, "declared int64 and computed as float32"},
		{"size 0", func(m *onnx.Model) { m.Graph.Inputs[0].Dims[2].Size = 0 }, "sizes of at least 1"},
		{"input without a type", func(m *onnx.Model) { m.Graph.Inputs[0].Type = 0 }, "want a known type"},
		{"short constant", func(m *onnx.Model) {
			m.Graph.Initializers[0].Raw = m.Graph.Initializers[0].Raw[1:]
		}, "bytes for float32 of shape"},
		{"overflowing shape", func(m *onnx.Model) { m.Graph.Initializers[0].Dims = []int64{1 << 40, 1 << 40} }, "cannot be"},
		{"constant without a type", func(m *onnx.Model) { m.Graph.Initializers[0].Type = 0 }, "want a known type"},
		{"unknown operator", func(m *onnx.Model) { find(m, "Conv").Op = "FilterMap" }, `no operator "FilterMap"`},
		{"other domain", func(m *onnx.Model) { find(m, "Conv").Domain = "com.example" }, "com.example"},
		{"too few inputs", func(m *onnx.Model) { n := find(m, "Gather"); n.Inputs = n.Inputs[:1] }, "want at least 2 inputs"},
		{"empty input", func(m *onnx.Model) { find(m, "Gather").Inputs[1] = "" }, "may not be left out"},
		{"too many outputs", func(m *onnx.Model) { n := find(m, "Relu"); n.Outputs = append(n.Outputs, "more") }, "want 1 to 1 outputs"},
		{"type of an index", func(m *onnx.Model) { n := find(m, "Gather"); n.Inputs[1] = n.Inputs[0] }, "want one of [int32 int64], got float32"},
		{"types that differ", func(m *onnx.Model) { find(m, "Sub").Inputs[0] = "input" }, "want uint8 like the others, got float32"},
		{"unknown attribute", func(m *onnx.Model) { find(m, "Conv").Attributes[0].Name = "colour" }, `no attribute "colour"`},
		{"attribute twice", func(m *onnx.Model) {
			n := find(m, "Conv")
			n.Attributes = append(n.Attributes, n.Attributes[0])
		}, "is there twice"},
		{"attribute of another type", func(m *onnx.Model) {
			find(m, "Conv").Attributes[0].Type = onnx.IntAttribute
		}, "want type ints, got int"},
		{"attribute with two values", func(m *onnx.Model) { find(m, "Conv").Attributes[0].Int = 1 }, "more than the one value"},
		{"attribute missing", func(m *onnx.Model) { find(m, "Cast").Attributes = nil }, `attribute "to" is missing`},
		{"cast to nothing", func(m *onnx.Model) { find(m, "Cast").Attributes[0].Int = 99 }, "to: want a known type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, err := onnx.Decode(good)
			if err != nil {
				t.Fatal(err)
			}
			tc.edit(m)
			err = onnx.Check(m)
			if tc.want == "" && err != nil {
				t.Error(err)
			}
			if tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}
