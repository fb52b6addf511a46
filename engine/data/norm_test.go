package data

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestStats(t *testing.T) {
	// Red is 10 in one picture and 20 in the other; green is 7 in both; blue
	// runs through 0..255 four times in the first and is 0 in the second.
	const plane = Height * Width
	s := &Set{Classes: []string{"a"}}
	a := slices.Concat(slices.Repeat([]byte{10}, plane), slices.Repeat([]byte{7}, plane), make([]byte, plane))
	for i := range plane {
		a[2*plane+i] = byte(i)
	}
	b := slices.Concat(slices.Repeat([]byte{20}, plane), slices.Repeat([]byte{7}, plane), make([]byte, plane))
	s.add(0, a)
	s.add(0, b)

	// Of 0..255 the mean is 127.5 and the mean square (255*511)/6; of both
	// pictures each is half of that.
	square := 255. * 511 / 6 / 2
	want := Norm{
		Mean: [Channels]float64{15, 7, 63.75},
		Std:  [Channels]float64{5, 1, math.Sqrt(square - 63.75*63.75)},
	}
	const tol = 1e-12 // of sums of a few thousand float64
	got := Stats(s)
	for c := range Channels {
		if math.Abs(got.Mean[c]-want.Mean[c]) > tol || math.Abs(got.Std[c]-want.Std[c]) > tol {
			t.Errorf("channel %d: want mean %v, std %v, got %v, %v", c, want.Mean[c], want.Std[c], got.Mean[c], got.Std[c])
		}
	}
	if got, want := Stats(&Set{}), (Norm{Std: [Channels]float64{1, 1, 1}}); got != want {
		t.Errorf("empty set: want %v, got %v", want, got)
	}
}

func TestNormValidate(t *testing.T) {
	if err := DefaultNorm().Validate(); err != nil {
		t.Error(err)
	}
	tests := []struct {
		change func(*Norm)
		want   string
	}{
		{func(n *Norm) { *n = Norm{} }, "std of channel 0"},
		{func(n *Norm) { n.Mean[1] = math.NaN() }, "mean of channel 1"},
		{func(n *Norm) { n.Std[2] = math.Inf(1) }, "std of channel 2"},
		{func(n *Norm) { n.Std[2] = -1 }, "std of channel 2"},
	}
	for _, tt := range tests {
		n := DefaultNorm()
		tt.change(&n)
		if err := n.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: want an error about %q, got %v", n, tt.want, err)
		}
	}
}

func TestFill(t *testing.T) {
	s := numbered(3, 2, 0, 1)
	norm := Norm{Mean: [Channels]float64{1, 0, 2}, Std: [Channels]float64{1, 2, 4}}
	dst := slices.Repeat([]float32{9}, 4*PictureSize)
	labels := slices.Repeat([]float32{9}, 4)
	Fill(dst, labels, s, norm, 2, 0)

	if want := []float32{1, 2, -1, -1}; !slices.Equal(labels, want) {
		t.Errorf("labels: want %v, got %v", want, labels)
	}
	// Picture 2 is filled with 2, picture 0 with 0; each channel has its own numbers.
	const plane = Height * Width
	for i, want := range []float32{1, 1, 0, -1, 0, -0.5, 0, 0, 0, 0, 0, 0} {
		for j, got := range dst[i*plane : (i+1)*plane] {
			if got != want {
				t.Fatalf("picture %d, channel %d, pixel %d: want %v, got %v", i/Channels, i%Channels, j, want, got)
			}
		}
	}
}

func TestFillPanics(t *testing.T) {
	s := numbered(1, 0, 0)
	tests := []struct {
		dst, labels int
		indices     []int
		want        string
	}{
		{2*PictureSize - 1, 2, []int{0}, "2 labels want 6144 numbers, got 6143"},
		{PictureSize, 1, []int{0, 1}, "2 pictures for a batch of 1"},
	}
	for _, tt := range tests {
		func() {
			defer func() {
				if msg, _ := recover().(string); !strings.Contains(msg, tt.want) {
					t.Errorf("want a panic that says %q, got %q", tt.want, msg)
				}
			}()
			Fill(make([]float32, tt.dst), make([]float32, tt.labels), s, DefaultNorm(), tt.indices...)
		}()
	}
}
