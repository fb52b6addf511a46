package lab

import (
	"math"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(14314), "14,314"}, {Count(1234567), "1,234,567"}, {Count(-1000), "-1,000"},
		{Plural(1, "epoch"), "1 epoch"}, {Plural(0, "step"), "0 steps"}, {Plural(1560, "step"), "1,560 steps"},
		{Millions(25003264 / 2), "12.5 million"}, {Millions(99999), "99,999"},
		{Percent(0.7184), "71.8 %"}, {Percent(1), "100.0 %"},
		{WholePercent(0.123), "12 %"}, {WholePercent(0.998), "99 %"}, {WholePercent(0.9999), "100 %"},
		{Loss(2.302585), "2.30"}, {Loss(math.Inf(1)), "infinite"}, {Loss(math.NaN()), "infinite"},
		{Rate(2.345), "2.3"}, {Rate(25.2), "25"}, {Rate(5919.7), "5,920"},
		{Number(0.05), "0.05"}, {Number(0.0005), "0.0005"}, {Number(1), "1"},
		{Clock(0), "0:00"}, {Clock(8.2), "0:09"}, {Clock(102), "1:42"}, {Clock(3723), "1:02:03"}, {Clock(-3), "0:00"},
		{Duration(8), "8 s"}, {Duration(102), "1 min 42 s"}, {Duration(7500), "2 h 5 min"},
		{Bytes(61e6, 170e6), "61 of 170 MB"}, {Bytes(5e5, 9e5), "500 of 900 kB"}, {Bytes(3.2e6, 0), "3.2 MB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// A clock that has no time to show must not show nonsense.
func TestNotATime(t *testing.T) {
	for _, v := range []float64{math.Inf(1), math.NaN()} {
		if got := Clock(v); len(got) > len("277777:46:40") {
			t.Errorf("Clock(%v) = %q", v, got)
		}
	}
}

func TestSentence(t *testing.T) {
	for _, c := range []struct{ message, want string }{
		{"engine: epochs: want 1 to 10000, got 0", "Epochs: want 1 to 10000, got 0."},
		{"engine: optim: learning rate: want a finite number", "Learning rate: want a finite number."},
		{"data: a.tar.gz: the archive ends in the middle of a picture; download it again", "a.tar.gz: the archive ends in the middle of a picture; download it again."},
		{"Already a sentence.", "Already a sentence."},
		{"élan", "Élan."},
		{"", "Something went wrong, and nothing says what."},
	} {
		if got := Sentence(c.message); got != c.want {
			t.Errorf("Sentence(%q)\ngot  %q\nwant %q", c.message, got, c.want)
		}
	}
}
