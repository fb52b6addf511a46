package race

import (
	"slices"
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/program"
)

// Pieces come in order: steps of a round, and behind the last round of an
// epoch the test of everybody, a batch at a time.
func TestPieces(t *testing.T) {
	r := newRace(t, configs()[:2], fastest())
	type piece struct {
		entrant, step, tested int
		point, round, epoch   bool
	}
	var got []piece
	for !r.Over() {
		p, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, piece{p.Entrant, p.Step.Step, p.Tested, p.Point != nil, p.RoundEnd, p.EpochEnd})
	}
	epoch := func(first int) []piece {
		return []piece{
			{0, first, 0, false, false, false}, {1, first, 0, false, true, false},
			{1, first + 1, 0, false, false, false}, {0, first + 1, 0, false, false, false},
			{0, 0, 5, false, false, false}, {0, 0, 10, true, false, false},
			{1, 0, 5, false, false, false}, {1, 0, 10, true, true, true},
		}
	}
	if want := append(epoch(1), epoch(3)...); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if _, err := r.Next(); err == nil || !strings.Contains(err.Error(), "all 4 rounds are done") {
		t.Errorf("after the end: %v", err)
	}
}

// Two entrants that are equal in everything end equal to the bit, and their
// clocks agree as far as clocks can on a machine that does other things.
func TestEqualEntrantsAreEqual(t *testing.T) {
	cfg := configs()[0]
	cfg.Epochs = 20
	r := newRace(t, []engine.Config{cfg, cfg}, fastest())
	finish(t, r)
	a, b := r.Standings()[0], r.Standings()[1]
	for i := range a.Points {
		p, q := a.Points[i], b.Points[i]
		p.Seconds, q.Seconds = 0, 0
		if p != q || p.Fingerprint == "" {
			t.Fatalf("epoch %d: %+v and %+v", i+1, p, q)
		}
	}
	const noise = 1.6 // medians of 40 steps that take turns
	if ratio := a.StepSeconds / b.StepSeconds; ratio > noise || ratio < 1/noise {
		t.Errorf("steps of equal entrants take %v s and %v s", a.StepSeconds, b.StepSeconds)
	}
}

// What is said before the start is what the race says at the start.
func TestDescribe(t *testing.T) {
	r := newRace(t, configs(), fastest())
	all, err := Describe(configs(), 10, r.entrants[0].session.MACs)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range r.Standings() {
		if got := all[i]; got.Name != s.Name || got.Params != s.Params || got.Maps != s.Maps || got.MACs != s.MACs || got.Fast != s.Fast || got.Spent != s.Spent {
			t.Errorf("got  %+v\nwant %+v", got, s)
		}
	}
	if direct, _ := Describe(configs(), 10, nil); direct[0].Spent != direct[0].MACs || direct[0].Spent < all[0].Spent { // equal where the device computes directly
		t.Errorf("counted direct: %d, by the device %d", direct[0].Spent, all[0].Spent)
	}
	if browser, _ := Describe(configs(), 10, simd.MACs); browser[0].Spent >= browser[0].MACs/3 || browser[1].Spent != browser[1].MACs {
		t.Errorf("in the browser: %+v", browser)
	}
	if _, err := Describe([]engine.Config{{Model: "resnet9", Variant: "fm", Rule: "sum", Padding: "wrap"}}, 10, func(program.Op) int64 { return 0 }); err == nil || !strings.Contains(err.Error(), "resnet9") {
		t.Errorf("a network that does not exist: %v", err)
	}
}

func TestParseEntrant(t *testing.T) {
	base := engine.DefaultConfig()
	for _, c := range []struct{ text, network, rule, padding string }{
		{"fm", "ResNet-8-FM", "mean", "wrap"},
		{" plain ", "ResNet-8", "mean", "wrap"},
		{"resnet20/thin", "ResNet-20-thin", "mean", "wrap"},
		{"fm:sum", "ResNet-8-FM", "sum", "wrap"},
		{"fm:authors", "ResNet-8-FM", "mean", "authors"},
		{"resnet14w/fm:sum:authors", "ResNet-14w-FM", "sum", "authors"},
	} {
		got, err := ParseEntrant(c.text, base)
		if err != nil || got.Network() != c.network || got.Rule != c.rule || got.Padding != c.padding || got.Seed != base.Seed {
			t.Errorf("%q: %+v, %v", c.text, got, err)
		}
	}
	for _, text := range []string{"", "dense", "fm:middle", "resnet9/fm", "fm:sum:wrap:sum", ":sum", "resnet8/"} {
		if got, err := ParseEntrant(text, base); err == nil || !strings.Contains(err.Error(), "[MODEL/]VARIANT") || got != base {
			t.Errorf("%q: %+v, %v; want an error that shows the form", text, got, err)
		}
	}
}

func TestPaddingsAreNamed(t *testing.T) {
	wrap := configs()[0]
	authors := wrap
	authors.Padding = "authors"
	if got, want := Names([]engine.Config{wrap, authors, configs()[1]}), []string{"ResNet-8-FM wrap", "ResNet-8-FM authors", "ResNet-8"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
