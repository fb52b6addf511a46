package data

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The limits of pictures of one's own.
const (
	MaxOwnClasses = 256    // a label is a byte
	MaxOwn        = 20_000 // pictures: 61 MB
)

// Part says what a picture of one's own is for.
type Part uint8

const (
	AnyPart   Part = iota // whatever the split decides
	TrainPart             // to learn from
	TestPart
)

// Own gathers pictures of classes that somebody names: folders of pictures, or
// a camera's.
type Own struct {
	Name  string   // for people
	Notes []string // sentences on what was left out

	classes []string
	labels  map[string]int
	sets    [3]Set // by Part
}

// Add appends a picture (3,32,32) of a class. A class is there from its first
// picture on.
func (o *Own) Add(class string, planes []byte, part Part) error {
	if len(planes) != PictureSize {
		return fmt.Errorf("data: picture: want %d bytes, got %d", PictureSize, len(planes))
	}
	if o.Len() == MaxOwn {
		return fmt.Errorf("data: want at most %d pictures; leave some out", MaxOwn)
	}
	label, ok := o.labels[class]
	if !ok {
		if err := checkClass(class); err != nil {
			return err
		}
		if len(o.classes) == MaxOwnClasses {
			return fmt.Errorf("data: want at most %d classes; leave some out", MaxOwnClasses)
		}
		if o.labels == nil {
			o.labels = make(map[string]int)
		}
		label = len(o.classes)
		o.labels[class] = label
		o.classes = append(o.classes, class)
	}
	o.sets[part].add(uint8(label), planes)
	return nil
}

// Len is the number of pictures.
func (o *Own) Len() int {
	return o.sets[AnyPart].Len() + o.sets[TrainPart].Len() + o.sets[TestPart].Len()
}

// Pair splits what was gathered: pictures of no part are split class by class,
// the last sixth, and one at least, set aside for testing, unless there are
// test pictures already. Every class must have a picture to learn from and one
// to be tested on.
func (o *Own) Pair() (*Pair, error) {
	switch len(o.classes) {
	case 0:
		return nil, fmt.Errorf("data: there is no picture; want some of at least two classes")
	case 1:
		return nil, fmt.Errorf("data: there is one class only, %q; want pictures of at least two to tell apart", o.classes[0])
	}
	kind := Set{Name: o.Name, Classes: o.classes}
	pair := &Pair{Train: kind.empty(), Test: kind.empty()}
	pair.Train.extend(&o.sets[TrainPart])
	pair.Train.extend(&o.sets[AnyPart])
	pair.Test.extend(&o.sets[TestPart])
	notes := o.Notes
	if pair.Test.Len() == 0 {
		pair = pair.Train.setAsideSome()
		notes = append(notes[:len(notes):len(notes)], "The last sixth of each class is set aside for testing.")
	}
	for _, set := range []struct {
		set  *Set
		what string
	}{{pair.Train, "to learn from"}, {pair.Test, "to be tested on"}} {
		for label, n := range set.set.CountByClass() {
			if n == 0 {
				return nil, fmt.Errorf("data: class %q has no picture %s; want at least two pictures of each class, better twenty", o.classes[label], set.what)
			}
		}
	}
	pair.Train.Note = strings.Join(notes, " ")
	return pair, nil
}

// setAsideSome splits off the last sixth of each class, and one at least where
// there are two.
func (s *Set) setAsideSome() *Pair {
	left := s.CountByClass()
	for label, n := range left {
		left[label] = n - max(n/testPart, min(1, n-1))
	}
	pair := &Pair{Train: s.empty(), Test: s.empty()}
	for i, label := range s.Labels {
		if left[label] > 0 {
			left[label]--
			pair.Train.add(label, s.Image(i))
		} else {
			pair.Test.add(label, s.Image(i))
		}
	}
	return pair
}

// extend appends the pictures of another set of the same classes.
func (s *Set) extend(other *Set) {
	s.Pixels = append(s.Pixels, other.Pixels...)
	s.Labels = append(s.Labels, other.Labels...)
}

// checkClass says what is wrong with a class's name.
func checkClass(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return fmt.Errorf("data: a class has no name; give it one")
	case len(name) > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, isUnprintable):
		return fmt.Errorf("data: class %.40q: want a name of at most %d bytes, in letters that can be shown", name, maxName)
	}
	return nil
}
