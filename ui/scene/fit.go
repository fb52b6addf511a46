package scene

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"filtermaplab/ui/words"
)

// How exactly cells are written where there is room: those of a slice, and
// those of a product that is followed number by number.
const (
	mostDecimals    = 2
	productDecimals = 3
)

// decimalsFor is how many decimals, up to most, all of values can have in
// cells of a width: fewer where numbers are long, the same for all, so that they compare. Where
// even whole numbers do not fit it is 0.
func decimalsFor(t *words.Table, font Font, values []float64, width float64, most int) int {
	for d := most; d > 0; d-- {
		fits := true
		for _, v := range values {
			if font.Width(number(t, v, d)) > width {
				fits = false
				break
			}
		}
		if fits {
			return d
		}
	}
	return 0
}

// exact writes the end of a scale, a short number such as 0.15 or 15, without
// zeros that say nothing: −.15, +15.
func exact(t *words.Table, v float64) string {
	rounded := math.Round(v*1e4) / 1e4
	_, decimals, _ := strings.Cut(strconv.FormatFloat(rounded, 'f', -1, 64), ".")
	return number(t, v, len(decimals))
}

// mostTerms is how many terms of a sum are written before it is cut short: as
// many as a cell of most layers has uses, or a layer channels.
const mostTerms = 16

// sumOf writes a sum out, the first mostTerms terms of it: "a − b + c".
func sumOf(terms []string) string {
	all := terms
	if len(terms) > mostTerms {
		all = append(append([]string(nil), terms[:mostTerms]...), "…")
	}
	s := strings.Join(all, " + ")
	return strings.NewReplacer("+ −", "− ", "+ +", "+ ").Replace(s)
}

// broken cuts a sum into lines no wider than room, before its signs.
func broken(s string, room float64, width func(string) float64) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(s) {
		longer := strings.TrimSpace(line + " " + piece)
		if line != "" && width(longer) > room {
			lines = append(lines, line)
			longer = piece
		}
		line = longer
	}
	return append(lines, line)
}

// pieces are a sum's terms with the sign before each: "a", "− b", "= c".
func pieces(s string) []string {
	var all []string
	for _, word := range strings.Fields(s) {
		if n := len(all); n > 0 && slices.Contains([]string{"+", "−", "="}, all[n-1]) {
			all[len(all)-1] += " " + word
		} else {
			all = append(all, word)
		}
	}
	return all
}
