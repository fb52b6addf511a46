//go:build js

package page

import (
	"syscall/js"
	"time"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// note is the message above the cards: what went wrong and the way out, a
// question, or that a run is done.
type note struct {
	p                         *page
	box, icon, text, act, end *browser.Element

	question string // asked by the page itself; it comes before anything else
	answer   func()
	label    string
	closed   string // the message that a person has closed
	action   func()
}

func newNote(p *page) *note {
	n := &note{
		p: p, box: browser.ByID("note"), text: browser.ByID("note-text"),
		act: browser.ByID("note-action"), end: browser.ByID("note-close"),
	}
	n.icon = n.box.Find("use")
	n.act.On("click", func(js.Value) {
		act := n.action
		n.drop()
		if act != nil {
			act()
		}
	})
	n.end.On("click", func(js.Value) {
		n.drop()
		browser.ByID("go").Call("focus") // the focus must not be lost with the button
	})
	return n
}

// ask shows a question with one way to answer it; closing the note is no.
func (n *note) ask(question, label string, answer func()) {
	n.question, n.label, n.answer = question, label, answer
	n.p.frame.Ask()
}

// drop closes whatever is shown.
func (n *note) drop() {
	if n.question != "" {
		n.question = ""
	} else {
		n.closed = n.text.Get("textContent").String()
		n.p.state.Failure = ""
	}
	n.p.frame.Ask()
}

func (n *note) show(s *lab.State, now time.Time) {
	text, kind, label := "", "", ""
	n.action = nil
	switch {
	case n.question != "":
		text, label, n.action = n.question, n.label, n.answer
	case s.Failure != "":
		text, kind = n.p.words.Translate(s.Failure), "error"
		label, n.action = n.wayOut(s)
	case s.Phase == lab.Done:
		text, kind = doneText(n.p.words, s, now), "done"
		if text == n.closed {
			text = ""
		}
	}
	n.text.Text(text)
	n.box.Class("error", kind == "error")
	n.box.Class("done", kind == "done")
	icon := "#i-warn"
	if kind == "done" {
		icon = "#i-right"
	}
	n.icon.Attr("href", icon)
	n.act.Text(label)
	n.act.Flag("hidden", label == "")
	n.box.Flag("hidden", text == "")
}

// wayOut is what may be done about a failure, besides closing the note.
func (n *note) wayOut(s *lab.State) (label string, act func()) {
	if n.p.worker.IsNull() {
		return n.p.words.T("Start it again"), n.p.revive
	}
	if s.WeightsOnly && n.p.opened.file.Truthy() {
		return n.p.words.T("Open its weights only"), func() {
			n.p.openCheckpoint(n.p.opened.name, n.p.opened.file, true, func(error) {})
		}
	}
	if gentler, ok := s.Gentler(); ok {
		return n.p.words.T("Start again with %v", gentler.LR), func() {
			next := n.p.wanted
			next.config = gentler
			n.p.apply(next, false, func(error) {})
		}
	}
	return "", nil
}

func doneText(t *words.Table, s *lab.State, now time.Time) string {
	text := t.T("Done: %s in %s.", lab.Epochs(t, s.Run.Config.Epochs), lab.Duration(t, s.Trained(now).Seconds()))
	if e, ok := s.Tested(); ok {
		text += " " + t.T("It answers %s of the test pictures right. Fingerprint %s.", t.Percent(e.TestAccuracy), e.Fingerprint)
	}
	return text
}
