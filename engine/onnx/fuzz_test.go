package onnx_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"filtermaplab/engine/model"
	"filtermaplab/engine/onnx"
	"filtermaplab/filtermap"
)

// Any bytes are read or refused, and what was read is written so that it
// reads the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("\x08\x08\x12\x03lab"))
	f.Add([]byte("\x3a\xff\xff\xff\xff\x0f"))
	f.Add((&onnx.Model{
		IRVersion: 8, Opsets: []onnx.Opset{{Version: 17}},
		Graph: onnx.Graph{
			Name: "g", Nodes: []onnx.Node{{Op: "Relu", Inputs: []string{"x", ""}, Outputs: []string{"y"}, Attributes: []onnx.Attribute{
				{Name: "a", Type: onnx.FloatsAttribute, Floats: []float32{1, -0.5}}, {Name: "b", Type: onnx.StringAttribute, String: "s"},
			}}},
			Inputs: []onnx.Value{{Name: "x", Type: onnx.Float32, Dims: []onnx.Dim{{Name: "N"}, {Size: 3}}}},
		},
	}).Encode())
	f.Add(exported(f, untrained(f, "resnet8", model.FM, filtermap.Wrap)).Encode()[:4000])
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := onnx.Decode(b)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "onnx: ") {
				t.Errorf("error %q does not say where it comes from", err)
			}
			return
		}
		_ = onnx.Check(m) // must not panic
		once := m.Encode()
		back, err := onnx.Decode(once)
		if err != nil {
			t.Fatalf("its own bytes are refused: %v", err)
		}
		if twice := back.Encode(); !bytes.Equal(once, twice) {
			t.Errorf("wrote %x, then %x", once, twice)
		}
	})
}

// Lists of numbers may be packed, as other libraries write them.
func TestDecodePackedLists(t *testing.T) {
	attribute := "\x0a\x01k" + "\x42\x02\x03\x05" + "\x3a\x04\x00\x00\x80\x3f" // ints 3 5, floats 1
	node := "\x2a" + string(rune(len(attribute))) + attribute
	graph := "\x0a" + string(rune(len(node))) + node
	m, err := onnx.Decode([]byte("\x3a" + string(rune(len(graph))) + graph))
	if err != nil {
		t.Fatal(err)
	}
	want := []onnx.Node{{Attributes: []onnx.Attribute{{Name: "k", Ints: []int64{3, 5}, Floats: []float32{1}}}}}
	if !reflect.DeepEqual(m.Graph.Nodes, want) {
		t.Errorf("got %+v, want %+v", m.Graph.Nodes, want)
	}
}
