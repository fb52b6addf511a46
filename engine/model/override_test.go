package model

import (
	"strings"
	"testing"

	"filtermaplab/filtermap"
)

func TestParseMaps(t *testing.T) {
	s := Spec{Model: "resnet8", Variant: FM}
	const text = "layer1.0.conv1=4x4x1:1x2,layer2.0.conv2=2x4x4"
	got, err := ParseMaps(s, text)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]filtermap.Geometry{
		"layer1.0.conv1": {K1: 4, K2: 4, K3: 1, X: 1, Y: 2, S1: 3, S2: 3, C: 16},
		"layer2.0.conv2": {K1: 2, K2: 4, K3: 4, X: 2, Y: 2, S1: 3, S2: 3, C: 32},
	}
	if len(got) != len(want) || got["layer1.0.conv1"] != want["layer1.0.conv1"] || got["layer2.0.conv2"] != want["layer2.0.conv2"] {
		t.Errorf("got %v, want %v", got, want)
	}
	if again, err := FormatMaps(s, got); err != nil || again != text {
		t.Errorf("written %q (%v), want %q", again, err, text)
	}
	s.Batch, s.Geometry = 1, got
	net, err := Build(s)
	if err != nil {
		t.Fatal(err)
	}
	usual, err := Build(Spec{Model: "resnet8", Variant: FM, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	params, _ := net.ParamCount()
	before, _ := usual.ParamCount()
	// (4*1)*(4*2)*16 for (4*2)*(2*2)*16, and (2*2)*(4*2)*32 as before.
	first, second := usualLen(t, "layer1.0.conv1"), usualLen(t, "layer2.0.conv2")
	if want := before - first - second + 4*8*16 + 4*8*32; params != want {
		t.Errorf("%d parameters, want %d", params, want)
	}
}

func usualLen(t *testing.T, layer string) int {
	t.Helper()
	layers, err := mapsOf(Spec{Model: "resnet8"})
	if err != nil {
		t.Fatal(err)
	}
	return layers[layer].MapLen()
}

// The usual geometry needs no words.
func TestFormatMapsLeavesTheUsualOut(t *testing.T) {
	layers, err := mapsOf(Spec{Model: "resnet20"})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := FormatMaps(Spec{Model: "resnet20"}, layers); err != nil || text != "" {
		t.Errorf("got %q (%v)", text, err)
	}
}

func TestParseMapsRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"conv9=4x4x1":                               `no layer "conv9"`,
		"linear=4x4x1":                              `no layer "linear"`,
		"layer1.0.conv1":                            "want K1xK2xK3",
		"layer1.0.conv1=4x4":                        "want K1xK2xK3",
		"layer1.0.conv1=4x4x1:2":                    "want K1xK2xK3",
		"layer1.0.conv1=4x4x2":                      "want 16 filters",
		"layer1.0.conv1=16x1x1:0x2":                 "X: want 1 to",
		"layer1.0.conv1=16x1x-1":                    "K3: want 1 to",
		"conv1=4x2x2":                               "K3: want a divisor of C = 3",
		"layer1.0.conv1=4x4x1,layer1.0.conv1=4x4x1": "named twice",
		"layer1.0.conv1=16x1x1:65536x65536":         "map: want at most",
	} {
		if _, err := ParseMaps(Spec{Model: "resnet8"}, text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v does not say %q", text, err, says)
		}
	}
}

func FuzzParseMaps(f *testing.F) {
	f.Add("layer1.0.conv1=4x4x1:1x2,conv1=2x8x1")
	f.Fuzz(func(t *testing.T, text string) {
		s := Spec{Model: "resnet8"}
		got, err := ParseMaps(s, text)
		if err != nil {
			return
		}
		short, err := FormatMaps(s, got)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if again, err := ParseMaps(s, short); err != nil || len(again) > len(got) {
			t.Errorf("%q, then %q: %v, then %v (%v)", text, short, got, again, err)
		}
	})
}
