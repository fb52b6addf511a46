package lab

import (
	"fmt"
	"slices"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/ui/words"
)

// Takes are the pictures that somebody takes with a camera, class by class.
type Takes struct{ Classes []Taken }

// Taken are the pictures (3,32,32) of one class, in the order in which they
// were taken.
type Taken struct {
	Name string
	Pix  [][]byte
}

// LeastTaken is how many pictures of a class are needed: one to learn from and
// one to be tested on.
const LeastTaken = 2

// AddClass adds a class without pictures, under a name that no other has.
func (k *Takes) AddClass(t *words.Table) {
	for n := len(k.Classes) + 1; ; n++ {
		name := t.T("Class %d", n)
		if !slices.ContainsFunc(k.Classes, func(c Taken) bool { return c.Name == name }) {
			k.Classes = append(k.Classes, Taken{Name: name})
			return
		}
	}
}

// Len is the number of all pictures.
func (k *Takes) Len() int {
	n := 0
	for _, c := range k.Classes {
		n += len(c.Pix)
	}
	return n
}

// Add takes a picture of class i; it reports false where no more can be had.
func (k *Takes) Add(i int, pix []byte) bool {
	if i < 0 || i >= len(k.Classes) || k.Len() >= data.MaxOwn {
		return false
	}
	k.Classes[i].Pix = append(k.Classes[i].Pix, pix)
	return true
}

// Drop forgets picture j of class i.
func (k *Takes) Drop(i, j int) {
	if i < len(k.Classes) && j < len(k.Classes[i].Pix) {
		k.Classes[i].Pix = slices.Delete(slices.Clone(k.Classes[i].Pix), j, j+1)
	}
}

// DropClass forgets class i and returns what brings it back.
func (k *Takes) DropClass(i int) (undo func()) {
	gone := k.Classes[i]
	k.Classes = slices.Delete(slices.Clone(k.Classes), i, i+1)
	return func() { k.Classes = slices.Insert(slices.Clone(k.Classes), min(i, len(k.Classes)), gone) }
}

// Own are the pictures as a data set. What is wrong with the names of classes
// is found by it, two of the same name among it.
func (k *Takes) Own(name string) (*data.Own, error) {
	own := &data.Own{Name: name}
	for i, c := range k.Classes {
		if slices.ContainsFunc(k.Classes[:i], func(d Taken) bool { return d.Name == c.Name }) {
			return nil, fmt.Errorf("two classes are called %q; give each a name of its own", c.Name)
		}
		for _, pix := range c.Pix {
			if err := own.Add(c.Name, pix, data.AnyPart); err != nil {
				return nil, err
			}
		}
	}
	return own, nil
}

// Why says why these pictures cannot be learned yet; "" where they can.
func (k *Takes) Why(t *words.Table) string {
	if len(k.Classes) < 2 {
		return t.T("Add a second class: telling apart takes two.")
	}
	for _, c := range k.Classes {
		if len(c.Pix) < LeastTaken {
			return t.T("Take at least %d pictures of “%s”, better twenty.", LeastTaken, c.Name)
		}
	}
	return ""
}

// The steps that a run on few pictures should have, and the most epochs for
// that. A run of the usual settings would be over after a handful of steps.
const (
	fewSteps  = 240
	fewEpochs = 80
	fewBatch  = 4 // at the least: batch norm needs some
)

// ForFew adapts the settings of a run to so many pictures to learn from, where
// they are few: smaller steps, and more epochs of them.
func ForFew(c engine.Config, train int) engine.Config {
	if c.Batch > train/4 {
		c.Batch = min(max(fewBatch, train/4), max(1, train))
	}
	perEpoch := max(1, train/c.Batch)
	if steps := perEpoch * c.Epochs; steps < fewSteps {
		c.Epochs = min(fewEpochs, (fewSteps+perEpoch-1)/perEpoch)
	}
	return c
}
