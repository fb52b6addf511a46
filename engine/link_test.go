package engine

import (
	"net/url"
	"testing"
)

func TestConfigLink(t *testing.T) {
	if got := DefaultConfig().Values().Encode(); got != "" {
		t.Errorf("the usual run needs no words, got %q", got)
	}
	want := DefaultConfig()
	want.Maps, want.Rates = "layer1.0.conv1=4x4x1:1x2", "12:0.2,30:0.01"
	want.Model, want.Variant, want.Rule, want.Padding = "resnet20", "plain", "sum", "authors"
	want.Epochs, want.Batch, want.LR, want.Schedule = 3, 16, 0.1, "constant"
	want.Momentum, want.Nesterov, want.WeightDecay, want.Smoothing, want.Augment, want.Seed = 0.5, false, 1e-5, 0.1, false, 1<<63+7
	got := DefaultConfig()
	if err := got.SetValues(want.Values()); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("%s\n got %+v\nwant %+v", want.Values().Encode(), got, want)
	}
}

func TestConfigLinkRefuses(t *testing.T) {
	for _, q := range []string{"model=vgg", "epochs=0", "epochs=many", "lr=-1", "lr=NaN", "seed=-1", "nesterov=maybe", "batch=99999999999", "rates=x", "maps=conv1=9x9x9", "maps=conv9=2x2x4"} {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		c := DefaultConfig()
		if err := c.SetValues(v); err == nil || c != DefaultConfig() {
			t.Errorf("%s: error %v, config %+v", q, err, c)
		}
	}
	c := DefaultConfig()
	if err := c.SetValues(url.Values{"layer": {"conv1"}, "seed": {"9"}}); err != nil || c.Seed != 9 {
		t.Errorf("somebody else's key: %v, seed %d", err, c.Seed)
	}
}

func FuzzConfigLink(f *testing.F) {
	f.Add("model=resnet20&lr=0.1&seed=7")
	f.Fuzz(func(t *testing.T, q string) {
		v, err := url.ParseQuery(q)
		if err != nil {
			return
		}
		c := DefaultConfig()
		if c.SetValues(v) != nil {
			return
		}
		again := DefaultConfig()
		if err := again.SetValues(c.Values()); err != nil || again != c {
			t.Errorf("%q: %+v, then %+v (%v)", q, c, again, err)
		}
	})
}
