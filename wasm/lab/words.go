package lab

import (
	"fmt"
	"math"
	"strings"

	"filtermaplab/ui/words"
)

// Millions writes a large number in the unit that people compare: 25.0 million.
func Millions(t *words.Table, n int64) string {
	if n < 1e5 {
		return t.Count(int(n))
	}
	return t.T("%.1f million", float64(n)/1e6)
}

// Loss writes a loss with two decimals.
func Loss(t *words.Table, v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return t.T("infinite")
	}
	return t.Decimal(v, 2)
}

// Rate writes a speed: two digits where it is slow.
func Rate(t *words.Table, perSecond float64) string {
	if perSecond < 10 {
		return t.Decimal(perSecond, 1)
	}
	return t.Count(int(math.Round(perSecond)))
}

// Clock writes seconds as a clock does: 1:42, 1:02:03.
func Clock(seconds float64) string {
	s := int(math.Ceil(sane(seconds)))
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Duration writes seconds in a sentence: 8 s, 1 min 42 s, 2 h 5 min.
func Duration(t *words.Table, seconds float64) string {
	s := int(math.Round(sane(seconds)))
	switch {
	case s < 60:
		return t.T("%d s", s)
	case s < 3600:
		return t.T("%d min %d s", s/60, s%60)
	}
	return t.T("%d h %d min", s/3600, s/60%60)
}

// sane keeps a time that was divided by nothing from being shown as nonsense.
func sane(seconds float64) float64 {
	if !(seconds > 0) {
		return 0
	}
	return min(seconds, 1e9)
}

// Bytes writes a part and a whole in one unit: 61 of 170 MB.
func Bytes(t *words.Table, done, total int64) string {
	unit, name := 1e6, "MB"
	if max(done, total) < 1e6 {
		unit, name = 1e3, "kB"
	}
	number := func(n int64) string {
		v := float64(n) / unit
		if v < 10 {
			return t.Decimal(v, 1)
		}
		return t.Count(int(math.Round(v)))
	}
	if total <= 0 {
		return number(done) + " " + name
	}
	return t.T("%s of %s %s", number(done), number(total), name)
}

// Sentence is an error of the engine in a sentence, in English; a table's
// Translate says it in another language.
func Sentence(message string) string { return words.Sentence(message) }

// NoteWords says the note on a data set, which is of several sentences.
func NoteWords(t *words.Table, note string) string {
	all := strings.SplitAfter(note, ". ")
	for i, s := range all {
		all[i] = t.Translate(strings.TrimSpace(s))
	}
	return strings.Join(all, " ")
}
