//go:build js

package page

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/ui/lesson"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/racecard"
)

// lessonKey is where the browser keeps how far a person has come.
const lessonKey = "fmlab.lesson"

// lessons is the card of the guided lessons.
type lessons struct {
	p    *page
	all  []lesson.Lesson
	walk lesson.Walk
	held lesson.Held

	card, list, where, text       *browser.Element
	quiz, question, choices       *browser.Element
	todo, answer, back, skip, got *browser.Element
	pointed                       *browser.Element // that carries the ring; nil for none
	plain                         int              // parameters of plainOf's network with independent filters
	plainOf                       string
}

func newLessons(p *page) *lessons {
	l := &lessons{
		p: p, card: browser.ByID("lesson"), list: browser.ByID("lesson-list"), where: browser.ByID("lesson-where"), text: browser.ByID("lesson-text"),
		quiz: browser.ByID("lesson-quiz"), question: browser.ByID("lesson-question"), choices: browser.ByID("lesson-choices"),
		todo: browser.ByID("lesson-todo"), answer: browser.ByID("lesson-answer"),
		back: browser.ByID("lesson-back"), skip: browser.ByID("lesson-skip"), got: browser.ByID("lesson-next"),
	}
	l.all = lesson.All(p.words)
	stored := kept(lessonKey)
	l.walk = lesson.ParseWalk(stored, len(l.all)).Fit(l.all)
	if stored == "" {
		l.walk.Folded = !js.Global().Call("matchMedia", "(min-width: 80rem)").Get("matches").Bool()
	}
	if n, ok := linkedLesson(); ok {
		l.walk = l.walk.Open(n).Fit(l.all)
		l.walk.Folded = false
	}
	l.card.Flag("open", !l.walk.Folded)
	l.card.On("toggle", func(js.Value) {
		l.walk.Folded = !l.card.Get("open").Bool()
		l.keep()
	})
	browser.Window().On("hashchange", func(js.Value) {
		if n, ok := linkedLesson(); ok {
			l.card.Flag("open", true)
			l.goTo(l.walk.Open(n).Fit(l.all))
		}
	})
	l.list.On("change", func(js.Value) {
		n, _ := strconv.Atoi(l.list.Get("value").String())
		l.goTo(l.walk.Open(n).Fit(l.all))
	})
	l.choices.On("click", func(e js.Value) {
		if b := e.Get("target").Call("closest", "button"); !b.IsNull() {
			n, _ := strconv.Atoi(b.Get("dataset").Get("choice").String())
			l.walk = l.walk.Choose(n)
			l.show(&p.state, time.Now())
			// The answers are written anew; the hand stays where it was.
			l.choices.Find(`[data-choice="`+strconv.Itoa(n)+`"]`).Call("focus", map[string]any{"preventScroll": true})
		}
	})
	l.back.On("click", func(js.Value) { l.goTo(l.walk.Back()) })
	l.got.On("click", func(js.Value) { l.goTo(l.walk.Next(l.all)) })
	l.skip.On("click", func(js.Value) {
		l.walk = l.walk.Skip()
		l.got.Flag("disabled", false)
		l.got.Call("focus") // the button that had the focus goes
		p.frame.Ask()
	})
	for _, e := range []*browser.Element{l.text, l.todo, l.answer} {
		e.On("click", func(e js.Value) {
			if b := e.Get("target").Call("closest", "button[data-target]"); !b.IsNull() {
				l.point(b.Get("dataset").Get("target").String())
			}
		})
	}
	p.speakers = append(p.speakers, func() {
		l.all, l.held = lesson.All(p.words), lesson.Held{}
		l.name()
	})
	p.scope.OnChange(p.frame.Ask)
	l.name()
	return l
}

// linkedLesson is the lesson that the address asks for, lesson=3.
func linkedLesson() (n int, ok bool) {
	location := js.Global().Get("location")
	for _, part := range []string{location.Get("hash").String(), location.Get("search").String()} {
		values, err := url.ParseQuery(strings.TrimLeft(part, "#?"))
		if err != nil {
			continue
		}
		if n, err := strconv.Atoi(values.Get("lesson")); err == nil {
			return n - 1, true
		}
	}
	return 0, false
}

// name writes the list of lessons.
func (l *lessons) name() {
	var b strings.Builder
	for i, one := range l.all {
		mark := ""
		if i < len(l.walk.Done) && l.walk.Done[i] {
			mark = " ✓"
		}
		b.WriteString(option(strconv.Itoa(i), l.p.words.T("Lesson %d: %s", i+1, one.Title)+mark))
	}
	l.list.HTML(b.String())
	l.list.Prop("value", strconv.Itoa(l.walk.Lesson))
}

// goTo shows another part, from its beginning for those who hear it.
func (l *lessons) goTo(w lesson.Walk) {
	l.walk, l.held = w, lesson.Held{}
	l.unring()
	l.name()
	l.keep()
	l.p.frame.Ask()
	l.text.Call("focus", map[string]any{"preventScroll": true})
}

func (l *lessons) keep() { keep(lessonKey, l.walk.String()) }

// world is what lessons may look at.
func (l *lessons) world(s *lab.State) lesson.World {
	w := lesson.World{
		Words: l.p.words, Run: s.Run, Step: s.Last.Step, Tests: s.Epochs,
		Layer: l.p.scope.Subject(), View: l.p.scope.State(),
	}
	race := &l.p.race.racer.state
	for _, e := range race.Entrants {
		w.Race = append(w.Race, e.Standing)
	}
	w.RaceOver = race.Phase == racecard.Done
	// Counting builds the network, so it is done for the part that asks.
	if l.walk.Lesson == 1 && s.Run.Steps > 0 {
		classes := len(s.Run.Data.Classes)
		if of := s.Run.Config.Model + strconv.Itoa(classes); of != l.plainOf {
			l.plainOf = of
			l.plain, _ = lesson.PlainParams(s.Run.Config, classes) // a part without its number asks nothing
		}
		w.Plain = l.plain
	}
	return w
}

func (l *lessons) show(s *lab.State, _ time.Time) {
	if l.walk.Folded || s.Run.Steps == 0 {
		return
	}
	pg := lesson.Look(l.walk, l.world(s), l.all, &l.held)
	l.where.Text(pg.Where)
	var text strings.Builder
	for _, paragraph := range pg.Text {
		text.WriteString("<p>" + links(paragraph) + "</p>")
	}
	l.text.HTML(text.String())
	l.quiz.Flag("hidden", len(pg.Choices) == 0)
	l.question.Text(pg.Question)
	l.choices.HTML(choices(pg))
	l.todo.HTML(links(pg.Todo))
	l.todo.Flag("hidden", len(pg.Todo) == 0)
	l.answer.HTML(links(pg.Answer))
	l.answer.Class("right", pg.Right >= 0 && pg.Right == pg.Chosen)
	l.back.Flag("disabled", !pg.Back)
	l.skip.Flag("hidden", !pg.Skip)
	l.got.Text(pg.Label)
	l.got.Flag("disabled", !pg.Next)
}

// choices is the HTML of the answers that can be chosen, and of what became of
// the choice.
func choices(pg lesson.Page) string {
	var b strings.Builder
	for i, c := range pg.Choices {
		class, icon := "button outlined", ""
		switch {
		case i == pg.Right:
			class, icon = class+" right", `<svg class="icon" aria-hidden="true"><use href="#i-right"/></svg>`
		case i == pg.Chosen && pg.Right >= 0:
			class, icon = class+" wrong", `<svg class="icon" aria-hidden="true"><use href="#i-wrong"/></svg>`
		}
		b.WriteString(`<button type="button" class="` + class + `" data-choice="` + strconv.Itoa(i) + `" aria-pressed="` + strconv.FormatBool(i == pg.Chosen) + `">` +
			html.EscapeString(c) + icon + `</button>`)
	}
	return b.String()
}

// links is a text with buttons that point at things.
func links(spans []lesson.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Target == "" {
			b.WriteString(html.EscapeString(s.Text))
			continue
		}
		b.WriteString(`<button type="button" class="link" data-target="` + html.EscapeString(s.Target) + `">` + html.EscapeString(s.Text) + `</button>`)
	}
	return b.String()
}

// point shows what a link is about: it puts a ring around the element, brings
// it into view and, where it can be pressed, under the keyboard's hand.
func (l *lessons) point(target string) {
	aim, ok := lesson.ParseTarget(target)
	if !ok {
		return
	}
	if aim.Scene != nil {
		l.p.scope.Point(aim.Scene)
	}
	v := js.Global().Get("document").Call("getElementById", aim.Element)
	if v.IsNull() {
		return
	}
	for around := v; !around.IsNull(); around = around.Get("parentElement") {
		if around.Get("tagName").String() == "DETAILS" {
			around.Set("open", true)
		}
	}
	l.unring()
	l.pointed = browser.Of(v)
	l.pointed.Class("pointed", true)
	behaviour := "smooth"
	if js.Global().Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool() {
		behaviour = "auto"
	}
	v.Call("scrollIntoView", map[string]any{"block": "nearest", "behavior": behaviour})
	if v.Get("tagName").String() == "BUTTON" {
		v.Call("focus", map[string]any{"preventScroll": true})
	}
	ringed := l.pointed
	browser.After(ringMilliseconds, func() {
		if l.pointed == ringed {
			l.unring()
		}
	})
}

// ringMilliseconds is how long the ring stays if nothing else is pointed at.
const ringMilliseconds = 6000

func (l *lessons) unring() {
	if l.pointed != nil {
		l.pointed.Class("pointed", false)
		l.pointed = nil
	}
}
