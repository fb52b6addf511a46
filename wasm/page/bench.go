//go:build js

package page

import (
	"fmt"
	"html"
	"strings"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/engine/bench"
	"filtermaplab/engine/model"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/stopwatch"
)

// offerPeer serves scripts that time networks: where the address says
// ?bench=..., nothing trains, and window.benchPeer stands when the network is
// loaded. It reports whether that is so.
func offerPeer(boot js.Value, t *words.Table) bool {
	query := js.Global().Get("location").Get("search").String()
	ask, ok, err := stopwatch.ParseQuery(strings.TrimPrefix(query, "?"))
	if !ok {
		return false
	}
	browser.Body().Attr("data-phase", "bench")
	browser.ByID("pill").Text(t.T("Stopwatch"))
	browser.ByID("where").Text(t.T("nothing trains here"))
	tell := func(info stopwatch.Info, err error) {
		text, kind := "", "done"
		if err != nil {
			text, kind = t.Translate(lab.Sentence(err.Error())), "error"
		} else {
			text = t.T("%s %s is loaded on %s: window.benchPeer has step() and infer() for batches of %d.",
				info.Model, info.Variant, t.N(info.Threads, "%d thread", "%d threads", info.Threads), info.Batch)
		}
		browser.ByID("note-text").Text(text)
		note := browser.ByID("note")
		note.Class(kind, true)
		note.Flag("hidden", false)
	}
	if err != nil {
		tell(stopwatch.Info{}, err)
		return true
	}
	stopwatch.OfferPeer(boot, ask, tell)
	return true
}

// speed is the card that times a network with shared and with independent
// filters.
type speed struct {
	p                            *page
	card, model, start, say, row *browser.Element
	busy                         bool
}

// Networks that the card offers: small ones, so that it takes seconds.
func speedModels() []string {
	return []string{"resnet8", "resnet8w", "resnet8ww", "resnet14", "resnet20"}
}

// spoken is a network's name as people write it: ResNet-8.
func spoken(name string) string {
	return engine.Config{Model: name, Variant: model.Plain}.Network()
}

func newSpeed(p *page) {
	s := &speed{
		p: p, card: browser.ByID("bench"), model: browser.ByID("bench-model"), start: browser.ByID("bench-go"),
		say: browser.ByID("bench-say"), row: browser.ByID("bench-rows"),
	}
	var options strings.Builder
	for _, name := range speedModels() {
		fmt.Fprintf(&options, `<option value="%s">%s</option>`, name, spoken(name))
	}
	s.model.HTML(options.String())
	s.start.On("click", func(js.Value) { s.measure() })
	browser.ByID("bench-close").On("click", func(js.Value) {
		s.card.Flag("hidden", true)
		js.Global().Get("history").Call("replaceState", js.Null(), "", js.Global().Get("location").Get("pathname"))
		browser.ByID("bench-open").Call("focus")
	})
	follow := func(js.Value) {
		if js.Global().Get("location").Get("hash").String() == "#bench" {
			s.card.Flag("hidden", false)
			s.card.Call("scrollIntoView")
		}
	}
	browser.Window().On("hashchange", follow)
	follow(js.Undefined())
}

// measure times both variants, one after the other, in a worker of its own.
func (s *speed) measure() {
	t := s.p.words
	if s.busy {
		return
	}
	if s.p.state.Phase == lab.Running {
		s.say.Text(t.T("Pause the training first: two at once would both be slow."))
		return
	}
	s.busy = true
	s.start.Flag("disabled", true)
	name := s.model.Get("value").String()
	client := stopwatch.NewClient(s.p.boot)
	end := func(text string) {
		client.Close()
		s.busy = false
		s.start.Flag("disabled", false)
		s.say.Text(text)
	}
	s.say.Text(t.T("Measuring with independent filters, 1 of 2…"))
	client.Measure(stopwatch.Ask{Model: name, Variant: model.Plain, Batch: 32}, func(plain bench.Result, err error) {
		if err != nil {
			end(t.Translate(lab.Sentence(err.Error())))
			return
		}
		s.say.Text(t.T("Measuring with a shared map, 2 of 2…"))
		client.Measure(stopwatch.Ask{Model: name, Variant: model.FM, Batch: 32}, func(fm bench.Result, err error) {
			if err != nil {
				end(t.Translate(lab.Sentence(err.Error())))
				return
			}
			s.row.HTML(speedRows(t, plain, fm))
			end(t.T("%s, batches of %d, medians. Training: %.0f pictures a second with independent filters, %.0f with a shared map.",
				spoken(name), fm.Batch, plain.Train.ImagesPerSecond, fm.Train.ImagesPerSecond))
		})
	})
}

// speedRows is the body of the table: whole runs first, then layers, then
// kinds of operations.
func speedRows(t *words.Table, plain, fm bench.Result) string {
	var b strings.Builder
	row := func(what string, plain, fm, done, direct float64) {
		fmt.Fprintf(&b, `<tr><th scope="row">%s</th><td>%s ms</td><td>%s ms</td><td>%s</td><td>%s</td><td>%s</td></tr>`,
			html.EscapeString(what), t.Decimal(plain, 2), t.Decimal(fm, 2), times(t, plain, fm), flops(done), flops(direct))
	}
	row(t.T("Training step"), plain.Train.Milliseconds, fm.Train.Milliseconds, fm.Train.Done, fm.Train.Direct)
	row(t.T("Answers to a batch"), plain.Infer.Milliseconds, fm.Infer.Milliseconds, fm.Infer.Done, fm.Infer.Direct)
	for i, l := range fm.Layers {
		if i < len(plain.Layers) && plain.Layers[i].Name == l.Name {
			q := plain.Layers[i]
			row(l.Name, q.Forward+q.Backward+q.Update, l.Forward+l.Backward+l.Update, l.Done, l.Direct)
		}
	}
	for _, r := range []bench.Result{plain, fm} {
		for _, op := range r.Ops {
			fmt.Fprintf(&b, `<tr><th scope="row">%s</th>`, html.EscapeString(t.T("all %s, %s", op.Kind, r.Variant)))
			if r.Variant == model.FM {
				fmt.Fprintf(&b, `<td></td><td>%s ms</td>`, t.Decimal(op.Millis, 2))
			} else {
				fmt.Fprintf(&b, `<td>%s ms</td><td></td>`, t.Decimal(op.Millis, 2))
			}
			fmt.Fprintf(&b, `<td></td><td>%s</td><td>%s</td></tr>`, flops(op.Done), flops(op.Direct))
		}
	}
	return b.String()
}

// times says how much faster b is than a.
func times(t *words.Table, a, b float64) string {
	if b == 0 {
		return ""
	}
	return t.Decimal(a/b, 1) + " ×"
}

func flops(g float64) string {
	if g == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f GFLOP/s", g)
}
