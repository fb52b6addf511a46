package engine

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
)

// pytorchFile is a file as PyTorch would save the network of spec: random
// weights under its names, and the counters of its batch norms.
func pytorchFile(t *testing.T, spec model.Spec, dtype checkpoint.DType) *checkpoint.File {
	t.Helper()
	spec.Batch = 1
	net, err := model.Build(spec)
	if err != nil {
		t.Fatal(err)
	}
	fm := "False"
	if spec.Variant == model.FM {
		fm = "True"
	}
	f := &checkpoint.File{Metadata: map[string]string{
		"model": spec.Model, "fm": fm, "rule": "sum", "test_accuracy": "0.9",
		"mean": "120.5, 121, 122", "std": "60,61,62.5",
	}}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, tensor := range net.Tensors() {
		n := 1
		for _, d := range tensor.Shape {
			n *= d
		}
		values := make([]float32, n)
		for i := range values {
			values[i] = 0.1 * rng.Float32()
			if strings.HasSuffix(tensor.Name, "var") {
				values[i] += 0.5
			}
		}
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: tensor.Name, DType: dtype, Shape: tensor.Shape, Data: values})
		if norm, ok := strings.CutSuffix(tensor.Name, ".running_mean"); ok {
			f.Tensors = append(f.Tensors, checkpoint.Tensor{
				Name: norm + ".num_batches_tracked", DType: checkpoint.I64, Shape: []int{}, Ints: []int64{1562},
			})
		}
	}
	return f
}

// stored writes a file to bytes and reads it back.
func stored(t *testing.T, f *checkpoint.File) *checkpoint.File {
	t.Helper()
	var buf bytes.Buffer
	if err := checkpoint.Write(&buf, f); err != nil {
		t.Fatal(err)
	}
	back, err := checkpoint.ReadBytes(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func TestReadTrained(t *testing.T) {
	for _, tc := range []struct {
		name  string
		spec  model.Spec
		dtype checkpoint.DType
		edit  func(*checkpoint.File)
		check func(*testing.T, *Trained)
	}{
		{name: "plain", spec: model.Spec{Model: "resnet8", Variant: model.Plain}},
		{name: "resnet18 with maps", spec: model.Spec{Model: "resnet18", Variant: model.FM}},
		{name: "densenet", spec: model.Spec{Model: "densenet-tiny", Variant: model.FM}},
		{name: "halves", spec: model.Spec{Model: "resnet8", Variant: model.FM}, dtype: checkpoint.F16},
		{name: "brain floats", spec: model.Spec{Model: "resnet8", Variant: model.FM}, dtype: checkpoint.BF16},
		{
			name: "authors' padding", spec: model.Spec{Model: "resnet8", Variant: model.FM},
			edit: func(f *checkpoint.File) { f.Metadata["padding"] = "authors" },
			check: func(t *testing.T, n *Trained) {
				if p := n.Network.Layers[1].Map.Padding; p != filtermap.Authors {
					t.Errorf("padding %v, want authors", p)
				}
			},
		},
		{
			name: "a hundred classes", spec: model.Spec{Model: "resnet8", Variant: model.FM, Classes: 100},
			check: func(t *testing.T, n *Trained) {
				if n.Spec.Classes != 100 {
					t.Errorf("%d classes, want 100", n.Spec.Classes)
				}
			},
		},
		{
			name: "another geometry", spec: model.Spec{Model: "resnet8", Variant: model.FM, Geometry: map[string]filtermap.Geometry{
				"layer2.0.conv2": {K1: 2, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 32},
			}},
			check: func(t *testing.T, n *Trained) {
				if g := n.Spec.Geometry["layer2.0.conv2"]; g.K1 != 2 || g.K3 != 4 {
					t.Errorf("geometry %v, want (2,4,4)", g)
				}
			},
		},
		{
			name: "fm is left out", spec: model.Spec{Model: "resnet8", Variant: model.FM},
			edit: func(f *checkpoint.File) { delete(f.Metadata, "fm") },
		},
		{
			name: "inside wrappers", spec: model.Spec{Model: "resnet8", Variant: model.FM},
			edit: func(f *checkpoint.File) {
				for i := range f.Tensors {
					f.Tensors[i].Name = "_orig_mod.module." + f.Tensors[i].Name
				}
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := pytorchFile(t, tc.spec, tc.dtype)
			if tc.edit != nil {
				tc.edit(f)
			}
			f = stored(t, f)
			n, err := ReadTrained(f, 4)
			if err != nil {
				t.Fatal(err)
			}
			if n.Spec.Variant != tc.spec.Variant {
				t.Errorf("variant %s, want %s", n.Spec.Variant, tc.spec.Variant)
			}
			if want := (data.Norm{Mean: [3]float64{120.5, 121, 122}, Std: [3]float64{60, 61, 62.5}}); n.Norm != want {
				t.Errorf("norm %v, want %v", n.Norm, want)
			}
			for _, tensor := range f.Tensors {
				name := strings.TrimPrefix(tensor.Name, "_orig_mod.module.")
				if !tensor.DType.Integer() && &n.Weights(name)[0] != &tensor.Data[0] {
					t.Errorf("%s: other weights than the file's", name)
				}
			}
			if tc.check != nil {
				tc.check(t, n)
			}
		})
	}
}

// All that does not fit is in one error, a map of an impossible shape too.
func TestReadTrainedListsEveryDifference(t *testing.T) {
	f := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM}, checkpoint.F32)
	for i := range f.Tensors {
		switch tensor := &f.Tensors[i]; tensor.Name {
		case "layer1.0.conv1.map":
			tensor.Shape, tensor.Data = []int{7, 8, 16}, make([]float32, 7*8*16)
		case "layer3.0.conv2.map":
			tensor.Shape, tensor.Data = []int{64}, make([]float32, 64)
		case "bn1.bias":
			tensor.Name = "bn1.offset"
		case "linear.weight":
			tensor.Name = "fc.weight"
		}
	}
	_, err := ReadTrained(stored(t, f), 1)
	for _, part := range []string{
		"the file does not fit resnet8 fm", "2 missing, 2 misshapen, 2 extra",
		"misshapen: layer1.0.conv1.map: want shape [4 8 16], got [7 8 16]", "misshapen: layer3.0.conv2.map",
		"missing: bn1.bias", "extra: bn1.offset", "missing: linear.weight [10 64]", "extra: fc.weight",
	} {
		wantError(t, "file with six faults", err, part)
	}
}

func TestReadTrainedRefuses(t *testing.T) {
	for _, tc := range []struct{ name, key, value, want string }{
		{"no model", "model", "", "does not say which model"},
		{"unknown model", "model", "vgg16", `no network is called "vgg16"`},
		{"wrong kind", "fm", "False", "extra: conv1.map"},
		{"variant", "variant", "wide", `variant "wide"`},
		{"padding", "padding", "zero", "want wrap or authors"},
		{"rule", "rule", "max", "want mean or sum"},
		{"two means", "mean", "1,2", "metadata mean: want 3 numbers"},
		{"words", "std", "a,b,c", "metadata std: want 3 numbers"},
		{"zero spread", "std", "1,0,1", "std of channel 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM}, checkpoint.F32)
			f.Metadata[tc.key] = tc.value
			if tc.value == "" {
				delete(f.Metadata, tc.key)
			}
			_, err := ReadTrained(f, 1)
			wantError(t, tc.name, err, tc.want)
		})
	}
}

// A network goes out as a file of weights and comes back: the same answers,
// and in halves nearly the same.
func TestWeightsComeBack(t *testing.T) {
	pictures := data.Shapes(2, 1, 7)
	cfg := small()
	cfg.Epochs = 1
	s := newSession(t, cfg, pictures)
	steps(t, s, 2)
	full, err := ReadTrained(saved(t, s), 4)
	if err != nil {
		t.Fatal(err)
	}
	want := scoresOf(t, full, pictures.Test)
	for _, tc := range []struct {
		dtype     checkpoint.DType
		tolerance float64 // of the largest score
	}{
		{checkpoint.F32, 0},
		{checkpoint.F16, 5e-3}, // halves have 11 bits; errors add up over nine layers
	} {
		f := stored(t, full.Checkpoint(tc.dtype))
		if _, ok := f.Metadata[stateKey]; ok {
			t.Errorf("%v: the training state is in the file of the weights", tc.dtype)
		}
		for _, tensor := range f.Tensors {
			if strings.HasPrefix(tensor.Name, optimizerPrefix) {
				t.Errorf("%v: %s is in the file of the weights", tc.dtype, tensor.Name)
			}
		}
		back, err := ReadTrained(f, 4)
		if err != nil {
			t.Fatal(err)
		}
		compareScores(t, tc.dtype.String(), scoresOf(t, back, pictures.Test), want, tc.tolerance)
		if len(back.Classes) != 10 {
			t.Errorf("%v: classes %q", tc.dtype, back.Classes)
		}
	}
}

// scoresOf answers the first four pictures.
func scoresOf(t *testing.T, n *Trained, set *data.Set) []float32 {
	t.Helper()
	p, err := n.Predictor(reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	scores, err := p.Scores(set, 0, 1, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// compareScores wants got within tolerance times the largest of want.
func compareScores(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	var most, worst float64
	for i := range want {
		most = max(most, math.Abs(float64(want[i])))
		worst = max(worst, math.Abs(float64(got[i]-want[i])))
	}
	if !(worst <= tolerance*most) || most == 0 {
		t.Errorf("%s: scores differ by %g of at most %g; want at most %g of that", what, worst, most, tolerance)
	}
}

// A network takes along what describes it, and nothing else that its file said.
func TestTrainedLeavesNotesBehind(t *testing.T) {
	f := pytorchFile(t, model.Spec{Model: "resnet8", Variant: model.FM, Classes: 10}, checkpoint.F32)
	f.Metadata["data"], f.Metadata["note"] = "/home/ada/pictures", "for my eyes"
	trained, err := ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := trained.Checkpoint(checkpoint.F32).Metadata
	for _, key := range []string{"data", "note"} {
		if v, ok := got[key]; ok {
			t.Errorf("%s=%q goes along", key, v)
		}
	}
	if got["test_accuracy"] != "0.9" || got["rule"] != "sum" || got["mean"] == "" {
		t.Errorf("what describes the network is lost: %v", got)
	}
}
