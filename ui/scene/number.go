package scene

import (
	"math"
	"strconv"
	"strings"

	"filtermaplab/filtermap"
	"filtermaplab/ui/words"
)

// number writes v with so many decimals as cells have room for: a true minus
// sign, a plus, no leading zero.
func number(t *words.Table, v float64, decimals int) string {
	if math.IsNaN(v) {
		return t.T("none")
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	rounded, _ := strconv.ParseFloat(s, 64)
	s = strings.TrimPrefix(s, "0.")
	if len(s) < len(strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)) {
		s = "." + s
	}
	s = t.Mark(s)
	switch {
	case rounded == 0:
		return s
	case v < 0:
		return "−" + s
	}
	return "+" + s
}

// precise writes v with three or four digits that count: −0.0123.
func precise(t *words.Table, v float64) string {
	if v == 0 {
		return "0"
	}
	digits := 3 - int(math.Floor(math.Log10(math.Abs(v))))
	if digits > 9 {
		return t.Mark(strings.ReplaceAll(strconv.FormatFloat(v, 'e', 2, 64), "-", "−"))
	}
	s := t.Decimal(math.Abs(v), max(0, min(digits-1, 6)))
	if v < 0 {
		return "−" + s
	}
	return s
}

// unit is the part of one in which numbers up to limit are written, so that
// two decimals are enough: 1, a thousandth or a millionth.
func unit(t *words.Table, limit float64) (scale float64, name string) {
	switch {
	case limit >= 0.02:
		return 1, ""
	case limit >= 2e-5:
		return 1e3, t.T("thousandths")
	case limit >= 2e-8:
		return 1e6, t.T("millionths")
	}
	return 1e9, t.T("billionths")
}

// ruleName is how a gradient comes into the map, in a word.
func ruleName(t *words.Table, r filtermap.Rule) string {
	if r == filtermap.Sum {
		return t.T("sum")
	}
	return t.T("mean")
}
