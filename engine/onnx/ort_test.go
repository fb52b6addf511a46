package onnx_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/model"
	"filtermaplab/engine/onnx"
	"filtermaplab/filtermap"
)

// ortTolerance is what the scores of two implementations in float32 may
// differ, as a part of the largest score: sums are taken in another order.
const ortTolerance = 1e-4

// TestONNXRuntime answers a hundred pictures of CIFAR-10 with ONNX Runtime and
// with a Predictor.
func TestONNXRuntime(t *testing.T) {
	node := ortNode(t)
	set, pictures := realPictures(t, 100)
	for _, tc := range []struct {
		model    string
		variant  model.Variant
		padding  filtermap.Padding
		expanded bool
	}{
		{"resnet8", model.FM, filtermap.Wrap, false},
		{"resnet8", model.FM, filtermap.Wrap, true},
		{"resnet8", model.FM, filtermap.Authors, false},
		{"resnet8", model.Plain, filtermap.Wrap, false},
		{"resnet8", model.Thin, filtermap.Wrap, false},
		{"densenet-tiny", model.FM, filtermap.Wrap, false},
		{"resnet18", model.FM, filtermap.Wrap, false},
	} {
		t.Run(fmt.Sprintf("%s %s %v expanded=%v", tc.model, tc.variant, tc.padding, tc.expanded), func(t *testing.T) {
			if testing.Short() && tc.model == "resnet18" {
				t.Skip("the largest network: takes most of the time")
			}
			n := trained(t, tc.model, tc.variant, tc.padding, 5)
			want := predicted(t, n, set)
			if tc.expanded {
				var err error
				if n, err = n.Expand(); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(t.TempDir(), "network.onnx")
			if err := os.WriteFile(path, exported(t, n).Encode(), 0o666); err != nil {
				t.Fatal(err)
			}
			got := ortScores(t, node, path, pictures)
			if len(got) != len(want) {
				t.Fatalf("%d scores, want %d", len(got), len(want))
			}
			var most, worst float64
			for i := range want {
				most = max(most, math.Abs(float64(want[i])))
				worst = max(worst, math.Abs(float64(got[i]-want[i])))
			}
			t.Logf("scores up to %.3g differ by at most %.1e", most, worst)
			if !(worst <= ortTolerance*max(1, most)) {
				t.Errorf("scores up to %.3g differ by %.1e", most, worst)
			}
		})
	}
}

// predicted answers a set with our own device, (N,classes).
func predicted(t *testing.T, n *engine.Trained, set *data.Set) []float32 {
	t.Helper()
	p, err := n.Predictor(fastest())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var scores []float32
	indices := make([]int, set.Len())
	for i := range indices {
		indices[i] = i
	}
	for part := range slices.Chunk(indices, n.Network.Program.Batch) {
		s, err := p.Scores(set, part...)
		if err != nil {
			t.Fatal(err)
		}
		scores = append(scores, s...)
	}
	return scores
}

// realPictures returns test pictures of CIFAR-10, as a set and as a file.
func realPictures(t *testing.T, n int) (*data.Set, string) {
	t.Helper()
	shared := os.Getenv("FILTERMAP_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	pair, err := data.Open(filepath.Join(shared, "data", "cifar10-subset.tar.gz"), data.Options{})
	if err != nil {
		missing(t, "no CIFAR-10 pictures; FILTERMAP_SHARED names the folder that has data/cifar10-subset.tar.gz: %v", err)
	}
	set := &data.Set{Classes: pair.Test.Classes, Labels: pair.Test.Labels[:n], Pixels: pair.Test.Pixels[:n*data.PictureSize]}
	path := filepath.Join(t.TempDir(), "pictures")
	if err := os.WriteFile(path, set.Pixels, 0o666); err != nil {
		t.Fatal(err)
	}
	return set, path
}

// ortNode returns the path of a Node.js that has ONNX Runtime. CI installs it;
// people are told how to.
func ortNode(t *testing.T) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("ONNX Runtime runs in Node.js, which is not installed")
	}
	if _, err := os.Stat(filepath.Join("ort", "node_modules", "onnxruntime-node")); err == nil {
		return node
	}
	if os.Getenv("CI") != "true" {
		t.Skip("ONNX Runtime is not installed; run: npm --prefix engine/onnx/ort ci --ignore-scripts")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Fatal("Node.js is installed without npm, which would install ONNX Runtime")
	}
	// Without scripts: they fetch the libraries for GPUs, that of the CPU is inside.
	if out, err := exec.Command(npm, "--prefix", "ort", "ci", "--ignore-scripts", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	return node
}

// missing skips a test, or fails it where everything should be there.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// ortScores runs a file in ONNX Runtime.
func ortScores(t *testing.T, node, path, pictures string) []float32 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("ort", "scores.js"), path, pictures)
	var out, notes bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, notes.Bytes())
	}
	scores := make([]float32, out.Len()/4)
	for i := range scores {
		scores[i] = math.Float32frombits(binary.LittleEndian.Uint32(out.Bytes()[4*i:]))
	}
	return scores
}

// The names by which others call the graph.
func TestNamesOfInputAndOutput(t *testing.T) {
	g := exported(t, untrained(t, "resnet8", model.FM, filtermap.Wrap)).Graph
	in, out := g.Inputs[0], g.Outputs[0]
	if in.Name != "input" || in.Type != onnx.Uint8 || !slices.Equal(in.Dims, []onnx.Dim{{Name: "N"}, {Size: 3}, {Size: 32}, {Size: 32}}) {
		t.Errorf("input %+v, want input uint8 (N,3,32,32)", in)
	}
	if out.Name != "scores" || out.Type != onnx.Float32 || !slices.Equal(out.Dims, []onnx.Dim{{Name: "N"}, {Size: 10}}) {
		t.Errorf("output %+v, want scores float32 (N,10)", out)
	}
}

// ONNX's own checker, where Python has it, finds nothing wrong with shapes
// inferred on the way, and infers the shape of the scores.
func TestONNXChecker(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	if err := exec.Command(python, "-c", "import onnx").Run(); err != nil {
		t.Skip("python3 has no onnx")
	}
	const script = `
import sys, onnx
m = onnx.load(sys.argv[1])
onnx.checker.check_model(m, full_check=True)
m = onnx.shape_inference.infer_shapes(m, check_type=True, strict_mode=True, data_prop=True)
shapes = {v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in m.graph.value_info}
print(*(shapes[name] for name in sys.argv[2:]))
`
	for name, want := range map[string]string{
		"resnet8":       "[16, 3, 3, 3] ['N', 16, 32, 32]",
		"resnet50":      "[64, 3, 3, 3] ['N', 64, 32, 32]",
		"densenet-tiny": "[24, 3, 3, 3] ['N', 24, 32, 32]",
	} {
		path := filepath.Join(t.TempDir(), "network.onnx")
		if err := os.WriteFile(path, exported(t, untrained(t, name, model.FM, filtermap.Wrap)).Encode(), 0o666); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), python, "-c", script, path, "conv1.filters", "conv1.out").CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s: %v, %s; want shapes %s", name, err, got, want)
		}
	}
}
