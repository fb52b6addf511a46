package lab

import (
	"net/url"
	"strings"
	"testing"

	"filtermaplab/engine"
)

func TestLinkRoundTrip(t *testing.T) {
	if got := UsualLink().Values().Encode(); got != "" {
		t.Errorf("the usual run needs no words, got %q", got)
	}
	want := UsualLink()
	want.Config.Seed, want.Config.LR = 7, 0.1
	want.Device, want.PerClass, want.Pictures = Strict, 20, "CIFAR-10 & more"
	want.Proof = Proof{3, "00ff00ff12345678"}
	got, err := ParseLink(want.Values())
	if err != nil || got != want {
		t.Errorf("%s\n got %+v (%v)\nwant %+v", want.Values().Encode(), got, err, want)
	}
}

func TestLinkRefuses(t *testing.T) {
	for _, q := range []string{
		"device=abacus", "perClass=-1", "perClass=many", "perClass=5001", "fingerprint=3", "fingerprint=0.00ff00ff12345678",
		"fingerprint=3.00FF00FF12345678", "fingerprint=3.00ff", "epochs=0", "pictures=" + strings.Repeat("x", 201),
	} {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		if l, err := ParseLink(v); err == nil || l != UsualLink() {
			t.Errorf("%s: %+v, %v", q, l, err)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("device=strict&perClass=10&fingerprint=2.0123456789abcdef&pictures=x")
	f.Fuzz(func(t *testing.T, q string) {
		v, err := url.ParseQuery(q)
		if err != nil {
			return
		}
		l, err := ParseLink(v)
		if err != nil {
			return
		}
		if again, err := ParseLink(l.Values()); err != nil || again != l {
			t.Errorf("%q: %+v, then %+v (%v)", q, l, again, err)
		}
	})
}

func TestFingerprintIsCompared(t *testing.T) {
	const ours, theirs = "0000000000000001", "0000000000000002"
	run := func(device string, epochs int) *State {
		s := &State{Run: engine.Ready{Device: device}}
		for i := range epochs {
			s.Epochs = append(s.Epochs, engine.Evaluated{Epoch: i + 1, Fingerprint: ours})
		}
		return s
	}
	for _, c := range []struct {
		name string
		s    *State
		want Proof
		says string
	}{
		{"nothing yet", run("simd", 0), Proof{}, "equal ones mean equal networks"},
		{"an epoch", run("simd", 1), Proof{}, "Fingerprint after epoch 1: " + ours},
		{"an epoch, strict", run(Strict, 1), Proof{}, "gets the same"},
		{"waiting", run(Strict, 1), Proof{2, ours}, "The link's is " + ours + " after epoch 2."},
		{"equal", run(Strict, 3), Proof{2, ours}, "the same network to the bit"},
		{"other, strict", run(Strict, 3), Proof{2, theirs}, "pictures or the program"},
		{"other, relaxed", run("simd", 3), Proof{2, theirs}, "may differ between machines"},
	} {
		if got := c.s.Fingerprint(nil, c.want); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, got, c.says)
		}
	}
}
