package lab

import (
	"cmp"
	"slices"

	"filtermaplab/engine"
)

// Confusion is a test in detail: which class was taken for which, and where.
type Confusion struct {
	engine.Tested
	Classes int
	Counts  [][]int // [label][answer] pictures
}

// NewConfusion counts a test of so many classes. Answers outside of them,
// which no engine gives, are left out.
func NewConfusion(t engine.Tested, classes int) *Confusion {
	c := &Confusion{Tested: t, Classes: classes, Counts: make([][]int, classes)}
	for i := range c.Counts {
		c.Counts[i] = make([]int, classes)
	}
	for i, label := range t.Labels {
		if answer := t.Answers[i]; int(label) < classes && int(answer) < classes {
			c.Counts[label][answer]++
		}
	}
	return c
}

// Total is the number of test pictures of a class.
func (c *Confusion) Total(label int) int {
	total := 0
	for _, n := range c.Counts[label] {
		total += n
	}
	return total
}

// Accuracy is the share of a class that is answered right, 0..1; 0 for a class
// without pictures.
func (c *Confusion) Accuracy(label int) float64 {
	return share(c.Counts[label][label], c.Total(label))
}

// Right is the number of right answers.
func (c *Confusion) Right() int {
	right := 0
	for i, row := range c.Counts {
		right += row[i]
	}
	return right
}

// Strength is how strongly a cell is coloured, in steps of 0 (no picture) to
// Strengths: by the root of its share of the row, so that single mistakes show
// beside hundreds of right answers.
func (c *Confusion) Strength(label, answer int) int {
	n := c.Counts[label][answer]
	if n == 0 {
		return 0
	}
	s := share(n, c.Total(label))
	step := 1
	for step < Strengths && s >= float64(step*step)/(Strengths*Strengths) {
		step++
	}
	return step
}

// Strengths is the number of colours of cells that have pictures.
const Strengths = 4

// Confident is the softmax of an answer, 0..1.
func (c *Confusion) Confident(i int) float64 {
	return float64(c.Confidence[i]) / engine.MaxConfidence
}

// Cell returns the pictures of one class that were taken for another, or for
// what they are, the most confident answers first.
func (c *Confusion) Cell(label, answer int) []int {
	return c.sorted(func(l, a int) bool { return l == label && a == answer })
}

// Mistakes returns the wrong answers, the most confident first.
func (c *Confusion) Mistakes() []int {
	return c.sorted(func(l, a int) bool { return l != a })
}

func (c *Confusion) sorted(want func(label, answer int) bool) []int {
	var found []int
	for i, label := range c.Labels {
		if int(label) < c.Classes && int(c.Answers[i]) < c.Classes && want(int(label), int(c.Answers[i])) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(i, j int) int { return cmp.Compare(c.Confidence[j], c.Confidence[i]) })
	return found
}

// Shot is a picture of the data set, with the network's answer where it has
// been asked.
type Shot struct {
	Index, Label int
	Answered     bool
	Answer       int
	Confidence   float64 // softmax, 0..1
}

// Shot is the picture of an index with its answer.
func (c *Confusion) Shot(i int) Shot {
	return Shot{Index: i, Label: int(c.Labels[i]), Answered: true, Answer: int(c.Answers[i]), Confidence: c.Confident(i)}
}

// Shots are the pictures of several indices.
func (c *Confusion) Shots(indices []int) []Shot {
	shots := make([]Shot, len(indices))
	for n, i := range indices {
		shots[n] = c.Shot(i)
	}
	return shots
}

// Pair is a class that was taken for another.
type Pair struct{ Label, Answer, Count int }

// Pairs returns the most frequent mistakes, at most so many: where classes are
// too many for a table, they say what a table would.
func (c *Confusion) Pairs(most int) []Pair {
	var pairs []Pair
	for label, row := range c.Counts {
		for answer, n := range row {
			if n > 0 && answer != label {
				pairs = append(pairs, Pair{label, answer, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return cmp.Compare(b.Count, a.Count) })
	return pairs[:min(most, len(pairs))]
}

// share is n of total, 0 where there is nothing.
func share(n, total int) float64 {
	if total == 0 {
		return 0
	}
	return float64(n) / float64(total)
}
