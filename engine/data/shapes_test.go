package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
)

// shapesOf returns the built-in set with n pictures of each class for each purpose.
func shapesOf(t *testing.T, n int) (train, test *Set) {
	t.Helper()
	p := Shapes(n, n, 1)
	for _, s := range []*Set{p.Train, p.Test} {
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
	}
	return p.Train, p.Test
}

func TestShapesAreBalanced(t *testing.T) {
	p := Shapes(3, 2, 1)
	for _, tt := range []struct {
		set  *Set
		each int
	}{{p.Train, 3}, {p.Test, 2}} {
		if len(tt.set.Classes) != 10 || tt.set.Len() != 10*tt.each {
			t.Errorf("want 10 classes and %d pictures, got %d and %d", 10*tt.each, len(tt.set.Classes), tt.set.Len())
		}
		for label, n := range tt.set.CountByClass() {
			if n != tt.each {
				t.Errorf("class %q: want %d pictures, got %d", tt.set.Classes[label], tt.each, n)
			}
		}
		for i := range tt.set.Len() {
			if tt.set.Label(i) != i%10 {
				t.Errorf("picture %d: want class %d, got %d", i, i%10, tt.set.Label(i))
			}
		}
	}
	if empty := Shapes(0, 0, 1); empty.Train.Len() != 0 || len(empty.Test.Classes) != 10 {
		t.Errorf("no pictures: got %d, and %d classes", empty.Train.Len(), len(empty.Test.Classes))
	}
}

// TestShapesDiffer checks that no picture comes twice, be it in training, in
// test or under another seed, and that a larger set begins with the smaller.
func TestShapesDiffer(t *testing.T) {
	seen := map[string]bool{}
	var pictures int
	for seed := range uint64(3) {
		p := Shapes(5, 5, seed)
		for _, s := range []*Set{p.Train, p.Test} {
			for i := range s.Len() {
				seen[string(s.Image(i))] = true
				pictures++
			}
		}
	}
	if len(seen) != pictures {
		t.Errorf("of %d pictures only %d are different", pictures, len(seen))
	}
	small, large := Shapes(2, 1, 9), Shapes(4, 2, 9)
	if !bytes.HasPrefix(large.Train.Pixels, small.Train.Pixels) || !bytes.HasPrefix(large.Test.Pixels, small.Test.Pixels) {
		t.Error("a larger set does not begin with the smaller one")
	}
}

// TestShapesToTheByte holds the drawing to bytes that are the same natively,
// as wasm, and on processors that fuse multiplications with additions. Who
// changes what is drawn changes every run on the built-in set, and this sum.
func TestShapesToTheByte(t *testing.T) {
	const want = "173f27a9799bccae3ea2e80880cc6d560600f127b30859ec5366018bcc044cf5"
	p := Shapes(20, 5, 1)
	hash := sha256.New()
	hash.Write(p.Train.Pixels)
	hash.Write(p.Test.Pixels)
	if got := hex.EncodeToString(hash.Sum(nil)); got != want {
		t.Errorf("SHA-256 of the pictures: want %s, got %s", want, got)
	}
}

// TestShapesShowTheFigure checks on every picture that figure and ground can
// be told apart: between the darkest and the lightest tenth of the pixels lies
// a good part of the scale.
func TestShapesShowTheFigure(t *testing.T) {
	const contrast = 50 // of 255; palette keeps ground and figure at least 0.26 apart, less what vary takes
	train, _ := shapesOf(t, 50)
	for i := range train.Len() {
		const plane = Height * Width
		image := train.Image(i)
		grey := make([]float64, plane)
		for j := range grey {
			grey[j] = colour{float64(image[j]), float64(image[plane+j]), float64(image[2*plane+j])}.light()
		}
		slices.Sort(grey)
		if got := grey[plane*19/20] - grey[plane/20]; got < contrast {
			t.Errorf("picture %d (%s): want a contrast of %d, got %.0f", i, train.Classes[train.Label(i)], contrast, got)
		}
	}
}

// TestFieldsFitTheirRadius checks what the painting relies on: that no figure
// or speck reaches beyond its circle.
func TestFieldsFitTheirRadius(t *testing.T) {
	rng := newStream(4)
	check := func(name string, f field, radius float64) {
		const soft = 0.5 // how far the edge of a pixel reaches
		for range 200 {
			p := direction(&rng).times(radius + soft + rng.between(0.05, 10))
			if d := f(p); d < soft-0.05 && max(p.x, -p.x, p.y, -p.y) > radius+1+soft {
				t.Fatalf("%s of radius %.2f: %.2f from the outline at %.2f", name, radius, d, p.length())
			}
		}
	}
	for _, f := range figures() {
		for range 20 {
			radius := rng.between(f.small, f.large)
			check(f.name, f.field(&rng, radius), radius)
		}
	}
	for range 20 {
		check("speck", speck(&rng), speckReach)
	}
}

func BenchmarkShapes(b *testing.B) {
	for b.Loop() {
		Shapes(250, 0, 1)
	}
	b.ReportMetric(2500*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
