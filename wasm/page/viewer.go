//go:build js

package page

import (
	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// viewer shows one picture large, with the network's best answers as bars. It
// asks again after every test, so that the answers stay those of the network
// as it is.
type viewer struct {
	p                       *page
	box, canvas, name, note *browser.Element
	bars                    *bars
	id                      int // comes back in the answers
	question                *engine.Classify
	answer, painted         *engine.Classified
	askedAfter              *lab.Confusion
	caption                 func(engine.Classified) string
}

// newViewer fills an element of index.html. The number must differ between
// viewers.
func newViewer(p *page, box *browser.Element, number int, caption func(engine.Classified) string) *viewer {
	return &viewer{
		p: p, box: box, canvas: box.Find("canvas"), name: box.Find(".name"), note: box.Find(".note-line"), bars: newBars(box.Find(".bars")),
		id: number, caption: caption,
	}
}

// ask shows what the network says to a picture.
func (v *viewer) ask(c engine.Classify) {
	c.ID = v.id
	v.question, v.askedAfter = &c, v.p.state.Confusion
	v.p.tell(c)
}

// clear goes back to no picture, as when there are others.
func (v *viewer) clear() { v.question, v.answer = nil, nil }

// hear takes an answer, which may be another viewer's.
func (v *viewer) hear(e engine.Classified) {
	if e.ID == v.id && v.question != nil {
		v.answer = &e
	}
}

// mostAnswers is how many answers are shown.
const mostAnswers = 5

func (v *viewer) show(s *lab.State) {
	if v.question != nil && v.askedAfter != s.Confusion {
		v.ask(*v.question)
	}
	v.box.Class("empty-viewer", v.answer == nil)
	if v.answer == nil {
		if v.painted != nil {
			v.canvas.Set("width", data.Width)
			v.painted = nil
		}
		v.name.Text(v.p.words.T("No picture chosen"))
		v.note.Text(v.p.words.T("Choose a picture to see the network's best answers."))
		v.bars.set(make([]bar, min(mostAnswers, len(s.Names()))))
		return
	}
	if v.painted != v.answer {
		paint(v.canvas, engine.Picture{Size: data.Height, Pix: v.answer.Pix})
		v.painted = v.answer
	}
	v.name.Text(v.caption(*v.answer))
	v.note.Text(v.p.words.T("Answers at step %s", v.p.words.Count(v.answer.Step)))
	var list []bar
	for _, a := range lab.Best(v.answer.Scores, mostAnswers) {
		kind := ""
		if v.answer.Label >= 0 {
			kind = map[bool]string{true: "right", false: "wrong"}[a.Label == v.answer.Label]
		}
		list = append(list, bar{lab.ClassNameOf(v.p.words, s.Names(), a.Label), v.p.words.Percent(a.Confidence), a.Confidence, kind})
	}
	v.bars.set(list)
}
