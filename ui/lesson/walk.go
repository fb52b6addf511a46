package lesson

import (
	"fmt"
	"strconv"
	"strings"
)

// Walk is where a person is. The zero Walk is the beginning of the first
// lesson.
type Walk struct {
	Lesson, Part int
	Choice       int    // 1 is the first; 0 is none yet
	Skipped      bool   // the person goes on without what the part waits for
	Done         []bool // lessons that were walked to their end
	Folded       bool
}

// Open goes to a lesson's first part.
func (w Walk) Open(lesson int) Walk {
	w.Lesson, w.Part, w.Choice, w.Skipped = lesson, 0, 0, false
	return w
}

// Next goes on: to the next part, or from the last one to the next lesson.
func (w Walk) Next(all []Lesson) Walk {
	if w.Part+1 < len(all[w.Lesson].Parts) {
		w.Part++
		w.Choice, w.Skipped = 0, false
		return w
	}
	done := make([]bool, len(all))
	copy(done, w.Done)
	done[w.Lesson] = true
	w.Done = done
	return w.Open((w.Lesson + 1) % len(all))
}

// Back goes to the part before; before the first there is none.
func (w Walk) Back() Walk {
	if w.Part > 0 {
		w.Part--
		w.Choice, w.Skipped = 0, false
	}
	return w
}

// Choose answers the question, once.
func (w Walk) Choose(choice int) Walk {
	if w.Choice == 0 {
		w.Choice = choice + 1
	}
	return w
}

// Skip goes on without what the part waits for.
func (w Walk) Skip() Walk {
	w.Skipped = true
	return w
}

// Fit is w within the lessons that there are.
func (w Walk) Fit(all []Lesson) Walk {
	if w.Lesson < 0 || w.Lesson >= len(all) {
		return Walk{Done: w.Done, Folded: w.Folded}
	}
	if w.Part < 0 || w.Part >= len(all[w.Lesson].Parts) {
		return w.Open(w.Lesson)
	}
	return w
}

// String writes what is worth keeping until the next visit: lesson, part,
// whether it is folded, and the lessons that are done, "3.2.0 1,2".
func (w Walk) String() string {
	var done []string
	for i, d := range w.Done {
		if d {
			done = append(done, strconv.Itoa(i+1))
		}
	}
	folded := 0
	if w.Folded {
		folded = 1
	}
	return strings.TrimSpace(fmt.Sprintf("%d.%d.%d %s", w.Lesson+1, w.Part+1, folded, strings.Join(done, ",")))
}

// ParseWalk is the inverse of String for n lessons. What makes no sense is a
// first visit.
func ParseWalk(s string, n int) Walk {
	at, done, _ := strings.Cut(s, " ")
	parts := strings.Split(at, ".")
	if len(parts) != 3 {
		return Walk{}
	}
	lesson, err1 := strconv.Atoi(parts[0])
	part, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || lesson < 1 || lesson > n || part < 1 {
		return Walk{}
	}
	w := Walk{Lesson: lesson - 1, Part: part - 1, Folded: parts[2] == "1"}
	if done != "" {
		w.Done = make([]bool, n)
		for _, d := range strings.Split(done, ",") {
			if i, err := strconv.Atoi(d); err == nil && i >= 1 && i <= n {
				w.Done[i-1] = true
			}
		}
	}
	return w
}
