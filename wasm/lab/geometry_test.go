package lab

import (
	"strings"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/filtermap"
)

func TestWithMap(t *testing.T) {
	usual := filtermap.Geometry{K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16}
	c := engine.DefaultConfig()
	other := usual
	other.K1, other.K3, other.X = 4, 1, 1
	c, err := WithMap(c, "layer1.0.conv1", other)
	if err != nil || c.Maps != "layer1.0.conv1=4x4x1:1x2" {
		t.Fatalf("got %q (%v)", c.Maps, err)
	}
	second := usual
	second.K1, second.K2, second.K3 = 16, 1, 1
	if c, err = WithMap(c, "layer1.0.conv2", second); err != nil || c.Maps != "layer1.0.conv1=4x4x1:1x2,layer1.0.conv2=16x1x1" {
		t.Fatalf("got %q (%v)", c.Maps, err)
	}
	if c, err = WithMap(c, "layer1.0.conv1", usual); err != nil || c.Maps != "layer1.0.conv2=16x1x1" {
		t.Fatalf("back to the usual one: got %q (%v)", c.Maps, err)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}

	edit := func(change func(*filtermap.Geometry)) filtermap.Geometry {
		g := usual
		change(&g)
		return g
	}
	for _, bad := range []struct {
		layer string
		g     filtermap.Geometry
		says  string
	}{
		{"layer1.0.conv1", edit(func(g *filtermap.Geometry) { g.C = 32 }), "16 channels"},
		{"layer1.0.conv1", edit(func(g *filtermap.Geometry) { g.S1 = 5 }), "3 × 3"},
		{"layer1.0.conv1", edit(func(g *filtermap.Geometry) { g.K1 = 3 }), "want 16 filters"},
		{"linear", usual, "linear"},
	} {
		if same, err := WithMap(c, bad.layer, bad.g); err == nil || !strings.Contains(err.Error(), bad.says) || same != c {
			t.Errorf("%v for %s: %v does not say %q", bad.g, bad.layer, err, bad.says)
		}
	}
	c.Variant = model.Plain
	if _, err := WithMap(c, "layer1.0.conv1", other); err == nil {
		t.Error("a plain network takes a map")
	}
}
