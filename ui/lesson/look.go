package lesson

// Page is what there is to show of a walk.
type Page struct {
	Title string // "Lesson 3: the 3D map and T"
	Where string // "part 2 of 4"
	Text  [][]Span

	Question string
	Choices  []string
	Chosen   int // -1 is none
	Right    int // -1 while it is not told

	Todo   []Span // what the part waits for; nil where nothing is
	Answer []Span // after the choice

	Back  bool
	Next  bool   // may go on
	Label string // of the button that goes on
	Skip  bool   // offers to go on without
}

// Held is a part's text and question as they stood when its answer was first
// known. While a network trains its numbers change many times a second; a
// question must not, under the eyes of somebody who is thinking about it.
type Held struct {
	full         bool
	lesson, part int
	text         []string
	question     Question
}

// ask returns what a part says and asks: what is held, or what is so now,
// which is held from the moment on at which the answer is known.
func (h *Held) ask(walk Walk, part Part, w World) ([]string, Question) {
	if h.full && h.lesson == walk.Lesson && h.part == walk.Part {
		return h.text, h.question
	}
	text, q := part.Text(w), Question{}
	if part.Ask != nil {
		q = part.Ask(w)
	}
	if q.Why != "" {
		*h = Held{true, walk.Lesson, walk.Part, text, q}
	}
	return text, q
}

// Look says what to show of walk w. Whoever looks keeps held and empties it
// when the part or the language is another.
func Look(walk Walk, w World, all []Lesson, held *Held) Page {
	t := w.Words
	walk = walk.Fit(all)
	l := all[walk.Lesson]
	part := l.Parts[walk.Part]
	p := Page{
		Title: t.T("Lesson %d: %s", walk.Lesson+1, l.Title), Where: t.T("part %d of %d", walk.Part+1, len(l.Parts)),
		Chosen: -1, Right: -1, Back: walk.Part > 0, Label: t.T("Next part"),
	}
	if walk.Part == len(l.Parts)-1 {
		p.Label = t.T("Next lesson")
		if walk.Lesson == len(all)-1 {
			p.Label = t.T("Back to lesson 1")
		}
	}
	if part.Map && !w.mapped() {
		p.Text = paragraphs([]string{t.T("This part is about a map, and the layer under the microscope has none. Choose [FM](#setup), and a layer that convolves.")})
		p.Skip, p.Next = !walk.Skipped, walk.Skipped
		return p
	}
	text, q := held.ask(walk, part, w)
	p.Text = paragraphs(text)
	answered := held.full && held.lesson == walk.Lesson && held.part == walk.Part
	waiting := part.Wait != nil && !walk.Skipped && !answered && !part.Wait.Over(w)
	p.Question, p.Choices = q.Text, q.Choices
	asked := len(q.Choices) > 0
	if asked {
		p.Chosen = walk.Choice - 1
	}
	if waiting && (!asked || p.Chosen >= 0) {
		p.Todo, p.Skip = Spans(part.Wait.Text(w)), true
		return p
	}
	switch {
	case !asked:
		p.Next = !waiting
	case p.Chosen < 0:
		p.Skip, p.Next = !walk.Skipped, walk.Skipped // nobody has to answer
	case q.Why == "": // skipped before the answer could be known
		p.Answer, p.Next = Spans(t.T("The answer comes with the numbers. Come back when they are there.")), true
	default:
		p.Right, p.Next = q.Right, true
		verdict := t.T("Not quite.")
		if p.Chosen == q.Right {
			verdict = t.T("Right.")
		}
		p.Answer = Spans(verdict + " " + q.Why)
	}
	return p
}

func paragraphs(text []string) [][]Span {
	all := make([][]Span, len(text))
	for i, s := range text {
		all[i] = Spans(s)
	}
	return all
}
