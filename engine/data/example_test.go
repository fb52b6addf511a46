package data_test

import (
	"bytes"
	"encoding/json"
	"fmt"

	"filtermaplab/engine/data"
)

// The built-in set is drawn, not loaded: the same seed gives the same pictures
// everywhere.
func ExampleShapes() {
	pictures := data.Shapes(20, 5, 1)
	fmt.Println(pictures.Train.Len(), "to learn from,", pictures.Test.Len(), "to be tested on")
	for label, n := range pictures.Train.CountByClass()[:3] {
		fmt.Println(n, "of class", pictures.Train.Classes[label])
	}
	// Output:
	// 200 to learn from, 50 to be tested on
	// 20 of class disc
	// 20 of class ring
	// 20 of class triangle
}

// Read takes what a person chose, whatever it is, and says what is wrong.
func ExampleRead() {
	// 60 pictures as records of CIFAR-10: a label, then the planes.
	var file []byte
	drawn := data.Shapes(6, 0, 1).Train
	for i := range drawn.Len() {
		file = append(file, byte(drawn.Label(i)))
		file = append(file, drawn.Image(i)...)
	}

	pictures, err := data.Read("data_batch_1.bin", bytes.NewReader(file), int64(len(file)), data.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pictures.Train.Name, pictures.Train.Len(), pictures.Test.Len())
	fmt.Println(pictures.Train.Note)

	_, err = data.Read("data_batch_1.bin", bytes.NewReader(file[:10_000]), 10_000, data.Options{})
	fmt.Println(err)
	// Output:
	// CIFAR-10 50 10
	// There was no test file: the last sixth of each class is set aside for testing.
	// data: data_batch_1.bin: 10000 bytes are 3 whole CIFAR-10 pictures and 781 bytes more: the file is cut short or damaged; fetch it again
}

// A sampler that is put back where it stood goes on with the same batches.
func ExampleSampler() {
	pictures := data.Shapes(10, 1, 1).Train
	how := data.Sampling{Batch: 32, Norm: data.Stats(pictures), Augment: data.DefaultAugment(), Seed: 7}
	sampler, err := data.NewSampler(pictures, how)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := make([]float32, how.Batch*data.PictureSize) // (N,3,32,32)
	labels := make([]float32, how.Batch)                 // (N)

	sampler.Next(batch, labels)
	saved, err := json.Marshal(sampler.State())
	if err != nil {
		fmt.Println(err)
		return
	}
	sampler.Next(batch, labels)
	want := fmt.Sprint(labels, batch)

	var state data.SamplerState
	if err := json.Unmarshal(saved, &state); err != nil {
		fmt.Println(err)
		return
	}
	if err := sampler.Restore(state); err != nil {
		fmt.Println(err)
		return
	}
	sampler.Next(batch, labels)
	fmt.Println("steps an epoch:", sampler.Steps())
	fmt.Println("the same batch again:", fmt.Sprint(labels, batch) == want)
	// Output:
	// steps an epoch: 3
	// the same batch again: true
}

// Evaluation takes the pictures as they are; the last batch is filled up with
// pictures that do not count.
func ExampleFill() {
	test := data.Shapes(0, 1, 1).Test
	batch, labels := make([]float32, 4*data.PictureSize), make([]float32, 4)
	for first := 0; first < test.Len(); first += len(labels) {
		var indices []int
		for i := first; i < min(first+len(labels), test.Len()); i++ {
			indices = append(indices, i)
		}
		data.Fill(batch, labels, test, data.DefaultNorm(), indices...)
		fmt.Println(labels)
	}
	// Output:
	// [0 1 2 3]
	// [4 5 6 7]
	// [8 9 -1 -1]
}
