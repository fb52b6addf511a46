package data

import (
	"bytes"
	"testing"
)

// What is shown is what a sampler of the same seed trains on.
func TestViewsAreThoseOfTraining(t *testing.T) {
	set := Shapes(1, 1, 5).Train
	one := &Set{Name: "one", Classes: set.Classes, Pixels: set.Image(3), Labels: set.Labels[3:4]}
	same := Norm{Std: [Channels]float64{1, 1, 1}}
	sampler, err := NewSampler(one, Sampling{Batch: 1, Norm: same, Augment: DefaultAugment(), Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	const n = 6
	views := DefaultAugment().Views(one.Image(0), n, 9)
	batch, labels := make([]float32, PictureSize), make([]float32, 1)
	different := false
	for i := range n {
		sampler.Next(batch, labels)
		view := views[i*PictureSize : (i+1)*PictureSize]
		for j, v := range batch {
			if byte(v) != view[j] {
				t.Fatalf("view %d differs at %d: got %d, want %v", i, j, view[j], v)
			}
		}
		different = different || !bytes.Equal(view, one.Image(0))
	}
	if !different {
		t.Error("no view differs from the picture")
	}
	if got := (Augment{}).Views(one.Image(0), 1, 9); !bytes.Equal(got, one.Image(0)) {
		t.Error("without augmentation the picture is not itself")
	}
}
