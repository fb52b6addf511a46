package engine

import (
	"strings"
	"testing"

	"filtermaplab/engine/data"
	"filtermaplab/engine/device/reference"
)

func TestRatesText(t *testing.T) {
	for _, text := range []string{"", "1:0.1", "120:0.02,300:0.005", "7:1e-05"} {
		changes, err := parseRates(text)
		if err != nil || formatRates(changes) != text {
			t.Errorf("%q: got %q (%v)", text, formatRates(changes), err)
		}
	}
	for _, text := range []string{"0:0.1", "-1:0.1", "5", "5:", ":0.1", "5:0.1,5:0.2", "5:0.1,4:0.2", "5:0.1,", "5:fast", strings.Repeat("1:1,", maxRates)} {
		if _, err := parseRates(text); err == nil {
			t.Errorf("%q is taken", text)
		}
		c := small()
		if c.Rates = text; c.Validate() == nil {
			t.Errorf("%q is a setting", text)
		}
	}
	c := small()
	if c.Rates = "5:-1"; c.Validate() == nil {
		t.Error("a negative rate is a setting")
	}
}

func TestWithLR(t *testing.T) {
	c := small()
	c.LR = 0.1
	for _, change := range []struct {
		step int
		lr   float64
		want string
	}{
		{3, 0.1, ""}, // nothing changes
		{3, 0.2, "3:0.2"},
		{3, 0.3, "3:0.3"}, // a second thought
		{5, 0.1, "3:0.3,5:0.1"},
		{4, 0.7, "3:0.3,4:0.7"}, // what was to come is dropped
		{4, 0.3, "3:0.3"},
		{3, 0.1, ""},
	} {
		var err error
		if c, err = c.withLR(change.step, change.lr); err != nil || c.Rates != change.want {
			t.Fatalf("step %d, rate %v: got %q (%v), want %q", change.step, change.lr, c.Rates, err, change.want)
		}
		if got := c.LRAt(change.step); got != change.lr {
			t.Errorf("step %d: rate %v, want %v", change.step, got, change.lr)
		}
	}
	if c, err := c.withLR(0, 0.5); err != nil || c.LR != 0.5 || c.Rates != "" {
		t.Errorf("before the first step: %v, %q (%v)", c.LR, c.Rates, err)
	}
	if _, err := c.withLR(3, -1); err == nil {
		t.Error("a negative rate is taken")
	}
}

// A run whose rate is changed by hand is resumed to the bit, and its settings
// alone repeat it.
func TestRatesResumeAndRepeat(t *testing.T) {
	pictures := data.Shapes(2, 1, 7) // 20 pictures, 2 steps an epoch
	cfg := small()
	cfg.Epochs = 3
	hand := newSession(t, cfg, pictures)
	steps(t, hand, 1)
	if err := hand.SetLR(0.4); err != nil {
		t.Fatal(err)
	}
	steps(t, hand, 2)
	f := saved(t, hand)
	steps(t, hand, 3)

	settings, err := SavedConfig(f)
	if err != nil || settings.Rates != "1:0.4" {
		t.Fatalf("the checkpoint says %q (%v)", settings.Rates, err)
	}
	resumed, err := Resume(f, settings, pictures, reference.Device{})
	if err != nil {
		t.Fatal(err)
	}
	defer resumed.Close()
	steps(t, resumed, 3)
	repeated := newSession(t, hand.Config(), pictures)
	steps(t, repeated, 6)
	plain := newSession(t, cfg, pictures)
	steps(t, plain, 6)
	want := fingerprint(t, hand)
	if got := fingerprint(t, resumed); got != want {
		t.Errorf("resumed: %s, want %s", got, want)
	}
	if got := fingerprint(t, repeated); got != want {
		t.Errorf("repeated: %s, want %s", got, want)
	}
	if got := fingerprint(t, plain); got == want {
		t.Error("the change of the rate has changed nothing")
	}
}

func TestTrainerChangesRate(t *testing.T) {
	cfg := small()
	cfg.Schedule = "constant"
	b := newBench(t, cfg)
	await[Answered](b)
	b.Send(Step{N: 1})
	awaitStop(b)
	b.Send(Rate{LR: 0.4})
	if r := await[Rated](b); r.Config.Rates != "1:0.4" || r.Config.LR != cfg.LR {
		t.Errorf("rated: %q, %v", r.Config.Rates, r.Config.LR)
	}
	b.Send(Step{N: 1})
	if done, _, _ := awaitStop(b); len(done) != 1 || done[0].LR != 0.4 {
		t.Errorf("the next step: %+v", done)
	}
	b.Send(Rate{LR: -1})
	for {
		if f, ok := (<-b.events).(Failed); ok {
			if !strings.Contains(f.Message, "learning rate") || f.Stopped {
				t.Errorf("a rate that is none: %+v", f)
			}
			break
		}
	}
	b.Send(Reset{})
	if r := await[Ready](b); r.Config != cfg {
		t.Errorf("reset keeps what was done by hand: %+v", r.Config)
	}
}

// A checkpoint says which maps its network has, strides too, which no shape
// could tell.
func TestMapsAreSaved(t *testing.T) {
	cfg := small()
	cfg.Maps = "layer1.0.conv1=4x4x1:1x2,layer2.0.conv2=2x4x4"
	s := newSession(t, cfg, data.Shapes(2, 1, 7))
	trained, err := ReadTrained(saved(t, s), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range trained.Network.Layers {
		if l.Name == "layer1.0.conv1" && (l.Map.X != 1 || l.Map.Y != 2 || l.Map.K1 != 4 || l.Map.K3 != 1) {
			t.Errorf("read %v", l.Map)
		}
	}
	other := cfg
	other.Maps = ""
	if _, err := Resume(saved(t, s), other, s.Pictures(), reference.Device{}); err == nil || !strings.Contains(err.Error(), "maps") {
		t.Errorf("resumed with other maps: %v", err)
	}
}
