//go:build js

package page

import (
	"strconv"
	"syscall/js"

	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// gallery shows pictures of the data set, a page of them at a time, with the
// network's answers. It is one tab stop: arrows walk, Enter chooses.
type gallery struct {
	p      *page
	list   *browser.Element
	pager  *pager
	cells  []shotCell
	choose func(lab.Shot)

	train  bool
	shots  []lab.Shot
	first  int // of the page that is shown
	chosen int // the index of the chosen picture; -1 is none
	stop   int // the cell that Tab reaches
}

// shotCell is one picture of a page.
type shotCell struct {
	item, button, canvas, truth, says *browser.Element
	shown                             place // painted; index -1 is nothing
}

// newGallery fills a list with room for so many pictures a page. The pager may
// be nil: then only the first page is shown.
func newGallery(p *page, list *browser.Element, perPage int, pages *pager, choose func(lab.Shot)) *gallery {
	g := &gallery{p: p, list: list, pager: pages, choose: choose, chosen: -1}
	for n := range perPage {
		g.add(n)
	}
	list.On("keydown", g.key)
	if pages != nil {
		pages.turn = func(by int) {
			g.first = min(max(0, g.first+by*perPage), max(0, len(g.shots)-1)/perPage*perPage)
			g.stop = 0
			p.frame.Ask()
		}
	}
	return g
}

func (g *gallery) add(n int) {
	item := browser.New("li", "shot")
	item.HTML(`<button type="button" tabindex="-1" disabled aria-label="-"><canvas width="32" height="32" aria-hidden="true"></canvas>` +
		`<span class="truth" aria-hidden="true">&nbsp;</span><span class="says" aria-hidden="true">&nbsp;</span></button>`)
	g.list.Call("append", item.Value)
	c := shotCell{
		item: item, button: item.Find("button"), canvas: item.Find("canvas"), truth: item.Find(".truth"), says: item.Find(".says"),
		shown: place{index: -1},
	}
	c.button.On("click", func(js.Value) { g.pick(n) })
	g.cells = append(g.cells, c)
}

// set shows other pictures from the first page on.
func (g *gallery) set(train bool, shots []lab.Shot) {
	if train != g.train || !sameShots(g.shots, shots) {
		g.first, g.stop = 0, 0
	}
	g.train, g.shots = train, shots
}

// sameShots tells whether two lists are of the same pictures, so that newer
// answers leave the page where it is.
func sameShots(a, b []lab.Shot) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Index != b[i].Index {
			return false
		}
	}
	return true
}

// pick chooses the picture of a cell.
func (g *gallery) pick(n int) {
	if g.first+n >= len(g.shots) {
		return
	}
	g.stop = n
	g.chosen = g.shots[g.first+n].Index
	g.choose(g.shots[g.first+n])
	g.p.frame.Ask()
}

// key walks through the cells of the page as they stand in rows, and turns
// pages.
func (g *gallery) key(e js.Value) {
	shown := min(len(g.cells), len(g.shots)-g.first)
	next := g.stop
	switch e.Get("key").String() {
	case "ArrowRight":
		next++
	case "ArrowLeft":
		next--
	case "ArrowDown":
		next += g.columns()
	case "ArrowUp":
		next -= g.columns()
	case "Home":
		next = 0
	case "End":
		next = shown - 1
	case "PageDown":
		g.turn(1)
	case "PageUp":
		g.turn(-1)
	default:
		return
	}
	e.Call("preventDefault")
	if next >= 0 && next < shown {
		g.stop = next
		g.show(g.p.state.Run.Data.Classes)
		g.cells[next].button.Call("focus")
	}
}

func (g *gallery) turn(by int) {
	if g.pager != nil {
		g.pager.turn(by)
		g.show(g.p.state.Run.Data.Classes)
		g.cells[0].button.Call("focus")
	}
}

// columns counts the cells that stand beside the first.
func (g *gallery) columns() int {
	top := g.cells[0].item.Get("offsetTop").Int()
	for n, c := range g.cells {
		if c.item.Get("offsetTop").Int() != top {
			return n
		}
	}
	return len(g.cells)
}

// show brings the page up to date.
func (g *gallery) show(classes []string) {
	perPage := len(g.cells)
	page := g.shots[min(g.first, len(g.shots)):min(g.first+perPage, len(g.shots))]
	indices := make([]int, len(page))
	for n, s := range page {
		indices[n] = s.Index
	}
	g.p.album.want(g.train, indices)
	g.stop = min(g.stop, max(0, len(page)-1))
	for n := range g.cells {
		c := &g.cells[n]
		if n >= len(page) {
			c.clear(g.p.words.T("No picture"), len(page) > 0 || g.first > 0)
			continue
		}
		s := page[n]
		at := place{g.train, s.Index}
		if picture, ok := g.p.album.known[at]; ok && c.shown != at {
			paint(c.canvas, picture)
			c.shown = at
		}
		c.item.Flag("hidden", false)
		c.button.Flag("disabled", false)
		c.tell(g.p, s, classes)
		c.button.Attr("tabindex", strconv.Itoa(-1+b2i(n == g.stop)))
		c.button.Attr("aria-pressed", strconv.FormatBool(s.Index == g.chosen))
	}
	if g.pager != nil {
		g.pager.show(g.first, len(page), len(g.shots), perPage)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clear empties a cell; a gallery without any picture keeps its grey squares.
func (c *shotCell) clear(label string, hide bool) {
	if c.shown.index >= 0 {
		c.canvas.Set("width", 32) // which wipes it
		c.shown = place{index: -1}
	}
	c.truth.Text("\u00a0")
	c.says.Text("\u00a0")
	c.button.Attr("aria-label", label)
	c.button.Flag("disabled", true)
	c.button.Attr("tabindex", "-1")
	c.item.Class("right", false)
	c.item.Class("wrong", false)
	c.item.Flag("hidden", hide)
}

// tell writes what a picture is and what it was taken for.
func (c *shotCell) tell(p *page, s lab.Shot, classes []string) {
	truth, says, label := lab.ShotWords(p.words, s, classes)
	c.truth.Text(truth)
	c.says.Text(says)
	c.button.Attr("aria-label", label)
	c.item.Class("right", s.Answered && s.Answer == s.Label)
	c.item.Class("wrong", s.Answered && s.Answer != s.Label)
}

// pager is the line below a gallery: which pictures of how many, and the way
// to the others.
type pager struct {
	p               *page
	back, on, where *browser.Element
	turn            func(by int)
}

func newPager(p *page, box *browser.Element) *pager {
	g := &pager{p: p, back: box.Find(".back"), on: box.Find(".on"), where: box.Find("span")}
	g.back.On("click", func(js.Value) { g.turn(-1) })
	g.on.On("click", func(js.Value) { g.turn(1) })
	return g
}

func (g *pager) show(first, shown, all, perPage int) {
	g.where.Text(lab.PageWords(g.p.words, first, shown, all))
	g.back.Flag("disabled", first == 0)
	g.on.Flag("disabled", first+perPage >= all)
}
