package lab

import (
	"slices"
	"testing"

	"filtermaplab/engine"
)

// threeClasses is a test of eight pictures: class 0 is known, 1 half, 2 never.
func threeClasses() *Confusion {
	return NewConfusion(engine.Tested{
		Labels:     []byte{0, 0, 0, 1, 1, 2, 2, 9},
		Answers:    []byte{0, 0, 0, 1, 2, 0, 0, 0}, // the last has a class that there is not
		Confidence: []uint16{9, 8, 7, 60000, 50000, 30000, 40000, 1},
	}, 3)
}

func TestConfusion(t *testing.T) {
	c := threeClasses()
	for label, want := range [][]int{{3, 0, 0}, {0, 1, 1}, {2, 0, 0}} {
		if !slices.Equal(c.Counts[label], want) {
			t.Errorf("row %d: got %v, want %v", label, c.Counts[label], want)
		}
	}
	for label, want := range []float64{1, 0.5, 0} {
		if got := c.Accuracy(label); got != want {
			t.Errorf("accuracy of %d: got %v, want %v", label, got, want)
		}
	}
	if c.Right() != 4 {
		t.Errorf("right: got %d, want 4", c.Right())
	}
	if got := c.Cell(2, 0); !slices.Equal(got, []int{6, 5}) {
		t.Errorf("cell: got %v, want the most confident first", got)
	}
	if got := c.Mistakes(); !slices.Equal(got, []int{4, 6, 5}) {
		t.Errorf("mistakes: got %v", got)
	}
	if got := c.Pairs(1); !slices.Equal(got, []Pair{{2, 0, 2}}) {
		t.Errorf("pairs: got %v", got)
	}
}

func TestShots(t *testing.T) {
	c := threeClasses()
	want := Shot{Index: 4, Label: 1, Answered: true, Answer: 2, Confidence: 50000.0 / 65535}
	if got := c.Shots([]int{4}); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStrength(t *testing.T) {
	c := NewConfusion(engine.Tested{}, 2)
	for _, x := range []struct{ n, of, want int }{{0, 100, 0}, {1, 100, 1}, {7, 100, 2}, {25, 100, 3}, {60, 100, 4}, {100, 100, 4}} {
		c.Counts[0] = []int{x.n, x.of - x.n}
		if got := c.Strength(0, 0); got != x.want {
			t.Errorf("%d of %d: got %d, want %d", x.n, x.of, got, x.want)
		}
	}
}

func TestConfusionOfNothing(t *testing.T) {
	c := NewConfusion(engine.Tested{}, 3)
	if c.Accuracy(1) != 0 || c.Mistakes() != nil || c.Strength(1, 1) != 0 || len(c.Pairs(5)) != 0 {
		t.Error("a test of no pictures is not empty")
	}
}
