package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Count writes a number as people read it: 14,314.
func Count[T int | int64](n T) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Plural writes a number with its noun: 1 epoch, 10 epochs.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Millions writes a large number in the unit that people compare: 25.0 million.
func Millions(n int64) string {
	if n < 1e5 {
		return Count(n)
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " million"
}

// Percent writes a share of 0..1 with one decimal: 71.8 %.
func Percent(share float64) string {
	return strconv.FormatFloat(100*share, 'f', 1, 64) + " %"
}

// WholePercent writes a share of 0..1 without decimals: 72 %. Only certainty
// is 100 %.
func WholePercent(share float64) string {
	p := math.Round(100 * share)
	if p == 100 && share < 0.9995 {
		p = 99
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + " %"
}

// Loss writes a loss with two decimals.
func Loss(v float64) string {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return "infinite"
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// Rate writes a speed: two digits where it is slow.
func Rate(perSecond float64) string {
	if perSecond < 10 {
		return strconv.FormatFloat(perSecond, 'f', 1, 64)
	}
	return Count(int(math.Round(perSecond)))
}

// Number writes a setting as shortly as it can be read back: 0.05.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Clock writes seconds as a clock does: 1:42, 1:02:03.
func Clock(seconds float64) string {
	s := int(math.Ceil(sane(seconds)))
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Duration writes seconds in a sentence: 8 s, 1 min 42 s, 2 h 5 min.
func Duration(seconds float64) string {
	s := int(math.Round(sane(seconds)))
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
}

// sane keeps a time that was divided by nothing from being shown as nonsense.
func sane(seconds float64) float64 {
	if !(seconds > 0) {
		return 0
	}
	return min(seconds, 1e9)
}

// Bytes writes a part and a whole in one unit: 61 of 170 MB.
func Bytes(done, total int64) string {
	unit, name := 1e6, "MB"
	if max(done, total) < 1e6 {
		unit, name = 1e3, "kB"
	}
	number := func(n int64) string {
		v := float64(n) / unit
		if v < 10 {
			return strconv.FormatFloat(v, 'f', 1, 64)
		}
		return Count(int64(math.Round(v)))
	}
	if total <= 0 {
		return number(done) + " " + name
	}
	return number(done) + " of " + number(total) + " " + name
}

// Sentence makes an error of the engine readable for whoever never saw its
// packages: without their names in front, with a capital (unless it begins
// with a file's name) and a full stop.
func Sentence(message string) string {
	message = strings.TrimSpace(message)
	for {
		head, rest, found := strings.Cut(message, ": ")
		if !found || !isPackage(head) {
			break
		}
		message = rest
	}
	if message == "" {
		return "Something went wrong, and nothing says what."
	}
	if word, _, _ := strings.Cut(message, " "); !strings.Contains(strings.TrimRight(word, ".:"), ".") {
		first, size := utf8.DecodeRuneInString(message)
		message = string(unicode.ToUpper(first)) + message[size:]
	}
	if !strings.ContainsAny(message[len(message)-1:], ".?") {
		message += "."
	}
	return message
}

func isPackage(word string) bool {
	switch word {
	case "engine", "data", "model", "nn", "optim", "device", "program", "reference", "simd", "filtermap", "protocol", "bench", "lab", "scene", "link":
		return true
	}
	return false
}
