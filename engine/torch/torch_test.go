package torch_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/data"
	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/torch"
	"filtermaplab/filtermap"
)

// network is one with random weights and statistics.
func network(t *testing.T, spec model.Spec) *engine.Trained {
	t.Helper()
	spec.Batch = 1
	net, err := model.Build(spec)
	if err != nil {
		t.Fatal(err)
	}
	f := &checkpoint.File{Metadata: map[string]string{
		"model": spec.Model, "variant": string(spec.Variant), "rule": "sum", "padding": spec.Padding.String(),
	}}
	rng := rand.New(rand.NewPCG(1, 2))
	err = net.Init(rng, func(p nn.Param, w []float32) error {
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: p.Name, Shape: p.Shape, Data: w})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range net.States {
		values := make([]float32, s.Len)
		for i := range values {
			values[i] = s.Start + 0.2*rng.Float32()
		}
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: s.Name, Shape: []int{s.Len}, Data: values})
	}
	n, err := engine.ReadTrained(f, 10)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// module writes the Python file of a network.
func module(t *testing.T, n *engine.Trained) string {
	t.Helper()
	var b bytes.Buffer
	if err := torch.Write(&b, n); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "filtermap_module.py")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func networks() map[string]model.Spec {
	return map[string]model.Spec{
		"resnet8 fm":       {Model: "resnet8", Variant: model.FM},
		"resnet8 authors":  {Model: "resnet8", Variant: model.FM, Padding: filtermap.Authors},
		"resnet8 plain":    {Model: "resnet8", Variant: model.Plain},
		"resnet14 plain":   {Model: "resnet14", Variant: model.Plain},
		"resnet8w thin":    {Model: "resnet8w", Variant: model.Thin},
		"resnet50 fm":      {Model: "resnet50", Variant: model.FM},
		"densenet-tiny fm": {Model: "densenet-tiny", Variant: model.FM},
		"hundred classes":  {Model: "resnet8", Variant: model.FM, Classes: 100},
	}
}

// The sizes that the module builds are those of the network.
func TestSizes(t *testing.T) {
	for name, wants := range map[string][]string{
		"resnet8 fm": {
			`MODEL, VARIANT = "resnet8", "fm"`, `RULE, EDGE = "sum", "wrap"`, "widths=(16, 32, 64), blocks=(1, 1, 1)",
			`"conv1": (4, 4, 1),`, `"layer3.0.conv2": (4, 4, 4),`, "Two 3x3 convolutions",
		},
		"resnet8 authors":  {`"wrap"`, `RULE, EDGE = "sum", "authors"`},
		"resnet14 plain":   {"GEOMETRY = {\n}", "blocks=(2, 2, 2)"},
		"resnet50 fm":      {"widths=(64, 128, 256, 512), blocks=(3, 4, 6, 3)", "1x1, 3x3, 1x1"},
		"densenet-tiny fm": {"growth=12, blocks=(2, 2, 2)", `"dense1.0.conv2": (2, 3, 2),`},
		"hundred classes":  {"CLASSES = 100"},
	} {
		source, err := os.ReadFile(module(t, network(t, networks()[name])))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(source), want) {
				t.Errorf("%s: no %q in the module", name, want)
			}
		}
	}
}

// What is written is Python, whether or not PyTorch is there to run it.
func TestIsPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	for name, spec := range networks() {
		out, err := exec.Command(python, "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", module(t, network(t, spec))).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// scoreTolerance is what scores may differ, as a part of the largest: PyTorch
// takes its sums in another order, on a GPU too.
const scoreTolerance = 1e-4

// TestPyTorch lets PyTorch load what we save, answer pictures as we do, save
// what we load, and train as the golden vectors say.
func TestPyTorch(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	if err := exec.Command(python, "-c", "import torch, safetensors, numpy").Run(); err != nil {
		t.Skip("python3 has no torch, safetensors and numpy")
	}
	pictures := data.Shapes(1, 1, 7).Test
	for name, spec := range networks() {
		t.Run(name, func(t *testing.T) {
			n := network(t, spec)
			dir := t.TempDir()
			in := func(name string) string { return filepath.Join(dir, name) }
			if err := checkpoint.WriteFile(in("weights"), n.Checkpoint(checkpoint.F32)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(in("pictures"), pictures.Pixels, 0o666); err != nil {
				t.Fatal(err)
			}
			args := []string{filepath.Join("testdata", "check.py"), module(t, n), in("weights"), in("pictures"), in("scores"), in("saved")}
			args = append(args, goldenFiles(t, "net_*")...)
			if name == "resnet8 fm" { // a convolution is the same in every module
				args = append(args, goldenFiles(t, "fmconv_*")...)
			}
			out, err := exec.CommandContext(t.Context(), python, args...).CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Fatal(err)
			}
			compareScores(t, in("scores"), answers(t, n, pictures))
			compareWeights(t, in("saved"), n)
		})
	}
}

// goldenFiles are PyTorch's vectors; none where the folder is missing.
func goldenFiles(t *testing.T, pattern string) []string {
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "golden", pattern+".safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// fastest is the device that tests are done with soonest.
func fastest() device.Device {
	if dev, err := native.New(native.Options{}); err == nil {
		return dev
	}
	return reference.Device{}
}

// answers is our own scores.
func answers(t *testing.T, n *engine.Trained, set *data.Set) []float32 {
	t.Helper()
	set = &data.Set{Classes: slices.Repeat([]string{""}, n.Spec.Classes), Labels: set.Labels, Pixels: set.Pixels}
	p, err := n.Predictor(fastest())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	scores, err := p.Scores(set, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

func compareScores(t *testing.T, path string, want []float32) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) != 4*len(want) {
		t.Fatalf("%d bytes of scores, want %d", len(b), 4*len(want))
	}
	var most, worst float64
	for i, w := range want {
		got := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		most = max(most, math.Abs(float64(w)))
		worst = max(worst, math.Abs(float64(got-w)))
	}
	if !(worst <= scoreTolerance*most) {
		t.Errorf("scores up to %g differ by %g", most, worst)
	}
}

func compareWeights(t *testing.T, path string, want *engine.Trained) {
	t.Helper()
	f, err := checkpoint.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := engine.ReadTrained(f, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got.Spec.Variant != want.Spec.Variant || got.Spec.Padding != want.Spec.Padding || got.Norm != want.Norm {
		t.Errorf("saved as %v %v %v, want %v %v %v", got.Spec.Variant, got.Spec.Padding, got.Norm, want.Spec.Variant, want.Spec.Padding, want.Norm)
	}
	for _, tensor := range want.Network.Tensors() {
		if !slices.Equal(got.Weights(tensor.Name), want.Weights(tensor.Name)) {
			t.Errorf("%s came back with other values", tensor.Name)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	n := network(t, model.Spec{Model: "resnet8", Variant: model.FM})
	g := *n.Network.Layers[2].Map
	g.X = 3
	n.Network.Layers[2].Map = &g
	err := torch.Write(&bytes.Buffer{}, n)
	if err == nil || !strings.Contains(err.Error(), "want 3x3 windows with strides 2") {
		t.Errorf("got %v, want an error about strides", err)
	}
}
