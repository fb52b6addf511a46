//go:build js

package page

import (
	"strconv"
	"syscall/js"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

// mostThumbs is how many of a class's pictures are shown, the last ones.
const mostThumbs = 12

// takenRow is a class of the camera's: its name, the button that takes
// pictures while it is held, and the last pictures, each of which goes away
// when it is pressed.
type takenRow struct {
	c                               *camera
	at                              int
	item, name, hold, count, remove *browser.Element
	thumbs                          *browser.Element
}

func newTakenRow(c *camera, at int) *takenRow {
	t := c.p.words
	r := &takenRow{c: c, at: at, item: browser.New("li", "")}
	r.item.HTML(`<input class="number" type="text" maxlength="40" autocapitalize="none"><button class="button outlined hold" type="button"></button>` +
		`<span class="quiet"></span><button class="button square" type="button"><svg class="icon" aria-hidden="true"><use href="#i-close"/></svg></button><ul class="thumbs"></ul>`)
	r.name, r.hold, r.count = r.item.Find("input"), r.item.Find(".hold"), r.item.Find("span")
	r.remove, r.thumbs = r.item.Find(".square"), r.item.Find(".thumbs")
	r.name.Attr("aria-label", t.T("Name of the class"))
	r.name.Attr("title", t.T("What these pictures show"))
	r.name.Set("value", c.takes.Classes[at].Name)
	r.hold.Attr("title", t.T("Takes ten pictures a second while it is held. With the keyboard, press it once to begin and once to stop."))
	r.name.On("input", func(js.Value) {
		c.takes.Classes[at].Name = r.name.Get("value").String()
		c.p.frame.Ask()
	})
	r.hold.On("pointerdown", func(e js.Value) {
		if e.Get("button").Int() == 0 {
			r.hold.Call("setPointerCapture", e.Get("pointerId"))
			c.start(at)
		}
	})
	for _, end := range []string{"pointerup", "pointercancel", "lostpointercapture"} {
		r.hold.On(end, func(js.Value) { c.stop() })
	}
	r.hold.On("contextmenu", func(e js.Value) { e.Call("preventDefault") }) // a long touch
	r.hold.On("click", func(e js.Value) {
		switch {
		case e.Get("detail").Int() != 0: // of a pointer: it has been held
		case c.taking == at:
			c.stop()
		default:
			c.start(at)
		}
	})
	r.remove.On("click", func(js.Value) { c.drop(at) })
	r.thumbs.On("click", func(e js.Value) {
		if b := e.Get("target").Call("closest", "button"); !b.IsNull() {
			n, _ := strconv.Atoi(b.Get("dataset").Get("picture").String())
			c.takes.Drop(at, n)
			r.add(c.takes.Classes[at].Pix)
			c.p.frame.Ask()
			r.hold.Call("focus") // the button that had the focus is gone
		}
	})
	return r
}

// add shows the last pictures, of which some may be shown already.
func (r *takenRow) add(pix [][]byte) {
	from := max(0, len(pix)-mostThumbs)
	r.thumbs.Set("textContent", "")
	for n := from; n < len(pix); n++ {
		button := browser.New("button", "thumb")
		button.Attr("type", "button")
		button.Attr("data-picture", strconv.Itoa(n))
		name := r.c.p.words.T("Remove picture %d", n+1)
		button.Attr("aria-label", name)
		button.Attr("title", name)
		canvas := browser.New("canvas", "")
		paint(canvas, engine.Picture{Size: data.Height, Pix: pix[n]})
		button.Call("append", canvas.Value)
		item := browser.New("li", "")
		item.Call("append", button.Value)
		r.thumbs.Call("append", item.Value)
	}
}

func (r *takenRow) show(t *words.Table, k lab.Taken, on, taking bool) {
	label := t.T("Hold to take pictures")
	if taking {
		label = t.T("Taking pictures")
	}
	r.hold.Text(label)
	r.hold.Attr("aria-pressed", strconv.FormatBool(taking))
	r.hold.Flag("disabled", !on)
	r.count.Text(t.N(len(k.Pix), "%d picture", "%d pictures", len(k.Pix)))
	r.remove.Attr("aria-label", t.T("Remove “%s”", k.Name))
	r.remove.Attr("title", t.T("Remove “%s”", k.Name))
}
