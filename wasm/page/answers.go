//go:build js

package page

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// answers is the card that tells what a test found: which class is taken for
// which, how well each is known, and the pictures behind every number.
type answers struct {
	p                      *page
	sum, test, title, back *browser.Element
	matrix                 *matrix
	bars                   *bars
	gallery                *gallery
	viewer                 *viewer

	cell     *cell // chosen; nil shows the most confident mistakes
	run      int   // that the card is of
	shown    *lab.Confusion
	stale    bool      // what is chosen has changed
	filled   time.Time // when the card was last filled
	unchosen bool      // the gallery does not show what the matrix does
}

// cell is a number of the matrix: pictures of one class that were taken for
// another.
type cell struct{ label, answer int }

// shotsPerPage fills whole rows at the widths that people have.
const shotsPerPage = 12

func newAnswers(p *page) *answers {
	a := &answers{
		p: p, sum: browser.ByID("answers-sum"), test: browser.ByID("answers-test"),
		title: browser.ByID("shots-title"), back: browser.ByID("shots-back"), bars: newBars(browser.ByID("class-bars")),
	}
	a.matrix = newMatrix(p, browser.ByID("matrix"), a.pick)
	a.viewer = newViewer(p, browser.ByID("answers-viewer"), answersViewer, func(c engine.Classified) string {
		return lab.ViewerWords(p.words, a.gallery.chosen, c.Label, p.state.Run.Data.Classes)
	})
	a.gallery = newGallery(p, browser.ByID("shots"), shotsPerPage, newPager(p, browser.ByID("shots-pager")), func(s lab.Shot) {
		a.viewer.ask(engine.Classify{Index: s.Index})
	})
	p.speakers = append(p.speakers, func() {
		a.matrix.build(a.matrix.classes)
		a.stale = true
	})
	a.test.On("click", func(js.Value) { p.do(engine.Test{}) })
	a.back.On("click", func(js.Value) {
		a.matrix.focus(a.cell)
		a.pick(nil)
	})
	return a
}

// The numbers of the viewers: their answers come back with them.
const (
	answersViewer = iota + 1
	browseViewer
	ownViewer
	cameraViewer
)

// pick shows the pictures of a cell; nil the most confident mistakes.
func (a *answers) pick(c *cell) {
	if c != nil && a.cell != nil && *c == *a.cell {
		c = nil // the same again lets go
	}
	a.cell, a.stale = c, true
	a.p.frame.Ask()
}

func (a *answers) show(s *lab.State, now time.Time) {
	if a.run != a.p.runs {
		a.run, a.cell, a.stale = a.p.runs, nil, true
		a.gallery.chosen = -1
		a.viewer.clear()
		a.matrix.build(s.Run.Data.Classes)
	}
	a.test.Flag("disabled", s.Phase != lab.Ready && s.Phase != lab.Paused && s.Phase != lab.Done && s.Phase != lab.Running || s.Work.What == "testing")
	rests := s.Phase == lab.Running && now.Sub(a.filled) < fillEvery
	switch {
	case a.stale || s.Confusion != a.shown && !rests:
		a.shown, a.stale, a.filled, a.unchosen = s.Confusion, false, now, true
		a.sum.Text(lab.TestedWords(a.p.words, s.Confusion))
		a.matrix.fill(s.Confusion, a.cell)
		a.p.frame.Ask()
	case a.unchosen: // in a frame of its own, so that none is long
		a.unchosen = false
		a.bars.set(classBars(a.p.words, s.Confusion, s.Run.Data.Classes))
		a.choose(s)
	}
	a.gallery.show(s.Run.Data.Classes)
	a.viewer.show(s)
}

// fillEvery is how often the card follows a run whose epochs are short.
const fillEvery = 2 * time.Second

// choose fills the gallery.
func (a *answers) choose(s *lab.State) {
	a.back.Flag("hidden", a.cell == nil)
	if a.cell == nil {
		a.title.Text(a.p.words.T("Most confident mistakes"))
	} else {
		a.title.Text(lab.CellWords(a.p.words, s.Confusion, a.cell.label, a.cell.answer, s.Run.Data.Classes))
	}
	switch {
	case s.Confusion == nil:
		a.gallery.set(false, nil)
	case a.cell == nil:
		a.gallery.set(false, s.Confusion.Shots(s.Confusion.Mistakes()))
	default:
		a.gallery.set(false, s.Confusion.Shots(s.Confusion.Cell(a.cell.label, a.cell.answer)))
	}
}

// classBars is the accuracy of every class.
func classBars(t *words.Table, c *lab.Confusion, classes []string) []bar {
	all := make([]bar, len(classes))
	for label, name := range classes {
		all[label] = bar{name: lab.ClassName(t, name), number: "\u2013"}
		if c != nil {
			all[label].share = c.Accuracy(label)
			all[label].number = t.WholePercent(all[label].share)
		}
	}
	return all
}

// matrix is the confusion matrix as a table whose numbers are buttons. It is
// one tab stop: arrows walk. Where there are too many classes for a table that
// can be read, it lists the most frequent mistakes instead.
type matrix struct {
	p       *page
	table   *browser.Element
	pick    func(*cell)
	classes []string
	cells   [][]*browser.Element // the buttons, [label][answer]
	at      cell                 // that Tab reaches
	pairs   []lab.Pair           // in place of cells
}

// mostInMatrix is the most classes that are shown as a table.
const mostInMatrix = 24

// mostPairs is the number of mistakes that are listed where there is no table.
const mostPairs = 20

func newMatrix(p *page, table *browser.Element, pick func(*cell)) *matrix {
	m := &matrix{p: p, table: table, pick: pick}
	table.On("click", func(e js.Value) {
		if c, ok := cellOf(e.Get("target")); ok {
			m.at = c
			m.pick(&c)
		}
	})
	table.On("keydown", m.key)
	return m
}

// cellOf reads which cell an element stands in.
func cellOf(target js.Value) (cell, bool) {
	button := target.Call("closest", "button[data-label]")
	if button.IsNull() {
		return cell{}, false
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(button.Get("dataset").Get(name).String())
		return n
	}
	return cell{number("label"), number("answer")}, true
}

// build makes an empty table of the classes.
func (m *matrix) build(classes []string) {
	m.classes, m.at, m.cells, m.pairs = classes, cell{}, nil, nil
	if len(classes) > mostInMatrix {
		return
	}
	var b strings.Builder
	corner := m.p.words.T("is, taken for")
	b.WriteString(`<thead><tr><th scope="col"><span class="unseen">` + html.EscapeString(corner) + `</span></th>`)
	for _, name := range classes {
		b.WriteString(`<th scope="col"><span>` + html.EscapeString(lab.ClassName(m.p.words, name)) + `</span></th>`)
	}
	b.WriteString(`</tr></thead><tbody>`)
	for label, name := range classes {
		b.WriteString(`<tr><th scope="row">` + html.EscapeString(lab.ClassName(m.p.words, name)) + `</th>`)
		for answer := range classes {
			b.WriteString(`<td><button type="button" tabindex="-1" data-label="` + strconv.Itoa(label) + `" data-answer="` + strconv.Itoa(answer) + `"></button></td>`)
		}
		b.WriteString(`</tr>`)
	}
	b.WriteString(`</tbody>`)
	m.table.HTML(b.String())
	buttons := m.table.All("button")
	for label := range classes {
		m.cells = append(m.cells, buttons[label*len(classes):(label+1)*len(classes)])
	}
}

// fill writes the numbers of a test.
func (m *matrix) fill(c *lab.Confusion, chosen *cell) {
	if len(m.classes) > mostInMatrix {
		m.list(c, chosen)
		return
	}
	for label, row := range m.cells {
		for answer, button := range row {
			n, strength := 0, 0
			if c != nil {
				n, strength = c.Counts[label][answer], c.Strength(label, answer)
			}
			text := ""
			if n > 0 {
				text = m.p.words.Count(n)
			}
			button.Text(text)
			button.Attr("data-strength", strconv.Itoa(strength))
			button.Attr("aria-label", lab.MatrixWords(m.p.words, m.classes, label, answer, n))
			button.Attr("aria-pressed", strconv.FormatBool(chosen != nil && *chosen == cell{label, answer}))
			button.Attr("tabindex", strconv.Itoa(-1+b2i(m.at == cell{label, answer})))
		}
	}
}

// list writes the most frequent mistakes.
func (m *matrix) list(c *lab.Confusion, chosen *cell) {
	t := m.p.words
	var b strings.Builder
	b.WriteString(`<thead><tr><th scope="col">` + html.EscapeString(t.T("is")) + `</th><th scope="col">` + html.EscapeString(t.T("taken for")) +
		`</th><th scope="col">` + html.EscapeString(t.T("pictures")) + `</th></tr></thead><tbody>`)
	if c == nil || len(c.Mistakes()) == 0 {
		b.WriteString(`<tr><td colspan="3">` + html.EscapeString(t.T("No mistake yet")) + `</td></tr>`)
	} else {
		for _, pair := range c.Pairs(mostPairs) {
			b.WriteString(`<tr><td>` + html.EscapeString(lab.ClassNameOf(t, m.classes, pair.Label)) + `</td><td>` +
				html.EscapeString(lab.ClassNameOf(t, m.classes, pair.Answer)) + `</td><td><button type="button" data-label="` + strconv.Itoa(pair.Label) +
				`" data-answer="` + strconv.Itoa(pair.Answer) + `" aria-pressed="` + strconv.FormatBool(chosen != nil && *chosen == cell{pair.Label, pair.Answer}) +
				`" aria-label="` + html.EscapeString(lab.MatrixWords(t, m.classes, pair.Label, pair.Answer, pair.Count)) + `">` + t.Count(pair.Count) + `</button></td></tr>`)
		}
	}
	b.WriteString(`</tbody>`)
	m.table.HTML(b.String())
}

// key walks through the cells.
func (m *matrix) key(e js.Value) {
	if m.cells == nil {
		return
	}
	next := m.at
	last := len(m.classes) - 1
	switch e.Get("key").String() {
	case "ArrowRight":
		next.answer++
	case "ArrowLeft":
		next.answer--
	case "ArrowDown":
		next.label++
	case "ArrowUp":
		next.label--
	case "Home":
		next.answer = 0
	case "End":
		next.answer = last
	case "Escape":
		m.pick(nil)
		return
	default:
		return
	}
	e.Call("preventDefault")
	if next.label < 0 || next.label > last || next.answer < 0 || next.answer > last {
		return
	}
	m.cells[m.at.label][m.at.answer].Attr("tabindex", "-1")
	m.at = next
	m.cells[next.label][next.answer].Attr("tabindex", "0")
	m.cells[next.label][next.answer].Call("focus")
}

// focus returns to a cell.
func (m *matrix) focus(c *cell) {
	if c == nil {
		return
	}
	button := m.table.Call("querySelector", `button[data-label="`+strconv.Itoa(c.label)+`"][data-answer="`+strconv.Itoa(c.answer)+`"]`)
	if button.Truthy() {
		button.Call("focus")
	}
}
