//go:build js

package page

import (
	"strconv"
	"time"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// tiles are the test pictures with the network's answers.
type tiles struct {
	p           *page
	list, right *browser.Element
	tiles       []tile
	shown       *engine.Picture
}

// tile is one picture: what it is, whether the answer is right, how sure the
// network is, and what it says where it is wrong.
type tile struct {
	item, canvas, bar, truth, verdict, icon, word, says *browser.Element
}

// placeholders is how many grey squares stand where pictures will be.
const placeholders = 20

func newTiles(p *page) *tiles {
	t := &tiles{p: p, list: browser.ByID("tiles"), right: browser.ByID("right")}
	for range placeholders {
		t.add()
	}
	return t
}

func (t *tiles) add() tile {
	item := browser.New("li", "tile")
	item.HTML(`<canvas width="32" height="32" aria-hidden="true"></canvas><span class="sure"><i></i></span>` +
		`<p class="truth"></p>` +
		`<p class="verdict"><svg class="icon" aria-hidden="true"><use/></svg><span></span></p>` +
		`<p class="says"></p>`)
	t.list.Call("append", item.Value)
	added := tile{
		item: item, canvas: item.Find("canvas"), bar: item.Find(".sure"), truth: item.Find(".truth"),
		verdict: item.Find(".verdict"), icon: item.Find("use"), word: item.Find(".verdict span"), says: item.Find(".says"),
	}
	t.tiles = append(t.tiles, added)
	return added
}

func (t *tiles) show(s *lab.State, _ time.Time) {
	d := s.Run.Data
	if len(d.Samples) > 0 && t.shown != &d.Samples[0] {
		t.shown = &d.Samples[0]
		t.list.Set("textContent", "")
		t.tiles = nil
		for _, p := range d.Samples {
			added := t.add()
			paint(added.canvas, p)
		}
	}
	for i, p := range d.Samples {
		t.tiles[i].truth.Text(lab.ClassName(t.p.words, d.Classes[p.Label]))
	}
	if len(d.Samples) == 0 || len(s.Answers) != len(d.Samples) {
		return
	}
	for i, a := range s.Answers {
		if s.Foreign() {
			t.tiles[i].unjudged(t.p.words, a, s.Names())
			continue
		}
		t.tiles[i].answer(t.p.words, a, d.Samples[i].Label, d.Classes)
	}
	if s.Foreign() {
		t.right.Text(t.p.words.T("The network knows other classes than these, so that no answer is right or wrong."))
		return
	}
	t.right.Text(t.p.words.T("%d of %d right. The network never learns from these.", s.Right(), len(d.Samples)))
}

// unjudged is an answer of a network that does not know the picture's class.
func (t tile) unjudged(w *words.Table, a engine.Answer, names []string) {
	t.item.Class("right", false)
	t.item.Class("wrong", false)
	says := ""
	if a.Label >= 0 && a.Label < len(names) {
		says = w.T("says %s", lab.ClassName(w, names[a.Label]))
	}
	t.icon.Attr("href", "")
	t.word.Text(w.WholePercent(a.Confidence))
	t.says.Text(says)
	t.bar.Style("--share", strconv.Itoa(int(100*a.Confidence)))
}

func (t tile) answer(w *words.Table, a engine.Answer, label int, classes []string) {
	right := a.Label == label
	t.item.Class("right", right)
	t.item.Class("wrong", !right)
	verdict, icon, says := w.T("right %s", w.WholePercent(a.Confidence)), "#i-right", ""
	if !right {
		verdict, icon = w.T("wrong %s", w.WholePercent(a.Confidence)), "#i-wrong"
		if a.Label >= 0 && a.Label < len(classes) {
			says = w.T("says %s", lab.ClassName(w, classes[a.Label]))
		}
	}
	t.icon.Attr("href", icon)
	t.word.Text(verdict)
	t.says.Text(says)
	t.bar.Style("--share", strconv.Itoa(int(100*a.Confidence)))
}
