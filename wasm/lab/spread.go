package lab

import (
	"math"
	"strconv"
	"strings"

	"filtermaplab/engine"
	"filtermaplab/ui/words"
)

// The size of a histogram's drawing in its own units.
const (
	SpreadWidth  = 80
	SpreadHeight = 24
)

// SpreadPaths draws a histogram as two outlines of SpreadWidth x SpreadHeight,
// one of what lies below zero and one of what lies above, as the d of SVG
// paths. The fullest bin is as high as the drawing.
func SpreadPaths(h engine.Histogram) (below, above string) {
	most := 0
	for _, n := range h.Counts {
		most = max(most, n)
	}
	if most == 0 {
		return "", ""
	}
	half := len(h.Counts) / 2
	return outline(h.Counts[:half], 0, len(h.Counts), most), outline(h.Counts[half:], half, len(h.Counts), most)
}

// outline is the stairs over counts, which begin at bin first of all.
func outline(counts []int, first, all, most int) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	step := float64(SpreadWidth) / float64(all)
	var b strings.Builder
	b.WriteString("M" + number(float64(first)*step) + " " + strconv.Itoa(SpreadHeight))
	for i, n := range counts {
		height := math.Round(10*float64(SpreadHeight)*float64(n)/float64(most)) / 10
		b.WriteString("V" + number(SpreadHeight-height) + "H" + number(float64(first+i+1)*step))
	}
	b.WriteString("V" + strconv.Itoa(SpreadHeight) + "Z")
	return b.String()
}

// SpreadWords says the scale of a histogram and its spread in few characters.
func SpreadWords(t *words.Table, h engine.Histogram) (scale, spread string) {
	if len(h.Counts) == 0 {
		return "", t.T("after a step")
	}
	return "\u00b1" + t.Number(h.Range), t.T("spread %s", Short(t, h.Std))
}

// Short writes a number with two digits that count: 0.12, 3.4e-05.
func Short(t *words.Table, v float64) string { return t.Mark(strconv.FormatFloat(v, 'g', 2, 64)) }
