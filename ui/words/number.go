package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Mark writes a number that is written the English way, 1,234.5, the table's
// way: in German 1.234,5.
func (t *Table) Mark(english string) string {
	if t.Language() != German {
		return english
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '.':
			return ','
		case ',':
			return '.'
		}
		return r
	}, english)
}

// Count writes a whole number as people read it: 14,314.
func (t *Table) Count(n int) string { return t.Mark(grouped(strconv.Itoa(n))) }

// Decimal writes v with so many decimals: 0.05.
func (t *Table) Decimal(v float64, decimals int) string {
	return t.Mark(strconv.FormatFloat(v, 'f', decimals, 64))
}

// Number writes v as shortly as it can be read back: 0.0005.
func (t *Table) Number(v float64) string { return t.Mark(strconv.FormatFloat(v, 'g', -1, 64)) }

// Percent writes a share of 0..1 with one decimal: 71.8 %.
func (t *Table) Percent(share float64) string { return t.Decimal(100*share, 1) + " %" }

// WholePercent writes a share of 0..1 without decimals: 72 %. Only certainty
// is 100 %.
func (t *Table) WholePercent(share float64) string {
	p := math.Round(100 * share)
	if p == 100 && share < 0.9995 {
		p = 99
	}
	return t.Decimal(p, 0) + " %"
}

// grouped puts a comma after every three digits of a whole number.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// figure is an argument of T or N that is a number: it is written by its verb
// and then marked as the language does.
type figure struct {
	t *Table
	v any
}

// figures makes the numbers among args write themselves.
func (t *Table) figures(args []any) []any {
	said := make([]any, len(args))
	for i, v := range args {
		switch v.(type) {
		case int, int64, uint64, float32, float64:
			v = figure{t, v}
		}
		said[i] = v
	}
	return said
}

// Format writes the number; fmt calls it.
func (f figure) Format(s fmt.State, verb rune) {
	text := fmt.Sprintf(fmt.FormatString(s, verb), f.v)
	switch f.v.(type) {
	case float32, float64:
		text = f.t.Mark(text)
	default:
		if verb == 'd' || verb == 'v' {
			text = f.t.Mark(grouped(text))
		}
	}
	s.Write([]byte(text))
}
