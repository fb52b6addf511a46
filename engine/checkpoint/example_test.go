package checkpoint_test

import (
	"bytes"
	"fmt"

	"filtermaplab/engine/checkpoint"
)

// A file is metadata and tensors. What is written here any safetensors library
// reads: in Python, safetensors.torch.load_file gives a dict of the same names.
func Example() {
	var file bytes.Buffer
	err := checkpoint.Write(&file, &checkpoint.File{
		Metadata: map[string]string{"model": "resnet8", "rule": "mean"},
		Tensors: []checkpoint.Tensor{
			{Name: "conv1.map", Shape: []int{2, 2, 1}, Data: []float32{0.5, -0.25, 0, 1}},
			{Name: "bn1.num_batches_tracked", DType: checkpoint.I64, Ints: []int64{157}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	f, err := checkpoint.ReadBytes(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("rule:", f.Metadata["rule"])
	m, _ := f.Lookup("conv1.map")
	fmt.Println(m.Name, m.DType, m.Shape, m.Data)
	steps, _ := f.Lookup("bn1.num_batches_tracked")
	fmt.Println(steps.Name, steps.DType, steps.Shape, steps.Ints)

	// Output:
	// rule: mean
	// conv1.map F32 [2 2 1] [0.5 -0.25 0 1]
	// bn1.num_batches_tracked I64 [] [157]
}

// Whoever imports weights says what they need and learns of every difference
// at once. Here somebody loads a plain network where one with maps is wanted.
func ExampleFile_Match() {
	f := &checkpoint.File{Tensors: []checkpoint.Tensor{
		{Name: "conv1.weight", Shape: []int{16, 3, 3, 3}},
		{Name: "linear.weight", Shape: []int{10, 64}},
	}}
	fmt.Println(f.Match([]checkpoint.Spec{
		{Name: "conv1.map", Shape: []int{8, 8, 3}},
		{Name: "linear.weight", Shape: []int{100, 64}},
		{Name: "bn1.num_batches_tracked", Integer: true, Optional: true},
	}))

	// Output:
	// checkpoint: tensors do not match: 1 missing, 1 misshapen, 1 extra
	// 	missing: conv1.map [8 8 3]
	// 	misshapen: linear.weight: want shape [100 64], got [10 64]
	// 	extra: conv1.weight [16 3 3 3]
}
