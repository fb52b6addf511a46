package lab

import (
	"math"
	"strings"
	"testing"

	"filtermaplab/engine"
)

// Every setting of a Config can be set and read by its JSON name.
func TestEverySettingComesBack(t *testing.T) {
	c := engine.DefaultConfig()
	for _, key := range Keys() {
		old, ok := Get(c, key)
		if !ok {
			t.Fatalf("%s cannot be read", key)
		}
		var want any
		switch v := old.(type) {
		case float64:
			want = v + 1
		case string:
			want = v + "x"
		case bool:
			want = !v
		default:
			t.Fatalf("%s is a %T, which JavaScript does not have", key, old)
		}
		if err := Set(&c, key, want); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		if got, _ := Get(c, key); got != want {
			t.Errorf("%s: got %v, want %v", key, got, want)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		want  string
	}{
		{"epoch", 3.0, `no setting is called "epoch"; choose one of model, `},
		{"epochs", 2.5, "epochs: want a whole number, got 2.5"},
		{"epochs", "ten", `epochs: want a whole number, got "ten"`},
		{"epochs", math.NaN(), "epochs: want a whole number, got nothing that is a number"},
		{"seed", -1.0, "seed: want a whole number, got -1"},
		{"augment", 1.0, "augment: want true or false, got 1"},
		{"model", true, "model: want a word, got true"},
		{"lr", nil, "lr: want a number, got neither number nor word"},
	} {
		config := engine.DefaultConfig()
		err := Set(&config, c.key, c.value)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s = %v: got %v, want %q", c.key, c.value, err, c.want)
		}
		if config != engine.DefaultConfig() {
			t.Errorf("%s = %v changed the config", c.key, c.value)
		}
	}
}

func TestNearestRate(t *testing.T) {
	for i, r := range Rates() {
		if got := NearestRate(r); got != i {
			t.Errorf("%v: got %d, want %d", r, got, i)
		}
	}
	for _, c := range []struct{ rate, want float64 }{{0.0001, 0.001}, {40, 1}, {0.012, 0.01}, {0.0125, 0.015}} {
		if got := Rates()[NearestRate(c.rate)]; got != c.want {
			t.Errorf("%v: got %v, want %v", c.rate, got, c.want)
		}
	}
}

func TestRest(t *testing.T) {
	c := engine.DefaultConfig()
	if got, want := Rest(nil, c), "one-cycle schedule, 32 pictures a step, momentum 0.9 (Nesterov), weight decay 0.0005, crops and mirrors, seed 1"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	c.Momentum, c.Augment, c.Smoothing, c.Schedule, c.Batch = 0, false, 0.1, "step", 1
	if got, want := Rest(nil, c), "step schedule, 1 picture a step, weight decay 0.0005, label smoothing 0.1, seed 1"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{NetworkName("resnet14w"), "ResNet-14w"},
		{ClassName(nil, "aquarium_fish"), "aquarium fish"},
		{ScheduleName(nil, "onecycle"), "one-cycle"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
