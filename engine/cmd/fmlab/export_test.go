package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine/onnx"
)

func TestExport(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-out", "run.safetensors")...)
	out := succeed(t, "export", "-weights", "run.safetensors", "-onnx", "a.onnx", "-safetensors", "a.safetensors", "-torch", "a.py")
	for _, want := range []string{"a.onnx: resnet8 fm, ", "a.safetensors: resnet8 fm, ", "a.py: resnet8 fm, "} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in %q", want, out)
		}
	}
	b, err := os.ReadFile("a.onnx")
	if err != nil {
		t.Fatal(err)
	}
	m, err := onnx.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := onnx.Check(m); err != nil {
		t.Error(err)
	}
	if classes, _ := m.Property("classes"); !strings.HasPrefix(classes, `["airplane",`) {
		t.Errorf("classes %q, want the names of CIFAR-10", classes)
	}

	// Where the pictures lie is nobody's business but the run's, which needs it to go on.
	run := read(t, "run.safetensors")
	if _, noted := run.Metadata[runKey]; !noted {
		t.Errorf("the run does not know its pictures: %v", run.Metadata)
	}
	var kept []string
	for _, p := range m.Metadata {
		kept = append(kept, p.Key)
	}
	for key := range read(t, "a.safetensors").Metadata {
		kept = append(kept, key)
	}
	for _, key := range kept {
		if !slices.Contains([]string{"model", "variant", "fm", "rule", "padding", "mean", "std", "classes", "test_accuracy"}, key) {
			t.Errorf("what is exported has the run's %s", key)
		}
	}

	// What is exported evaluates as the run does, expanded too.
	accuracy := func(path string) evalResult {
		return decodeLines[evalResult](t, succeed(t, "eval", "-weights", path, "-data", "pictures", "-json"))[0]
	}
	want := accuracy("run.safetensors")
	succeed(t, "export", "-weights", "run.safetensors", "-safetensors", "b.safetensors", "-expanded")
	succeed(t, "export", "-weights", "run.safetensors", "-safetensors", "c.safetensors", "-half")
	for path, tolerance := range map[string]float64{"a.safetensors": 0, "b.safetensors": 1e-5, "c.safetensors": 1e-2} {
		if got := accuracy(path); !(math.Abs(got.Loss-want.Loss) <= tolerance*want.Loss) {
			t.Errorf("%s: loss %v, want %v", path, got.Loss, want.Loss)
		}
	}
	if v := accuracy("b.safetensors").Variant; v != "plain" {
		t.Errorf("expanded network is %s, want plain", v)
	}
	half, full := size(t, "c.safetensors"), size(t, "a.safetensors")
	if float64(half) > 0.7*float64(full) {
		t.Errorf("%d bytes in halves, %d in floats", half, full)
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestExportComplaints(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-out", "run.safetensors")...)
	for _, tc := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"export"}, exitUsage, "-weights"},
		{[]string{"export", "-weights", "run.safetensors"}, exitUsage, "name what to write"},
		{[]string{"export", "-weights", "run.safetensors", "-safetensors", "run.safetensors"}, exitUsage, "state of training would be lost"},
		{[]string{"export", "-weights", "none.safetensors", "-onnx", "a.onnx"}, exitFailed, "none.safetensors"},
		{[]string{"export", "-weights", "run.safetensors", "-onnx", "none/a.onnx"}, exitFailed, "none/a.onnx"},
		{[]string{"fit"}, exitUsage, "-weights"},
		{[]string{"fit", "-weights", "run.safetensors"}, exitFailed, "want a plain network"},
		{[]string{"fit", "-weights", "run.safetensors", "-padding", "zero"}, exitUsage, "want wrap or authors"},
		{[]string{"fit", "-weights", "run.safetensors", "-out", "run.safetensors"}, exitUsage, "name another"},
	} {
		r := fmlab(t, tc.args...)
		if r.status != tc.status || !strings.Contains(r.stderr, tc.want) {
			t.Errorf("%q: status %d, %q; want %d and %q", tc.args, r.status, r.stderr, tc.status, tc.want)
		}
	}
}

func TestFit(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-variant", "plain", "-out", "plain.safetensors")...)
	r := decodeLines[fitResult](t, succeed(t, "fit", "-weights", "plain.safetensors", "-out", "fm.safetensors", "-data", "pictures", "-json"))[0]
	if r.Params != 78042 || r.FMParams != 14314 || len(r.Layers) != 7 || r.Before == nil || r.After == nil {
		t.Fatalf("%+v cannot be right", r)
	}
	// Hardly trained filters are nearly random ones.
	for _, l := range r.Layers {
		if math.Abs(l.Error-l.Random) > 0.05 {
			t.Errorf("%s: error %.3f, want about %.3f", l.Layer, l.Error, l.Random)
		}
	}
	fitted := decodeLines[evalResult](t, succeed(t, "eval", "-weights", "fm.safetensors", "-data", "pictures", "-json"))[0]
	if fitted.Variant != "fm" || fitted.Accuracy != *r.After {
		t.Errorf("saved network: %s with accuracy %v, want fm with %v", fitted.Variant, fitted.Accuracy, *r.After)
	}
	table := succeed(t, "fit", "-weights", "plain.safetensors")
	for _, want := range []string{"layer3.0.conv2", "36,864", "4,096", "78,042 parameters, 14,314 with maps"} {
		if !strings.Contains(table, want) {
			t.Errorf("want %q in\n%s", want, table)
		}
	}
}

// The networks that come with the project say nothing of the disk on which
// their pictures lay.
func TestModelsSayNoPath(t *testing.T) {
	all, err := filepath.Glob("../../../assets/models/*.safetensors")
	if err != nil || len(all) == 0 {
		t.Fatalf("no networks: %v, %v", all, err)
	}
	for _, path := range all {
		for key, value := range read(t, path).Metadata {
			if key == runKey || strings.ContainsAny(value, `/\`) {
				t.Errorf("%s: %s is %q", path, key, value)
			}
		}
	}
}
