//go:build js

package page

import (
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/race"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/chart"
	"filtermaplab/wasm/lab"
	"filtermaplab/wasm/racecard"
)

// raceCard is the card of the matched race.
type raceCard struct {
	p      *page
	racer  *racer
	chosen []string // who runs, as race.ParseEntrant reads it
	waits  waiting  // what was shown before the start
	at     lineup   // what the race at the start was described for
	asked  bool     // a person has chosen or started something: it belongs in the link

	card, fields, presets, boxes      *browser.Element
	main, verb, icon, stop            *browser.Element
	progress, where, say              *browser.Element
	verdict, names, rows, doubt       *browser.Element
	csv, json, columns, epochs        *browser.Element
	plots                             *plots
	loss, accuracy                    *plot
	presetInputs, boxInputs           []*browser.Element
	presetsWritten, boxesWritten, cut string // what the fields were written for
}

// waiting is everything that the card shows before a start.
type waiting struct {
	entrants        string
	config          engine.Config
	classes         int
	device          string
	run             lab.Phase
	phase           racecard.Phase
	failure, notice string
	words           *words.Table
}

// chosenText is who runs, in a line.
func (c *raceCard) chosenText() string { return strings.Join(c.chosen, ",") }

// lineup is everything that sizes and costs depend on.
type lineup struct {
	entrants string
	config   engine.Config
	classes  int
	direct   bool // counted direct: the device takes no short ways
}

func newRaceCard(p *page) *raceCard {
	c := &raceCard{
		p: p, racer: &racer{p: p, worker: js.Null(), change: p.frame.Ask}, chosen: racecard.Presets(nil)[0].Entrants,
		card: browser.ByID("race"), fields: browser.ByID("race-fields"), presets: browser.ByID("race-presets"), boxes: browser.ByID("race-boxes"),
		main: browser.ByID("race-go"), stop: browser.ByID("race-stop"),
		progress: browser.ByID("race-progress"), where: browser.ByID("race-where"), say: browser.ByID("race-say"),
		verdict: browser.ByID("race-verdict"), names: browser.ByID("race-names"), rows: browser.ByID("race-rows"), doubt: browser.ByID("race-doubt"),
		csv: browser.ByID("race-csv"), json: browser.ByID("race-json"), columns: browser.ByID("race-columns"), epochs: browser.ByID("race-epochs"),
	}
	c.verb, c.icon = c.main.Find("span"), c.main.Find("use")
	c.plots = newPlots(browser.ByID("race-plots"), p.frame.Ask, func() *words.Table { return p.words })
	c.loss = c.plots.add("race-loss", lab.Loss)
	c.accuracy = c.plots.add("race-accuracy", writePercent)
	c.main.On("click", func(js.Value) { c.press() })
	c.stop.On("click", func(js.Value) {
		c.racer.stop()
		c.main.Call("focus") // the button is not to be pressed any more
	})
	c.presets.On("change", func(e js.Value) {
		i, _ := strconv.Atoi(e.Get("target").Get("value").String())
		if all := racecard.Presets(nil); i < len(all) {
			c.choose(all[i].Entrants)
		}
	})
	c.boxes.On("change", func(e js.Value) {
		target := e.Get("target")
		boxes := racecard.Boxes(p.words, c.chosen, c.base())
		c.choose(racecard.Toggle(boxes, target.Get("value").String(), target.Get("checked").Bool()))
	})
	c.names.On("click", func(e js.Value) {
		if b := e.Get("target").Call("closest", "button[data-entrant]"); !b.IsNull() {
			i, _ := strconv.Atoi(b.Get("dataset").Get("entrant").String())
			c.open(i)
		}
	})
	c.csv.On("click", func(js.Value) { browser.Download("race.csv", "text/csv", string(c.racer.state.CSV())) })
	c.json.On("click", func(js.Value) {
		text, err := c.racer.state.JSON()
		if err != nil {
			panic(err) // plain values: cannot fail
		}
		browser.Download("race.json", "application/json", string(text))
	})
	return c
}

// base is what everybody's settings are but for what they differ in.
func (c *raceCard) base() engine.Config {
	if c.p.state.Run.Steps > 0 {
		return c.p.state.Run.Config
	}
	return c.p.wanted.config
}

func (c *raceCard) choose(entrants []string) {
	c.chosen, c.asked = entrants, true
	c.p.frame.Ask()
}

// press does what the main button says.
func (c *raceCard) press() {
	switch s := &c.racer.state; s.Phase {
	case racecard.Ready:
		c.start(c.chosen, func(error) {}) // what goes wrong is told by the card
	case racecard.Running:
		c.racer.pause()
	case racecard.Paused:
		c.racer.resume()
	case racecard.Done, racecard.Stopped, racecard.Failed:
		c.again()
	}
}

// again goes back to the start of another race.
func (c *raceCard) again() {
	c.racer.dismiss()
	c.racer.state, c.racer.notice, c.at = racecard.State{}, "", lineup{}
	c.p.frame.Ask()
}

// start runs a race of entrants with the main run's settings and pictures.
func (c *raceCard) start(entrants []string, settle func(error)) {
	configs, err := racecard.Resolve(entrants, c.base())
	if err != nil {
		settle(err)
		return
	}
	c.asked = true
	c.racer.begin(configs, settle)
}

// open makes an entrant the main run, as it stands: it is seen under the
// microscope, answers pictures and can be trained on.
func (c *raceCard) open(i int) {
	t := c.p.words
	opened := func(err error) {
		if err != nil {
			return // the page has said so
		}
		browser.ByID("scope").Call("scrollIntoView")
		browser.ByID("scope").Call("focus", map[string]any{"preventScroll": true})
	}
	take := func() {
		c.racer.take(i, func(taken race.Taken, err error) {
			if err != nil {
				c.racer.notice = err.Error()
				c.p.frame.Ask()
				return
			}
			blob := browser.NewBlob(browser.Uint8Array(taken.Bytes), fileType)
			c.p.openCheckpoint(t.T("%s of the race", taken.Name), blob, false, opened)
		})
	}
	if c.p.state.Started() {
		c.p.note.ask(t.T("A run is under way. Opening this network starts another one."), t.T("Open it"), take)
		return
	}
	take()
}

// share adds the race to the values of a link.
func (c *raceCard) share(values url.Values) {
	if c.asked {
		values.Set("race", strings.Join(c.chosen, ","))
	}
}

// follow lines up the race of a link whose other settings are base's. It does
// not start it: people may want to guess first.
func (c *raceCard) follow(values url.Values, base engine.Config) error {
	if !values.Has("race") || c.racer.state.Active() {
		return nil
	}
	entrants := strings.Split(values.Get("race"), ",")
	if _, err := racecard.Resolve(entrants, base); err != nil {
		return err
	}
	c.again()
	c.choose(entrants)
	c.card.Call("scrollIntoView")
	return nil
}

// lineUp describes the race at the start whenever what it depends on has
// changed. It returns why it cannot be started, "" where it can.
func (c *raceCard) lineUp(s *lab.State) (why string) {
	t := c.p.words
	base := c.base()
	c.chosen = racecard.Distinct(c.chosen, base)
	at := lineup{c.chosenText(), base, len(s.Run.Data.Classes), s.Run.Device == "reference"}
	if at.classes == 0 {
		at.classes = 10 // there is no run yet; it will be of ten
	}
	if at != c.at {
		c.at = at
		var configs []engine.Config
		for _, text := range c.chosen {
			if cfg, err := race.ParseEntrant(text, base); err == nil {
				configs = append(configs, cfg)
			}
		}
		count := race.Counter(simd.MACs)
		if at.direct {
			count = nil
		}
		all, err := race.Describe(configs, at.classes, count)
		if err != nil {
			all = nil
		}
		c.racer.state = racecard.At(all)
	}
	if _, err := racecard.Resolve(c.chosen, base); err != nil {
		if len(c.chosen) < racecard.Least {
			return t.T("Choose at least two networks.")
		}
		return t.Translate(lab.Sentence(err.Error()))
	}
	return ""
}

func (c *raceCard) show(s *lab.State, _ time.Time) {
	t, r := c.p.words, &c.racer.state
	why := ""
	c.racer.yield()
	waits := waiting{c.chosenText(), c.base(), len(s.Run.Data.Classes), s.Run.Device, s.Phase, r.Phase, r.Failure, c.racer.notice, t}
	if !r.Active() && !r.Over() {
		if waits == c.waits { // a run that trains draws often, and nothing here has to do with it
			return
		}
		why = c.lineUp(s)
	}
	c.waits = waits
	c.card.Attr("data-race", string(r.Phase))
	c.fill(r)
	c.buttons(s, why)
	switch {
	case r.Failure != "":
		why = t.Translate(r.Failure)
	case why == "" && c.racer.notice != "" && (r.Active() || r.Over()):
		why = t.Translate(c.racer.notice)
	case why == "" && len(c.chosen) >= race.MaxEntrants && !r.Active() && !r.Over():
		why = t.T("At most %d can run at once: untick one for another.", race.MaxEntrants)
	}
	c.say.Text(why)
	c.where.Text(r.Where(t))
	share := 100 * r.Share()
	c.progress.Style("--share", strconv.FormatFloat(share, 'f', 1, 64))
	c.progress.Attr("aria-valuenow", strconv.Itoa(int(share)))
	c.verdict.Text(r.Verdict(t))
	c.doubt.Text(r.Doubt(t))
	c.table(r)
	c.draw(r)
	for _, b := range []*browser.Element{c.csv, c.json} {
		b.Flag("disabled", r.Tested() == 0)
	}
}

// fill shows who is chosen.
func (c *raceCard) fill(r *racecard.State) {
	t, base := c.p.words, c.base()
	var presets, boxes strings.Builder
	for i, p := range racecard.Presets(t) {
		fmt.Fprintf(&presets, `<label><input type="radio" name="race-preset" value="%d"><span>%s</span></label>`, i, html.EscapeString(p.Name))
	}
	if c.presetsWritten != presets.String() {
		c.presetsWritten = presets.String()
		c.presets.HTML(c.presetsWritten)
		c.presetInputs = c.presets.All("input")
	}
	all := racecard.Boxes(t, c.chosen, base)
	for _, b := range all {
		fmt.Fprintf(&boxes, `<label class="check"><input type="checkbox" value="%s"> %s</label>`, html.EscapeString(b.Entrant), html.EscapeString(b.Label))
	}
	if c.boxesWritten != boxes.String() {
		c.boxesWritten = boxes.String()
		c.boxes.HTML(c.boxesWritten)
		c.boxInputs = c.boxes.All("input")
	}
	for i, p := range racecard.Presets(t) {
		c.presetInputs[i].Flag("checked", racecard.Same(p.Entrants, c.chosen, base))
	}
	for i, b := range all {
		c.boxInputs[i].Flag("checked", b.On)
		c.boxInputs[i].Flag("disabled", !b.On && len(c.chosen) >= race.MaxEntrants)
	}
	c.fields.Flag("disabled", r.Active() || r.Over())
}

func (c *raceCard) buttons(s *lab.State, why string) {
	t, r := c.p.words, &c.racer.state
	verb, icon := t.T("Start the race"), "#i-play"
	switch {
	case r.Phase == racecard.Loading:
		verb = t.T("Preparing")
	case r.Phase == racecard.Running:
		verb, icon = t.T("Pause the race"), "#i-pause"
	case r.Phase == racecard.Paused:
		verb = t.T("Continue the race")
	case r.Over():
		verb, icon = t.T("New race"), "#i-reset"
	}
	c.verb.Text(verb)
	c.icon.Attr("href", icon)
	c.main.Find("svg").Class("solid", icon != "#i-reset")
	c.main.Flag("disabled", r.Phase == racecard.Loading || r.Phase == racecard.Ready && (why != "" || s.Run.Steps == 0))
	c.stop.Flag("disabled", !r.Active())
}

// key is the sign of an entrant: its line and its marker.
func key(style racecard.Style) string {
	return `<svg viewBox="0 0 28 12" aria-hidden="true"><path class="line race ` + style.Class + `" d="M0 6h28"/><path class="mark race ` + style.Class + `" d="` + style.Marker.Path(14, 6) + `"/></svg>`
}

// table writes the numbers of everybody.
func (c *raceCard) table(r *racecard.State) {
	t, styles := c.p.words, r.Styles()
	var names, rows strings.Builder
	names.WriteString(`<td></td>`)
	for i, label := range r.Labels(t) {
		off := " disabled"
		if c.racer.canTake() {
			off = ""
		}
		fmt.Fprintf(&names, `<th scope="col">%s<span>%s</span><button class="link" type="button" data-entrant="%d" aria-label="%s"%s>%s</button></th>`,
			key(styles[i]), html.EscapeString(label), i, html.EscapeString(t.T("Open %s in the microscope", label)), off, html.EscapeString(t.T("Open")))
	}
	for _, row := range r.Rows(t) {
		note := ""
		if row.Note != "" {
			note = `<small>` + html.EscapeString(row.Note) + `</small>`
		}
		rows.WriteString(`<tr><th scope="row">` + html.EscapeString(row.Name) + note + `</th>`)
		for i, cell := range row.Cells {
			rows.WriteString(cellHTML(cell, styles[i]))
		}
		rows.WriteString(`</tr>`)
	}
	c.names.HTML(names.String())
	c.rows.HTML(rows.String())
}

func cellHTML(cell racecard.Cell, style racecard.Style) string {
	if !cell.Known {
		return `<td class="unknown">` + html.EscapeString(cell.Text) + `<span class="more"></span></td>`
	}
	more := html.EscapeString(cell.Note)
	if cell.Best != "" {
		more = `<strong>` + html.EscapeString(cell.Best) + `</strong> ` + more
	}
	return fmt.Sprintf(`<td><b>%s</b><span class="race-length %s" style="--share:%.1f"></span><span class="more">%s</span></td>`,
		html.EscapeString(cell.Text), style.Class, 100*cell.Share, more)
}

// letter is about the width of a letter of a label, in pixels.
const letter = 7

// draw lays the curves out and writes their table.
func (c *raceCard) draw(r *racecard.State) {
	t := c.p.words
	loss, accuracy := r.Curves(t)
	epochs, room := c.base().Epochs, 58.0
	if len(r.Entrants) > 0 {
		epochs = r.Entrants[0].Config.Epochs
	}
	for _, l := range loss {
		room = max(room, 20+letter*float64(len(l.Label)))
	}
	c.plots.reach(epochs, r.Reached())
	c.plots.draw(c.loss, chart.Chart{Lines: loss, Ticks: chart.Nice(lossTop(c.at.classes, loss)), Room: room})
	c.plots.draw(c.accuracy, chart.Chart{Lines: accuracy, Ticks: []float64{0, 25, 50, 75, 100}, Unit: " %", Guess: guessing(c.at.classes), Room: room})
	c.loss.empty.Flag("hidden", r.Reached() > 0)
	c.accuracy.empty.Flag("hidden", r.Tested() > 0)
	c.epochTable(r)
}

// epochTable writes the curves as numbers, when there are others than before.
func (c *raceCard) epochTable(r *racecard.State) {
	t := c.p.words
	tests := 0
	for _, e := range r.Entrants {
		tests += len(e.Points)
	}
	labels := r.Labels(t)
	if state := fmt.Sprint(tests, labels, t.Language()); c.cut != state {
		c.cut = state
	} else {
		return
	}
	var head, body strings.Builder
	head.WriteString(`<tr><th scope="col" rowspan="2">` + html.EscapeString(t.T("Epoch")) + `</th>`)
	for _, l := range labels {
		head.WriteString(`<th scope="colgroup" colspan="2">` + html.EscapeString(l) + `</th>`)
	}
	head.WriteString(`</tr><tr>`)
	for range labels {
		head.WriteString(`<th scope="col">` + html.EscapeString(t.T("Loss")) + `</th><th scope="col">` + html.EscapeString(t.T("Test")) + `</th>`)
	}
	head.WriteString(`</tr>`)
	last := 0
	for _, e := range r.Entrants {
		last = max(last, len(e.Points))
	}
	for n := range last {
		fmt.Fprintf(&body, `<tr><th scope="row">%s</th>`, t.Count(n+1))
		for _, e := range r.Entrants {
			if n < len(e.Points) {
				fmt.Fprintf(&body, `<td>%s</td><td>%s</td>`, lab.Loss(t, e.Points[n].Loss), t.Percent(e.Points[n].TestAccuracy))
			} else {
				body.WriteString(`<td></td><td></td>`)
			}
		}
		body.WriteString(`</tr>`)
	}
	if last == 0 {
		fmt.Fprintf(&body, `<tr><td colspan="%d">%s</td></tr>`, 1+2*len(labels), html.EscapeString(t.T("The first row comes after the first epoch.")))
	}
	c.columns.HTML(head.String())
	c.epochs.HTML(body.String())
}
