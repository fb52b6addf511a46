package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
)

func TestEval(t *testing.T) {
	tiny := tiny(t)
	trained := epochs(t, succeed(t, tiny("-epochs", "1", "-out", "a.safetensors")...))

	out := succeed(t, "eval", "-weights", "a.safetensors", "-json")
	results := decodeLines[evalResult](t, out)
	if len(results) != 1 {
		t.Fatalf("%d lines, want 1", len(results))
	}
	r := results[0]
	if r.Accuracy != trained[0].TestAccuracy {
		t.Errorf("accuracy %v, want train's %v", r.Accuracy, trained[0].TestAccuracy)
	}
	if r.Model != "resnet8" || r.Variant != "fm" || r.Params != 14314 || r.Data != "CIFAR-10" || r.Pictures != 20 || !(r.Loss > 0) {
		t.Errorf("%+v cannot be right", r)
	}
	var right float64
	for _, c := range r.PerClass {
		if c.Class == "" || c.Pictures != 2 {
			t.Errorf("class %+v, want a name and 2 pictures", c)
		}
		right += c.Accuracy * float64(c.Pictures)
	}
	if len(r.PerClass) != 10 || math.Abs(right-20*r.Accuracy) > 1e-6 {
		t.Errorf("%d classes with %v right answers, want 10 with %v", len(r.PerClass), right, 20*r.Accuracy)
	}
	for _, key := range []string{"model", "variant", "params", "data", "pictures", "accuracy", "loss", "per_class", "class"} {
		if !strings.Contains(out, `"`+key+`":`) {
			t.Errorf("no %q in %s", key, out)
		}
	}

	table := succeed(t, "eval", "-weights", "a.safetensors", "-data", "pictures")
	for _, want := range []string{"resnet8 fm, 14,314 parameters, on 20 test pictures of CIFAR-10", fmt.Sprintf("accuracy %6.2f %%", 100*r.Accuracy), "airplane", "% of 2\n"} {
		if !strings.Contains(table, want) {
			t.Errorf("want %q in\n%s", want, table)
		}
	}
}

// The mean and std of the file count, not those of the pictures.
func TestEvalNormalisesAsTheFileSays(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "2", "-out", "a.safetensors")...)
	f := read(t, "a.safetensors")
	loss := func() float64 {
		return decodeLines[evalResult](t, succeed(t, "eval", "-weights", "a.safetensors", "-json"))[0].Loss
	}
	before := loss()
	f.Metadata["mean"] = "0,0,0"
	if err := checkpoint.WriteFile("a.safetensors", f); err != nil {
		t.Fatal(err)
	}
	if after := loss(); after == before {
		t.Errorf("with another mean the loss is %v as before", after)
	}
}

// Answers to pictures of other classes mean nothing, and nobody should think
// that they do.
func TestEvalOnOtherClasses(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-out", "a.safetensors")...)
	r := fmlab(t, "eval", "-weights", "a.safetensors", "-data", "shapes", "-json")
	if r.status != exitOK || !strings.Contains(r.stderr, "trained on other classes than Shapes has: airplane,automobile") {
		t.Errorf("status %d, %q; want a note on the classes", r.status, r.stderr)
	}
	if r := fmlab(t, "eval", "-weights", "a.safetensors"); r.stderr != "" {
		t.Errorf("on its own classes: standard error %q, want nothing", r.stderr)
	}
}

// A file from PyTorch says less, and fits all the same; what does not fit is
// named.
func TestEvalForeignFiles(t *testing.T) {
	tiny := tiny(t)
	succeed(t, tiny("-epochs", "1", "-variant", "plain", "-out", "own.safetensors")...)
	own := read(t, "own.safetensors")
	weights := &checkpoint.File{Metadata: map[string]string{"model": "resnet8", "fm": "False"}}
	for _, tensor := range own.Tensors {
		if !strings.HasPrefix(tensor.Name, "optimizer.") {
			weights.Tensors = append(weights.Tensors, tensor)
		}
	}
	weights.Tensors = append(weights.Tensors, checkpoint.Tensor{Name: "bn1.num_batches_tracked", DType: checkpoint.I64, Ints: []int64{3}})
	write := func(f *checkpoint.File) {
		if err := checkpoint.WriteFile("torch.safetensors", f); err != nil {
			t.Fatal(err)
		}
	}

	write(weights)
	if r := fmlab(t, "eval", "-weights", "torch.safetensors"); r.status != exitUsage || !strings.Contains(r.stderr, "name the pictures with -data") {
		t.Errorf("without -data: status %d, %q", r.status, r.stderr)
	}
	succeed(t, "eval", "-weights", "torch.safetensors", "-data", "pictures")

	for _, tc := range []struct {
		name   string
		change func(f *checkpoint.File)
		want   string
	}{
		{"no model", func(f *checkpoint.File) { delete(f.Metadata, "model") }, "which model it is"},
		{"other model", func(f *checkpoint.File) { f.Metadata["model"] = "resnet14" }, "layer1.1.conv1.weight"},
		{"other variant", func(f *checkpoint.File) { f.Metadata["fm"] = "True" }, "conv1.map"},
		{"bad mean", func(f *checkpoint.File) { f.Metadata["mean"] = "1,2" }, "mean"},
		{"missing tensor", func(f *checkpoint.File) { f.Tensors = f.Tensors[1:] }, "1 missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := &checkpoint.File{Metadata: map[string]string{}, Tensors: weights.Tensors}
			for k, v := range weights.Metadata {
				f.Metadata[k] = v
			}
			tc.change(f)
			write(f)
			r := fmlab(t, "eval", "-weights", "torch.safetensors", "-data", "pictures")
			if r.status != exitFailed || !strings.Contains(r.stderr, tc.want) || !strings.Contains(r.stderr, "torch.safetensors") {
				t.Errorf("status %d, %q; want a failure that names the file and %q", r.status, r.stderr, tc.want)
			}
		})
	}
}
