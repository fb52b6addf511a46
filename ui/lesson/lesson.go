package lesson

import (
	"slices"
	"strconv"

	"filtermaplab/ui/words"
)

// Lesson is a walk in several parts.
type Lesson struct {
	Title string
	Parts []Part
}

// Part is one step of a lesson.
type Part struct {
	// Map says that the part is about a map: it can only be looked at where
	// the layer has one.
	Map bool
	// Text is what the part says, a paragraph each.
	Text func(w World) []string
	// Ask is the question, if the part has one. It may leave out the
	// explanation while Wait is not over.
	Ask func(w World) Question
	// Wait is what must happen before the part goes on; nil is nothing. Where
	// there is a question it is asked before, and answered after.
	Wait *Wait
}

// Wait is something that a person does on the page.
type Wait struct {
	Text func(w World) string // what to do
	Over func(w World) bool
}

// Question is what to predict.
type Question struct {
	Text    string
	Choices []string
	Right   int    // among the choices
	Why     string // the answer with its numbers
}

// All returns the lessons in the order in which they are meant to be taken.
func All(t *words.Table) []Lesson {
	return []Lesson{convolution(t), redundancy(t), maps(t), backward(t), theRace(t), breakIt(t), scales(t)}
}

// ranked makes choices of numbers: the right one and others, without
// repetitions, from the smallest to the largest.
func ranked(t *words.Table, right int, others ...int) (choices []string, at int) {
	all := append([]int{right}, others...)
	slices.Sort(all)
	all = slices.Compact(all)
	for _, n := range all {
		choices = append(choices, t.Count(n))
	}
	return choices, slices.Index(all, right)
}

// times writes a factor with as many digits as it needs: 4.5, 9.
func times(t *words.Table, v float64) string {
	return t.Mark(strconv.FormatFloat(float64(int(10*v+0.5))/10, 'g', -1, 64))
}
