package data

import "fmt"

// Augment shows a picture a little differently each time, so that a network
// learns what does not matter. The zero value changes nothing.
type Augment struct {
	Crop int  // pixels of reflected border; the picture is cut out of the bordered one at random
	Flip bool // mirror left and right half of the time
}

// DefaultAugment is the usual one for CIFAR: a border of 4, and mirroring.
func DefaultAugment() Augment { return Augment{Crop: 4, Flip: true} }

// Validate says whether the border is possible: a reflection that does not
// repeat the edge has one row less than the picture to give.
func (a Augment) Validate() error {
	if limit := min(Height, Width) - 1; a.Crop < 0 || a.Crop > limit {
		return fmt.Errorf("data: augment: want a border of 0 to %d pixels, got %d", limit, a.Crop)
	}
	return nil
}

// view is one way of showing a picture: its window begins at row Y and column
// X of the bordered picture, and is mirrored where Flip is set.
type view struct {
	y, x int
	flip bool
}

// draw chooses a view. It takes the same number of draws each time.
func (a Augment) draw(s *stream) view {
	var v view
	if a.Crop > 0 {
		v.y, v.x = s.intn(2*a.Crop+1), s.intn(2*a.Crop+1)
	}
	if a.Flip {
		v.flip = s.coin()
	}
	return v
}

// picture writes the view v of the picture src (3,32,32) to dst, normalised.
// The border is never built: each row and column is looked up where its
// reflection came from.
func (a Augment) picture(dst []float32, src []byte, v view, t *normTable) {
	var column [Width]int
	for x := range column {
		from := x
		if v.flip {
			from = Width - 1 - x
		}
		column[x] = reflect(v.x+from-a.Crop, Width)
	}
	for c := range Channels {
		values := &t[c]
		for y := range Height {
			row := (c*Height + reflect(v.y+y-a.Crop, Height)) * Width
			from := src[row : row+Width]
			to := dst[(c*Height+y)*Width:][:Width]
			for x := range to {
				to[x] = values[from[column[x]]]
			}
		}
	}
}

// reflect maps index i of an axis of n, up to n-1 beyond either end, to the
// index that it mirrors: -1 to 1 and n to n-2, as in numpy's and PyTorch's
// "reflect".
func reflect(i, n int) int {
	if i < 0 {
		return -i
	}
	if i >= n {
		return 2*(n-1) - i
	}
	return i
}
