package scene

import (
	"math"
	"strconv"
	"strings"
)

// number writes v with so many decimals as cells have room for: a true minus
// sign, a plus, no leading zero.
func number(v float64, decimals int) string {
	if math.IsNaN(v) {
		return "none"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	rounded, _ := strconv.ParseFloat(s, 64)
	s = strings.TrimPrefix(s, "0.")
	if len(s) < len(strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)) {
		s = "." + s
	}
	switch {
	case rounded == 0:
		return s
	case v < 0:
		return "−" + s
	}
	return "+" + s
}

// precise writes v with three or four digits that count: −0.0123.
func precise(v float64) string {
	if v == 0 {
		return "0"
	}
	digits := 3 - int(math.Floor(math.Log10(math.Abs(v))))
	if digits > 9 {
		return strings.Replace(strconv.FormatFloat(v, 'e', 2, 64), "-", "−", -1)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', max(0, min(digits-1, 6)), 64)
	if v < 0 {
		return "−" + s
	}
	return s
}

// unit is the part of one in which numbers up to limit are written, so that
// two decimals are enough: 1, a thousandth or a millionth.
func unit(limit float64) (scale float64, name string) {
	switch {
	case limit >= 0.02:
		return 1, ""
	case limit >= 2e-5:
		return 1e3, "thousandths"
	case limit >= 2e-8:
		return 1e6, "millionths"
	}
	return 1e9, "billionths"
}

// grouped writes a whole number as people read it: 2,304.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
