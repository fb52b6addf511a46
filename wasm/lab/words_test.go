package lab

import (
	"math"
	"testing"

	"filtermaplab/ui/words"
)

func TestWords(t *testing.T) {
	de := words.In(words.German)
	for _, c := range []struct{ got, want string }{
		{Millions(nil, 25003264/2), "12.5 million"}, {Millions(nil, 99999), "99,999"}, {Millions(de, 12500000), "12,5 Millionen"},
		{Loss(nil, 2.302585), "2.30"}, {Loss(nil, math.Inf(1)), "infinite"}, {Loss(de, math.NaN()), "unendlich"}, {Loss(de, 2), "2,00"},
		{Rate(nil, 2.345), "2.3"}, {Rate(nil, 25.2), "25"}, {Rate(de, 5919.7), "5.920"},
		{Clock(0), "0:00"}, {Clock(8.2), "0:09"}, {Clock(102), "1:42"}, {Clock(3723), "1:02:03"}, {Clock(-3), "0:00"},
		{Duration(nil, 8), "8 s"}, {Duration(nil, 102), "1 min 42 s"}, {Duration(nil, 7500), "2 h 5 min"},
		{Bytes(nil, 61e6, 170e6), "61 of 170 MB"}, {Bytes(nil, 5e5, 9e5), "500 of 900 kB"}, {Bytes(de, 3.2e6, 0), "3,2 MB"},
		{NoteWords(nil, "One. Two: 3."), "One. Two: 3."}, {NoteWords(de, "Drawn by this program."), "Von diesem Programm gezeichnet."},
		{NoteWords(de, "Of 9 pictures 8 are used, at most 4 of a class. The last sixth of each class is set aside for testing."),
			"Von 9 Bildern werden 8 benutzt, höchstens 4 je Klasse. Das letzte Sechstel jeder Klasse ist zum Testen zurückgelegt."},
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
