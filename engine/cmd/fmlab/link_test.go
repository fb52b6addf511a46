package main

import (
	"net/url"
	"strings"
	"testing"

	"filtermaplab/engine"
)

// A link of the page trains what it says: settings, pictures, device; flags
// come before it, and its fingerprint is compared.
func TestTrainFollowsALink(t *testing.T) {
	t.Chdir(t.TempDir())
	cfg := engine.DefaultConfig()
	cfg.Rule, cfg.Seed, cfg.Batch, cfg.Epochs = "sum", 77, 10, 1
	v := cfg.Values()
	v.Set("perClass", "2")
	v.Set("device", "reference")
	v.Set("layer", "layer1.0.conv1") // what the page shows is nothing to train
	v.Set("mode", "backward")
	link := "https://lab.example/index.html#" + v.Encode()

	want := succeed(t, "train", "-rule", "sum", "-seed", "77", "-batch", "10", "-epochs", "1", "-per-class", "2", "-device", "reference", "-out", "", "-json")
	fingerprint := epochs(t, want)[0].Fingerprint
	r := fmlab(t, "train", "-link", link, "-out", "", "-json")
	if r.status != exitOK || epochs(t, r.stdout)[0].Fingerprint != fingerprint {
		t.Fatalf("status %d, %s%s; want fingerprint %s", r.status, r.stdout, r.stderr, fingerprint)
	}

	v.Set("fingerprint", "1."+fingerprint)
	r = fmlab(t, "train", "-link", v.Encode(), "-out", "")
	if !strings.Contains(r.stderr, "the link's network to the bit") || !strings.Contains(r.stdout, "device reference") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	r = fmlab(t, "train", "-link", v.Encode(), "-seed", "78", "-out", "")
	if r.status != exitOK || !strings.Contains(r.stderr, "the link's network has fingerprint "+fingerprint) {
		t.Errorf("another seed: %s", r.stderr)
	}
}

func TestTrainRefusesALink(t *testing.T) {
	for link, want := range map[string]string{
		"epochs=0":                  "epochs: want 1 to",
		"epochs=%zz":                "copy the whole link",
		"perClass=some":             `perClass="some"`,
		"device=abacus":             "want one of",
		"pictures=My+cats":          "it is about My cats",
		"fingerprint=1.xyz":         "want EPOCH.DIGITS",
		"fingerprint=0.0123456789a": "want EPOCH.DIGITS",
	} {
		if r := fmlab(t, "train", "-link", link, "-out", ""); r.status != exitUsage || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: status %d, %q; want %q", link, r.status, r.stderr, want)
		}
	}
	if r := fmlab(t, "train", "-link", "epochs=3", "-resume", "run.safetensors"); r.status != exitUsage || !strings.Contains(r.stderr, "leave out -link or -resume") {
		t.Errorf("with -resume: %d %q", r.status, r.stderr)
	}
}

func FuzzLink(f *testing.F) {
	f.Add("epochs=3&perClass=2&device=strict&fingerprint=2.0123456789abcdef")
	f.Add("https://lab.example/#seed=7&rates=120%3A0.02")
	f.Fuzz(func(t *testing.T, link string) {
		o := trainOptions{cfg: engine.DefaultConfig(), link: link}
		if err := o.followLink(newTrain().Flags()); err != nil {
			return
		}
		if err := o.cfg.Validate(); err != nil {
			t.Errorf("%q was understood as settings that are none: %v", link, err)
		}
		again := engine.DefaultConfig()
		values, err := url.ParseQuery(o.cfg.Values().Encode())
		if err == nil {
			err = again.SetValues(values)
		}
		if err != nil || again != o.cfg {
			t.Errorf("%q: %+v, written and read again %+v, %v", link, o.cfg, again, err)
		}
	})
}
