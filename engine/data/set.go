package data

import (
	"fmt"
	"slices"
)

// The size of a picture. Bytes and numbers lie in planes: (Channels,Height,Width).
const (
	Channels    = 3 // red, green, blue
	Height      = 32
	Width       = 32
	PictureSize = Channels * Height * Width // values in one picture
)

// Set is a list of N labelled pictures. It is not changed once it is made, so
// that it may be shared.
type Set struct {
	Name    string   // for people: "CIFAR-10"
	Note    string   // a sentence on how the set came about, where there is something to say
	Classes []string // names, indexed by label
	Pixels  []byte   // (N,3,32,32)
	Labels  []uint8  // (N), each below len(Classes)
}

// Pair is what a run needs: pictures to learn from and others to be tested on.
type Pair struct {
	Train, Test *Set
}

// Len is the number of pictures.
func (s *Set) Len() int { return len(s.Labels) }

// Image returns the planes (3,32,32) of picture i, shared with the set.
func (s *Set) Image(i int) []byte {
	return s.Pixels[i*PictureSize : (i+1)*PictureSize : (i+1)*PictureSize]
}

// Label returns the class of picture i.
func (s *Set) Label(i int) int { return int(s.Labels[i]) }

// CountByClass returns the number of pictures of every class.
func (s *Set) CountByClass() []int {
	counts := make([]int, len(s.Classes))
	for _, label := range s.Labels {
		counts[label]++
	}
	return counts
}

// PerClass returns the balanced subset of the first n pictures of every class,
// in their order; 0 means the whole set. It returns an error where n is
// negative or a class has fewer; the least of CountByClass always works.
func (s *Set) PerClass(n int) (*Set, error) {
	if n == 0 {
		return s, nil
	}
	if n < 0 {
		return nil, fmt.Errorf("data: pictures per class: want at least 1, or 0 for all, got %d", n)
	}
	for label, have := range s.CountByClass() {
		if have < n {
			return nil, fmt.Errorf("data: pictures per class: want %d, but %s has %d of class %q", n, s.Name, have, s.Classes[label])
		}
	}
	subset := s.empty()
	subset.reserve(n * len(s.Classes))
	taken := make([]int, len(s.Classes))
	for i, label := range s.Labels {
		if taken[label] < n {
			taken[label]++
			subset.add(label, s.Image(i))
		}
	}
	return subset, nil
}

// Split sets aside the last of every parts pictures of each class: of a class
// with m pictures the last m/parts, rounded down, form the second set, and the
// others the first. It needs no seed and keeps the order. It panics where parts
// is below 2.
func (s *Set) Split(parts int) (rest, aside *Set) {
	if parts < 2 {
		panic(fmt.Sprintf("data: split: want at least 2 parts, got %d", parts))
	}
	left := s.CountByClass()
	keep := slices.Clone(left)
	for label, m := range left {
		keep[label] = m - m/parts
	}
	rest, aside = s.empty(), s.empty()
	for i, label := range s.Labels {
		if keep[label] > 0 {
			keep[label]--
			rest.add(label, s.Image(i))
		} else {
			aside.add(label, s.Image(i))
		}
	}
	return rest, aside
}

// Validate says what is wrong with a set that was put together by hand.
func (s *Set) Validate() error {
	if len(s.Pixels) != len(s.Labels)*PictureSize {
		return fmt.Errorf("data: set %q: %d labels want %d bytes of pixels, got %d",
			s.Name, len(s.Labels), len(s.Labels)*PictureSize, len(s.Pixels))
	}
	for i, label := range s.Labels {
		if int(label) >= len(s.Classes) {
			return fmt.Errorf("data: set %q: picture %d: want a label below %d, got %d", s.Name, i, len(s.Classes), label)
		}
	}
	return nil
}

// empty returns a set of the same kind without pictures.
func (s *Set) empty() *Set {
	return &Set{Name: s.Name, Note: s.Note, Classes: s.Classes}
}

// reserve makes room for n more pictures.
func (s *Set) reserve(n int) {
	s.Pixels = slices.Grow(s.Pixels, n*PictureSize)
	s.Labels = slices.Grow(s.Labels, n)
}

// add appends a copy of a picture.
func (s *Set) add(label uint8, planes []byte) {
	s.Labels = append(s.Labels, label)
	s.Pixels = append(s.Pixels, planes...)
}
