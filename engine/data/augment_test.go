package data

import (
	"slices"
	"testing"
)

// mirrored is the oracle of reflect: the axis of n numbers with a border of
// pad, made by walking to and fro as numpy describes it.
func mirrored(n, pad int) []int {
	axis := []int{}
	for i := pad; i > 0; i-- {
		axis = append(axis, i)
	}
	for i := range n {
		axis = append(axis, i)
	}
	for i := range pad {
		axis = append(axis, n-2-i)
	}
	return axis
}

func TestReflect(t *testing.T) {
	// numpy.pad([0,1,2,3,4], 2, mode="reflect")
	if got, want := mirrored(5, 2), []int{2, 1, 0, 1, 2, 3, 4, 3, 2}; !slices.Equal(got, want) {
		t.Fatalf("the oracle itself: want %v, got %v", want, got)
	}
	for _, n := range []int{2, 5, Width} {
		for pad := range n {
			got := []int{}
			for i := -pad; i < n+pad; i++ {
				got = append(got, reflect(i, n))
			}
			if want := mirrored(n, pad); !slices.Equal(got, want) {
				t.Errorf("%d with a border of %d: want %v, got %v", n, pad, want, got)
			}
		}
	}
}

// naiveView is the oracle of picture: it builds the bordered picture, cuts the
// window out and mirrors it.
func naiveView(src []byte, pad int, v view, norm Norm) []float32 {
	rows, columns := mirrored(Height, pad), mirrored(Width, pad)
	out := []float32{}
	for c := range Channels {
		var bordered [][]byte
		for _, y := range rows {
			var line []byte
			for _, x := range columns {
				line = append(line, src[(c*Height+y)*Width+x])
			}
			bordered = append(bordered, line)
		}
		for _, line := range bordered[v.y : v.y+Height] {
			window := slices.Clone(line[v.x : v.x+Width])
			if v.flip {
				slices.Reverse(window)
			}
			for _, b := range window {
				out = append(out, float32((float64(b)-norm.Mean[c])/norm.Std[c]))
			}
		}
	}
	return out
}

func TestAugmentAgainstNaive(t *testing.T) {
	rng := newStream(1)
	src := make([]byte, PictureSize)
	for i := range src {
		src[i] = byte(rng.intn(256))
	}
	norm := DefaultNorm()
	table := norm.table()
	got := make([]float32, PictureSize)
	for _, crop := range []int{0, 1, 4, 31} {
		a := Augment{Crop: crop, Flip: true}
		// Every window of a small border, the extremes of a large one.
		step := max(1, crop/2)
		for y := 0; y <= 2*crop; y += step {
			for x := 0; x <= 2*crop; x += step {
				for _, flip := range []bool{false, true} {
					v := view{y, x, flip}
					a.picture(got, src, v, table)
					if want := naiveView(src, crop, v, norm); !slices.Equal(got, want) {
						t.Fatalf("border %d, %+v: differs from the naive way", crop, v)
					}
				}
			}
		}
	}
}

// TestViews checks that all windows and both directions come up about equally
// often.
func TestViews(t *testing.T) {
	const draws, limit = 81 * 2 * 100, 5.5 // standard deviations of a count of 100, over 162 counts
	rng := newStream(7)
	counts := map[view]float64{}
	for range draws {
		counts[Augment{Crop: 4, Flip: true}.draw(&rng)]++
	}
	if len(counts) != 162 {
		t.Errorf("want 9*9*2 views, got %d", len(counts))
	}
	for v, n := range counts {
		if n < 100-limit*10 || n > 100+limit*10 {
			t.Errorf("%+v: want about 100, got %v", v, n)
		}
		if v.y < 0 || v.y > 8 || v.x < 0 || v.x > 8 {
			t.Errorf("%+v is no window of a border of 4", v)
		}
	}
	for range 10 {
		if v := (Augment{}).draw(&rng); v != (view{}) {
			t.Errorf("without augmentation: want the picture as it is, got %+v", v)
		}
	}
}

func TestAugmentValidate(t *testing.T) {
	for crop, valid := range map[int]bool{-1: false, 0: true, 4: true, 31: true, 32: false} {
		if err := (Augment{Crop: crop}).Validate(); (err == nil) != valid {
			t.Errorf("border %d: want valid %v, got %v", crop, valid, err)
		}
	}
}
