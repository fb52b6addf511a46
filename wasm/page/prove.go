//go:build js

package page

import (
	"encoding/json"
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

// prove is the folded card whose checks run in the worker, on the network as
// it is, by the device that trains it.
type prove struct {
	p                  *page
	run, say, progress *browser.Element
	checks             [3]checkView
	shown              *engine.Proved
	asked              bool
	layer              string // that the microscope shows
}

type checkView struct {
	verdict, icon, word, say, table, note *browser.Element
	words                                 func(*words.Table, engine.Proved) lab.Check
}

func newProve(p *page) *prove {
	v := &prove{p: p, run: browser.ByID("prove-run"), say: browser.ByID("prove-say"), progress: browser.ByID("prove-progress")}
	sections := browser.ByID("prove").All("section")
	for i, f := range []func(*words.Table, engine.Proved) lab.Check{lab.GradientCheck, lab.ConvolutionCheck, lab.RulesCheck} {
		s := sections[i]
		v.checks[i] = checkView{s.Find(".verdict"), s.Find("use"), s.Find(".verdict span"), s.Find(".say"), s.Find("table"), s.Find(".decides"), f}
	}
	v.run.On("click", func(js.Value) { v.ask(func(error) {}) })
	p.speakers = append(p.speakers, func() { v.shown = nil })
	return v
}

// ask runs the checks on the layer that the microscope shows.
func (v *prove) ask(settle func(error)) {
	v.asked = true
	v.p.send(engine.Prove{Layer: v.layer}, func(err error) {
		v.asked = false
		settle(err)
	})
	v.p.frame.Ask()
}

func (v *prove) show(s *lab.State, now time.Time) {
	ready := s.Run.Steps > 0 && s.Phase != lab.Preparing && s.Phase != lab.Stopped
	v.run.Flag("disabled", !ready || v.asked)
	t := v.p.words
	share := 0.0
	switch {
	case v.asked && s.Work.What == "proving":
		share = 100 * float64(s.Work.Done) / float64(max(1, s.Work.Total))
		say := t.T("Checking, %d of %d", s.Work.Done, s.Work.Total)
		if left, ok := s.WorkLeft(now); ok {
			say += ", " + t.T("%s left", lab.Clock(left))
		}
		v.say.Text(say)
	case v.asked:
		v.say.Text(t.T("Checking"))
	case s.Proved != nil:
		v.say.Text(t.T("Checked %s at step %s on %d pictures.", s.Proved.Layer, t.Count(s.Proved.Step), s.Proved.Pictures))
	default:
		v.say.Text(t.T("The layer that the microscope shows is checked with the weights as they are. It takes a few seconds."))
	}
	v.progress.Class("on", v.asked)
	v.progress.Style("--share", strconv.FormatFloat(share, 'f', 0, 64))
	v.progress.Attr("aria-valuenow", strconv.FormatFloat(share, 'f', 0, 64))
	if s.Proved != nil && s.Proved != v.shown {
		v.shown = s.Proved
		for _, c := range v.checks {
			c.show(t, *s.Proved)
		}
	}
}

func (c checkView) show(t *words.Table, p engine.Proved) {
	check := c.words(t, p)
	word, icon := t.T("holds"), "#i-right"
	switch {
	case !check.Asked:
		word, icon = "\u2013", ""
	case !check.Holds:
		word, icon = t.T("does not hold"), "#i-wrong"
	}
	c.word.Text(word)
	c.icon.Attr("href", icon)
	c.verdict.Class("right", check.Asked && check.Holds)
	c.verdict.Class("wrong", check.Asked && !check.Holds)
	c.say.Text(check.Say)
	c.note.Text(check.Note)
	var b strings.Builder
	for i, row := range check.Table {
		b.WriteString("<tr>")
		for j, text := range row {
			tag := "td"
			if i == 0 {
				tag = `th scope="col"`
			} else if j == 0 {
				tag = `th scope="row"`
			}
			b.WriteString("<" + tag + ">" + html.EscapeString(text) + "</" + tag[:2] + ">")
		}
		b.WriteString("</tr>")
	}
	c.table.HTML(b.String())
}

// proofs is what the checks found, for a script.
func proofs(p *engine.Proved) any {
	if p == nil {
		return nil
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil // infinite numbers have no JSON; the page shows them
	}
	value := js.Global().Get("JSON").Call("parse", string(text))
	for key, holds := range map[string]bool{"gradient": p.Gradient.Holds(), "convolution": p.Convolution.Holds(), "rules": p.Rules.Holds()} {
		value.Get(key).Set("holds", holds)
	}
	return value
}
