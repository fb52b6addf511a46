package onnx_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/onnx"
	"filtermaplab/filtermap"
)

// fastest is the device that tests are done with soonest.
func fastest() device.Device {
	if dev, err := native.New(native.Options{}); err == nil {
		return dev
	}
	return reference.Device{}
}

// trained is a network after some steps on the built-in pictures, so that its
// running statistics are those of pictures.
func trained(t testing.TB, name string, variant model.Variant, padding filtermap.Padding, steps int) *engine.Trained {
	t.Helper()
	cfg := engine.DefaultConfig()
	cfg.Model, cfg.Variant, cfg.Padding, cfg.Batch = name, variant, padding.String(), 8
	s, err := engine.NewSession(cfg, data.Shapes(4, 1, 7), fastest())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range steps {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	n, err := engine.ReadTrained(f, 50)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// untrained is a network with its starting weights.
func untrained(t testing.TB, name string, variant model.Variant, padding filtermap.Padding) *engine.Trained {
	t.Helper()
	net, err := model.Build(model.Spec{Model: name, Variant: variant, Padding: padding, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := &checkpoint.File{Metadata: map[string]string{
		"model": name, "variant": string(variant), "rule": "mean", "padding": padding.String(), "test_accuracy": "0.1000",
	}}
	err = net.Init(rand.New(rand.NewPCG(1, 2)), func(p nn.Param, w []float32) error {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: p.Name, Shape: p.Shape, Data: w})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range net.States {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: s.Name, Shape: []int{s.Len}, Data: slices.Repeat([]float32{s.Start}, s.Len)})
	}
	n, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exported(t testing.TB, n *engine.Trained) *onnx.Model {
	t.Helper()
	m, err := onnx.Export(n)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every network passes the checker, and its bytes say the same as the model.
func TestExport(t *testing.T) {
	for _, tc := range []struct {
		model   string
		variant model.Variant
		padding filtermap.Padding
	}{
		{"resnet8", model.FM, filtermap.Wrap},
		{"resnet8", model.FM, filtermap.Authors},
		{"resnet8", model.Plain, filtermap.Wrap},
		{"resnet8", model.Thin, filtermap.Wrap},
		{"resnet18", model.FM, filtermap.Wrap},
		{"resnet50", model.FM, filtermap.Wrap},
		{"densenet121", model.FM, filtermap.Wrap},
		{"densenet-tiny", model.Plain, filtermap.Wrap},
	} {
		t.Run(tc.model+" "+string(tc.variant)+" "+tc.padding.String(), func(t *testing.T) {
			m := exported(t, untrained(t, tc.model, tc.variant, tc.padding))
			b := m.Encode()
			back, err := onnx.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if err := onnx.Check(back); err != nil {
				t.Error(err)
			}
			if !reflect.DeepEqual(m, back) {
				t.Error("what was written is not what was exported")
			}
			if !bytes.Equal(back.Encode(), b) {
				t.Error("writing it again gives other bytes")
			}
		})
	}
}

// A file with maps is not much larger than the numbers that the network has
// learned; one with filters is.
func TestMapsStaySmall(t *testing.T) {
	fm := untrained(t, "resnet18", model.FM, filtermap.Wrap)
	plain, err := fm.Expand()
	if err != nil {
		t.Fatal(err)
	}
	learned, _ := fm.Network.ParamCount()
	small, large := len(exported(t, fm).Encode()), len(exported(t, plain).Encode())
	t.Logf("%d learned values; %d bytes with maps, %d with filters", learned, small, large)
	const overhead = 1.06 // index vectors, names, running statistics
	if want := int(4 * overhead * float64(learned)); small > want {
		t.Errorf("%d bytes with maps, want at most %d", small, want)
	}
	if large < 10*small {
		t.Errorf("%d bytes with filters, want more than ten times the %d with maps", large, small)
	}
}

func TestMetadata(t *testing.T) {
	n := untrained(t, "resnet8", model.FM, filtermap.Wrap)
	n.Classes = []string{"a, or b", "c"}
	m := exported(t, n)
	for key, want := range map[string]string{
		"model": "resnet8", "variant": "fm", "rule": "mean", "classes": `["a, or b","c"]`,
	} {
		if got, ok := m.Property(key); got != want || !ok {
			t.Errorf("metadata %s: got %q, want %q", key, got, want)
		}
	}
	for _, p := range m.Metadata {
		if len(p.Value) > 1000 {
			t.Errorf("metadata %s has %d bytes; the training state does not belong here", p.Key, len(p.Value))
		}
	}
}

// Half-precision files are for storage: the graph computes in float32.
func TestExportOfHalves(t *testing.T) {
	var buf bytes.Buffer
	if err := checkpoint.Write(&buf, untrained(t, "resnet8", model.FM, filtermap.Wrap).Checkpoint(checkpoint.F16)); err != nil {
		t.Fatal(err)
	}
	f, err := checkpoint.ReadBytes(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	n, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := exported(t, n)
	i := slices.IndexFunc(m.Graph.Initializers, func(c onnx.Tensor) bool { return c.Name == "conv1.map" })
	if i < 0 || m.Graph.Initializers[i].Type != onnx.Float32 {
		t.Errorf("conv1.map is not among the constants as float32")
	}
}
