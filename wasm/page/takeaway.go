//go:build js

package page

import (
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// takeaway is the card with the ways in and out: download, open a trained
// network, go on with a run that was kept.
type takeaway struct {
	p                          *page
	form, hint, get, say       *browser.Element
	origin, fresh, originLabel *browser.Element
	busy                       bool
}

func newTakeaway(p *page) *takeaway {
	a := &takeaway{
		p: p, form: browser.ByID("take-form"), hint: browser.ByID("take-hint"), get: browser.ByID("take"), say: browser.ByID("take-say"),
		origin: browser.ByID("origin"), originLabel: browser.ByID("origin-text"), fresh: browser.ByID("origin-fresh"),
	}
	p.speakers = append(p.speakers, a.list)
	a.form.On("change", func(js.Value) { a.explain() })
	a.get.On("click", func(js.Value) { a.download() })
	a.fresh.On("click", func(js.Value) {
		p.send(engine.Fresh{}, func(err error) {
			if err == nil {
				p.adopt()
			}
		})
	})
	browser.ByID("open-checkpoint").On("click", func(js.Value) { browser.ByID("file").Call("click") })
	return a
}

// list writes the forms to choose from, in the language of the page.
func (a *takeaway) list() {
	chosen := a.form.Get("value").String()
	var b strings.Builder
	group := ""
	for _, w := range lab.Takeaways(a.p.words) {
		if w.Group != group {
			group = w.Group
			b.WriteString(`<optgroup label="` + group + `">`)
		}
		b.WriteString(option(w.As, w.Label))
	}
	a.form.HTML(b.String())
	if chosen != "" {
		a.form.Set("value", chosen)
	}
	a.explain()
}

// explain says what the chosen form is good for.
func (a *takeaway) explain() {
	for _, w := range lab.Takeaways(a.p.words) {
		if w.As == a.form.Get("value").String() {
			a.hint.Text(w.Hint)
		}
	}
	a.say.Text("")
}

func (a *takeaway) show(s *lab.State, _ time.Time) {
	a.get.Flag("disabled", a.busy || s.Run.Steps == 0 || a.p.worker.IsNull())
	t, text := a.p.words, ""
	switch {
	case s.Run.From == "":
	case s.Run.Untrainable != "":
		text = t.T("Opened from %s.", s.Run.From) + " " + t.Translate(lab.Sentence(s.Run.Untrainable))
	case s.Foreign():
		text = t.T("Opened from %s. It was trained on other classes than these pictures have: open such pictures to test it, or train it on for these.", s.Run.From)
	default:
		text = t.T("Opened from %s. Reset returns to it.", s.Run.From)
	}
	a.originLabel.Text(text)
	a.origin.Flag("hidden", text == "")
}

// download hands the chosen form to the browser.
func (a *takeaway) download() {
	t := a.p.words
	a.busy = true
	a.say.Text(t.T("Writing the file…"))
	a.p.frame.Ask()
	a.p.file(a.form.Get("value").String(), func(blob js.Value, name string, err error) {
		a.busy = false
		if err != nil {
			a.say.Text(t.Translate(err.Error()))
		} else {
			browser.DownloadBlob(blob, name)
			a.say.Text(t.T("%s, %s.", name, lab.Bytes(t, int64(blob.Get("size").Float()), 0)))
		}
		a.p.frame.Ask()
	})
}

// file makes one of the takeaways.
func (p *page) file(as string, settle func(blob js.Value, name string, err error)) {
	name := "run"
	if c := p.state.Run.Config; c.Model != "" {
		name = strings.ReplaceAll(c.Model, "/", "-") + "-" + string(c.Variant)
	}
	text := func(s, mime string) js.Value { return browser.NewBlob(js.ValueOf(s), mime) }
	switch as {
	case lab.AsCSV:
		settle(text(p.state.CSV(), "text/csv"), name+".csv", nil)
	case lab.AsJSON:
		b, err := p.state.JSON()
		settle(text(string(b), "application/json"), name+".json", err)
	case lab.AsSVG:
		svg, _, _, err := curvesSVG()
		settle(text(svg, "image/svg+xml"), name+"-curves.svg", err)
	case lab.AsPNG:
		go func() {
			blob, err := curvesPNG()
			settle(blob, name+"-curves.png", err)
		}()
	case lab.AsScopePNG:
		go func() {
			blob, err := scopePNG()
			settle(blob, name+"-microscope.png", err)
		}()
	default:
		p.saveAs(as, func(saved engine.Saved, err error) {
			if err != nil {
				settle(js.Undefined(), "", err)
				return
			}
			mime := fileType
			if strings.HasSuffix(saved.Name, ".py") {
				mime = "text/x-python"
			}
			settle(browser.NewBlob(browser.Uint8Array(saved.Bytes), mime), saved.Name, nil)
		})
	}
}
