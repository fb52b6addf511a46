package scene

import (
	"strconv"

	"filtermaplab/ui/words"
)

// Describe says what is lit in one or two sentences, for the live region that
// a screen reader speaks.
func Describe(s State, sub *Subject, v View) string {
	if s.Mode == OnePixel {
		if !sub.hasPicture() {
			return noPicture(v.Words, sub)
		}
		d := NewDot(sub, s.filter(), s.Pixel.I, s.Pixel.J)
		return v.Words.T("Pixel %d, %d of filter %d: the sum of %d products, %s.",
			d.I, d.J, d.K, len(d.Patch), precise(v.Words, d.Sum))
	}
	return NewReadout(s, sub, v).Sentence()
}

// Table is the open slice as rows of text: the numbers that the colours show.
type Table struct {
	Caption string
	Columns []string   // names of the columns, the first is that of the row names
	Rows    [][]string // the first entry of each is the row's name
}

// NewTable lists the open slice's values of the quantity that is shown.
func NewTable(s State, sub *Subject, t *words.Table) Table {
	g := sub.G
	table := Table{
		Caption: t.T("Slice %d of %s, %s of each cell", s.Slice, sub.Snap.Layer, quantityName(t, s.By)),
		Columns: []string{t.T("Row")},
	}
	for m2 := range g.Wm() {
		table.Columns = append(table.Columns, strconv.Itoa(m2))
	}
	for m1 := range g.Hm() {
		row := []string{strconv.Itoa(m1)}
		for m2 := range g.Wm() {
			v := sub.Value(s.By, (m1*g.Wm()+m2)*g.C+s.Slice)
			if s.By == Count {
				row = append(row, strconv.Itoa(int(v)))
			} else {
				row = append(row, precise(t, v))
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// quantityName is what the numbers of a table are, within a sentence.
func quantityName(t *words.Table, q Quantity) string {
	switch q {
	case Gradient:
		return t.T("gradient")
	case Count:
		return t.T("count")
	case Change:
		return t.T("change")
	}
	return t.T("weight")
}
