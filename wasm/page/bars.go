//go:build js

package page

import (
	"strconv"

	"filtermaplab/wasm/browser"
)

// bars are a list of names with a share of 0..1 each: as a bar, and in words.
type bars struct {
	list  *browser.Element
	lines []barLine
}

// bar is one line. Kind is a class of the element: "right", "wrong" or "".
type bar struct {
	name, number string
	share        float64
	kind         string
}

type barLine struct{ item, name, number, fill *browser.Element }

func newBars(list *browser.Element) *bars { return &bars{list: list} }

// set shows so many lines; an empty name keeps the room of a line.
func (b *bars) set(values []bar) {
	for len(b.lines) < len(values) {
		item := browser.New("li", "bar")
		item.HTML(`<span></span><b></b><i aria-hidden="true"></i>`)
		b.list.Call("append", item.Value)
		b.lines = append(b.lines, barLine{item, item.Find("span"), item.Find("b"), item.Find("i")})
	}
	for i, l := range b.lines {
		l.item.Flag("hidden", i >= len(values))
		if i >= len(values) {
			continue
		}
		v := values[i]
		l.name.Text(v.name)
		l.number.Text(v.number)
		l.fill.Style("--share", strconv.FormatFloat(100*v.share, 'f', 1, 64))
		l.item.Class("right", v.kind == "right")
		l.item.Class("wrong", v.kind == "wrong")
	}
}
