package paper_test

import (
	"fmt"
	"math"
	"testing"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/model"
	"filtermaplab/engine/paper"
)

func TestTable1(t *testing.T) {
	rows, err := paper.Table1()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 6 {
		t.Errorf("%d rows, want 6", len(rows))
	}
	for _, row := range rows {
		if row.Ours != row.Paper {
			t.Errorf("%d filters: %v, printed %v", row.Filters, row.Ours, row.Paper)
		}
		if n := row.Paper[0] * row.Paper[1] * row.Paper[2]; n != row.Filters {
			t.Errorf("%v are %d filters, want %d", row.Paper, n, row.Filters)
		}
	}
}

// Our counts, rounded as the paper rounds, are what it prints.
func TestTable2(t *testing.T) {
	for _, name := range paper.Networks() {
		c, err := paper.Compare(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range []paper.Side{c.Plain, c.FM} {
			millions := float64(side.Params) / 1e6
			if one, two := fmt.Sprintf("%.1fM", millions), fmt.Sprintf("%.2fM", millions); side.Paper.Params != one && side.Paper.Params != two {
				t.Errorf("%s %s: %s parameters, printed %s", name, side.Variant, two, side.Paper.Params)
			}
		}
		if c.Plain.MACs != c.FM.MACs || c.Plain.Fast.MACs != c.Plain.MACs || c.FM.Fast.MACs >= c.FM.MACs {
			t.Errorf("%s: multiply-adds %d and %d, fast %d and %d", name, c.Plain.MACs, c.FM.MACs, c.Plain.Fast.MACs, c.FM.Fast.MACs)
		}
	}
}

// Maps change no activation, and what inference needs is less by far.
func TestActivations(t *testing.T) {
	c, err := paper.Compare("resnet8")
	if err != nil {
		t.Fatal(err)
	}
	if c.Plain.Paper != nil || c.Plain.Train != c.FM.Train || c.Plain.Infer != c.FM.Infer {
		t.Errorf("%+v", c)
	}
	// Inference of a ResNet holds three tensors at its widest: a block's
	// input, what is computed from it, and what that becomes.
	const widest = 4 * 16 * 32 * 32
	if got := c.FM.Infer; got < 2*widest || got > 4*widest {
		t.Errorf("inference needs %d bytes, want two to four times %d", got, widest)
	}
	if c.FM.Train < 3*c.FM.Infer {
		t.Errorf("training needs %d bytes, inference %d", c.FM.Train, c.FM.Infer)
	}
	if math.Abs(c.Ratio-78042.0/14314) > 1e-9 {
		t.Errorf("ratio %v", c.Ratio)
	}
}

func ExampleCompare() {
	c, err := paper.Compare("resnet18")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d and %d parameters, ratio %.1f\n", c.Plain.Params, c.FM.Params, c.Ratio)
	fmt.Printf("the paper prints %s and %s\n", c.Plain.Paper.Params, c.FM.Paper.Params)
	fmt.Printf("%d million multiply-adds, with maps %d\n", c.Plain.Fast.MACs/1e6, c.FM.Fast.MACs/1e6)
	// Output:
	// 11173962 and 949386 parameters, ratio 11.8
	// the paper prints 11.2M and 0.95M
	// 555 million multiply-adds, with maps 59
}

// weights is a file of starting weights that claims an accuracy.
func weights(t *testing.T, name string, variant model.Variant, accuracy string) *checkpoint.File {
	t.Helper()
	net, err := model.Build(model.Spec{Model: name, Variant: variant, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	f := &checkpoint.File{Metadata: map[string]string{"model": name, "variant": string(variant), "test_accuracy": accuracy}}
	for _, tensor := range net.Tensors() {
		n := 1
		for _, d := range tensor.Shape {
			n *= d
		}
		f.Tensors = append(f.Tensors, checkpoint.Tensor{Name: tensor.Name, Shape: tensor.Shape, Data: make([]float32, n)})
	}
	return f
}

func TestTake(t *testing.T) {
	c, err := paper.Compare("resnet8")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		model    string
		variant  model.Variant
		accuracy string
		taken    bool
		fm       float64 // of the FM side afterwards
	}{
		{"resnet14", model.FM, "0.9", false, 0},
		{"resnet8", model.Thin, "0.9", false, 0},
		{"resnet8", model.FM, "0.61", true, .61},
		{"resnet8", model.FM, "0.6", true, .61},
		{"resnet8", model.FM, "62.5", true, .625},
		{"resnet8", model.Plain, "0.7", true, .625},
	} {
		taken, err := c.Take(weights(t, tc.model, tc.variant, tc.accuracy), "a.safetensors")
		if err != nil || taken != tc.taken {
			t.Errorf("%v: taken %v, %v", tc, taken, err)
		}
		if tc.fm == 0 && c.FM.Trained != nil || tc.fm != 0 && math.Abs(c.FM.Trained.Accuracy-tc.fm) > 1e-9 {
			t.Errorf("%v: FM side has %+v", tc, c.FM.Trained)
		}
	}
	if c.Plain.Trained == nil || c.Plain.Trained.Source != "a.safetensors" {
		t.Errorf("plain side has %+v", c.Plain.Trained)
	}
	for _, accuracy := range []string{"", "good", "-1", "NaN"} {
		if _, err := c.Take(weights(t, "resnet8", model.FM, accuracy), "a.safetensors"); err == nil {
			t.Errorf("accuracy %q was taken", accuracy)
		}
	}
}
