package data

import (
	"slices"
	"strings"
	"testing"
)

// numbered returns a set whose picture i has the label labels[i] and is filled
// with the byte i, so that a picture can be told wherever it goes.
func numbered(classes int, labels ...uint8) *Set {
	s := &Set{Name: "numbered", Classes: strings.Split("abcdefghijklmnopqrstuvwxyz"[:classes], "")}
	for i, label := range labels {
		s.add(label, slices.Repeat([]byte{byte(i)}, PictureSize))
	}
	return s
}

// numbers returns which pictures of a numbered set are in s.
func numbers(s *Set) []int {
	var n []int
	for i := range s.Len() {
		n = append(n, int(s.Image(i)[0]))
	}
	return n
}

func TestSet(t *testing.T) {
	s := numbered(3, 2, 0, 2)
	if s.Len() != 3 || s.Label(0) != 2 || s.Label(1) != 0 {
		t.Errorf("want 3 pictures labelled 2, 0, ..., got %d labelled %d, %d, ...", s.Len(), s.Label(0), s.Label(1))
	}
	if got, want := s.CountByClass(), []int{1, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("counts: want %v, got %v", want, got)
	}
	for i := range s.Len() {
		if image := s.Image(i); len(image) != PictureSize || image[0] != byte(i) || image[PictureSize-1] != byte(i) {
			t.Errorf("picture %d: want %d times %d, got %d bytes from %d to %d", i, PictureSize, i, len(image), image[0], image[len(image)-1])
		}
	}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

func TestPerClass(t *testing.T) {
	s := numbered(2, 0, 1, 1, 0, 1, 0)
	tests := []struct {
		n       int
		want    []int
		wantErr string
	}{
		{0, []int{0, 1, 2, 3, 4, 5}, ""},
		{1, []int{0, 1}, ""},
		{2, []int{0, 1, 2, 3}, ""},
		{3, []int{0, 1, 2, 3, 4, 5}, ""},
		{4, nil, `data: pictures per class: want 4, but numbered has 3 of class "a"`},
		{-1, nil, "data: pictures per class: want at least 1, or 0 for all, got -1"},
	}
	for _, tt := range tests {
		got, err := s.PerClass(tt.n)
		if tt.wantErr != "" {
			if err == nil || err.Error() != tt.wantErr {
				t.Errorf("PerClass(%d): want error %q, got %v", tt.n, tt.wantErr, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("PerClass(%d): %v", tt.n, err)
			continue
		}
		if n := numbers(got); !slices.Equal(n, tt.want) {
			t.Errorf("PerClass(%d): want pictures %v, got %v", tt.n, tt.want, n)
		}
		if err := got.Validate(); err != nil || got.Name != s.Name || !slices.Equal(got.Classes, s.Classes) {
			t.Errorf("PerClass(%d): got %q with classes %v, %v", tt.n, got.Name, got.Classes, err)
		}
	}
}

func TestSplit(t *testing.T) {
	s := numbered(3, 0, 1, 0, 0, 1, 0, 2, 0, 1)
	tests := []struct {
		parts       int
		rest, aside []int
	}{
		// Class a is 0 2 3 5 7, b is 1 4 8, c is 6.
		{2, []int{0, 1, 2, 3, 4, 6}, []int{5, 7, 8}},
		{3, []int{0, 1, 2, 3, 4, 5, 6}, []int{7, 8}},
		{6, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}, nil},
	}
	for _, tt := range tests {
		rest, aside := s.Split(tt.parts)
		if got := numbers(rest); !slices.Equal(got, tt.rest) {
			t.Errorf("Split(%d): rest: want %v, got %v", tt.parts, tt.rest, got)
		}
		if got := numbers(aside); !slices.Equal(got, tt.aside) {
			t.Errorf("Split(%d): aside: want %v, got %v", tt.parts, tt.aside, got)
		}
	}
}

func TestSetValidate(t *testing.T) {
	short := numbered(2, 0, 1)
	short.Pixels = short.Pixels[1:]
	tests := []struct {
		set  *Set
		want string
	}{
		{short, `data: set "numbered": 2 labels want 6144 bytes of pixels, got 6143`},
		{numbered(2, 0, 2), `data: set "numbered": picture 1: want a label below 2, got 2`},
	}
	for _, tt := range tests {
		if err := tt.set.Validate(); err == nil || err.Error() != tt.want {
			t.Errorf("want error %q, got %v", tt.want, err)
		}
	}
}
