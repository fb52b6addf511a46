package lab

import (
	"slices"
	"testing"

	"filtermaplab/engine"
)

func TestShotWords(t *testing.T) {
	classes := []string{"cat", "polar_bear"}
	for _, c := range []struct {
		shot                  Shot
		truth, says, sentence string
	}{
		{Shot{Index: 1233, Label: 1}, "polar bear", "\u00a0", "Picture 1,234: polar bear"},
		{Shot{Label: 0, Answered: true, Answer: 0, Confidence: 0.5}, "cat", "right 50 %", "Picture 1: cat, answered right with 50 %"},
		{Shot{Label: 0, Answered: true, Answer: 1, Confidence: 0.97}, "cat", "97 % polar bear", "Picture 1: cat, taken for polar bear with 97 %"},
		{Shot{Label: 7}, "?", "\u00a0", "Picture 1: ?"},
	} {
		truth, says, sentence := ShotWords(nil, c.shot, classes)
		if truth != c.truth || says != c.says || sentence != c.sentence {
			t.Errorf("got %q, %q, %q; want %q, %q, %q", truth, says, sentence, c.truth, c.says, c.sentence)
		}
	}
}

func TestPageWords(t *testing.T) {
	for _, c := range []struct {
		first, shown, all int
		want              string
	}{
		{0, 0, 0, "No picture"}, {0, 1, 1, "1 picture"}, {0, 7, 7, "7 pictures"}, {60, 60, 50000, "61 to 120 of 50,000"},
	} {
		if got := PageWords(nil, c.first, c.shown, c.all); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestBest(t *testing.T) {
	got := Best([]float32{0.25, 0.5, 0.25}, 2)
	if want := []engine.Answer{{Label: 1, Confidence: 0.5}, {Label: 0, Confidence: 0.25}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Best(nil, 2); len(got) != 0 {
		t.Errorf("of nothing: got %v", got)
	}
}

func TestTestedWords(t *testing.T) {
	c, classes := threeClasses(), []string{"cat", "dog", "polar_bear"}
	for _, x := range []struct{ got, want string }{
		{TestedWords(nil, nil), "The first test comes after the first epoch."},
		{TestedWords(nil, c), "4 of 8 right at step 0."},
		{CellWords(nil, c, 2, 0, classes), "polar bear, taken for cat: 2"},
		{CellWords(nil, c, 0, 0, classes), "cat, answered right: 3"},
		{CellWords(nil, nil, 0, 0, classes), "cat, answered right: 0"},
		{MatrixWords(nil, classes, 1, 2, 1), "dog, taken for polar bear: 1 picture"},
		{MatrixWords(nil, classes, 1, 1, 0), "dog, answered right: 0 pictures"},
		{ViewerWords(nil, 4, 1, classes), "Picture 5: dog"},
		{ViewerWords(nil, 4, -1, classes), "A picture of your own"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}
