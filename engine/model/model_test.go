package model

import (
	"fmt"
	"strings"
	"testing"

	"filtermaplab/filtermap"
)

// The paper prints rounded counts (Table 2); these are exact, from the PyTorch
// networks that the rounded ones agree with.
func TestParamCounts(t *testing.T) {
	for _, tc := range []struct {
		model     string
		plain, fm int // 0: not known
	}{
		{"resnet8", 78042, 14314},
		{"resnet14", 175258, 28074},
		{"resnet20", 0, 41834},
		{"resnet8w", 308650, 48074},
		{"resnet18", 11173962, 949386},
		{"resnet34", 21282122, 1816970},
		{"resnet50", 23520842, 13066890},
		{"densenet121", 6956298, 5292362},
		{"densenet100-12", 769162, 0}, // what public implementations of DenseNet-BC count
	} {
		t.Run(tc.model, func(t *testing.T) {
			for _, want := range []struct {
				variant Variant
				count   int
			}{{Plain, tc.plain}, {FM, tc.fm}} {
				net, err := Build(Spec{Model: tc.model, Variant: want.variant, Batch: 1})
				if err != nil {
					t.Fatal(err)
				}
				got, maps := net.ParamCount()
				if want.count != 0 && got != want.count {
					t.Errorf("%s %s: %d parameters, want %d", tc.model, want.variant, got, want.count)
				}
				if (maps > 0) != (want.variant == FM) {
					t.Errorf("%s %s: %d parameters in maps", tc.model, want.variant, maps)
				}
			}
		})
	}
}

func TestThinIsNotLarger(t *testing.T) {
	for _, name := range []string{"resnet8", "resnet14", "resnet20", "resnet56", "resnet8w", "resnet14ww", "resnet18", "resnet50"} {
		count := func(v Variant) int {
			net, err := Build(Spec{Model: name, Variant: v, Batch: 1})
			if err != nil {
				t.Fatal(err)
			}
			n, _ := net.ParamCount()
			return n
		}
		fm, thin := count(FM), count(Thin)
		ratio := float64(thin) / float64(fm)
		t.Logf("%s: fm %d, thin %d (%.3f)", name, fm, thin, ratio)
		if ratio > 1.02 || ratio < 0.98 {
			t.Errorf("%s: the thin network has %.3f times the FM network's parameters, want 0.98 to 1.02", name, ratio)
		}
	}
}

func TestPlainParamsAgreesWithBuild(t *testing.T) {
	for _, name := range []string{"resnet8", "resnet20w", "resnet18", "resnet50"} {
		arch, err := lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		net, err := Build(Spec{Model: name, Variant: Plain, Batch: 1})
		if err != nil {
			t.Fatal(err)
		}
		want, _ := net.ParamCount()
		if got := arch.(resnet).plainParams(3, 10); got != want {
			t.Errorf("%s: counted %d, built %d", name, got, want)
		}
	}
}

func TestMACs(t *testing.T) {
	for _, v := range []Variant{FM, Plain} {
		net, err := Build(Spec{Model: "resnet8", Variant: v, Batch: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := net.MACs(), int64(25003264/2); got != want {
			t.Errorf("resnet8 %s: %d multiply-adds, want %d", v, got, want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		spec Spec
		want string
	}{
		{"unknown network", Spec{Model: "resnet9", Batch: 1}, `no network is called "resnet9"`},
		{"unknown variant", Spec{Model: "resnet8", Variant: "fast", Batch: 1}, `variant "fast"`},
		{"odd depth", Spec{Model: "densenet101-12", Batch: 1}, `no network is called "densenet101-12"`},
		{"no growth", Spec{Model: "densenet100-0", Batch: 1}, `no network is called "densenet100-0"`},
		{"no batch", Spec{Model: "resnet8"}, "batch is 0"},
		{"odd size", Spec{Model: "resnet8", Batch: 1, Size: 30}, "multiple of 4"},
		{"thin densenet", Spec{Model: "densenet121", Variant: Thin, Batch: 1}, "no thin variant"},
		{"wrong product", Spec{Model: "resnet8", Batch: 1, Geometry: map[string]filtermap.Geometry{
			"layer1.0.conv1": {K1: 3, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16},
		}}, "want 16 filters, such as (K1,K2,K3) = (2,4,2), got 3*4*2 = 24"},
		{"no such layer", Spec{Model: "resnet8", Batch: 1, Geometry: map[string]filtermap.Geometry{
			"layer9.0.conv1": {K1: 2, K2: 4, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 16},
		}}, `no layer "layer9.0.conv1"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Build(tc.spec)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func TestGeometryOverride(t *testing.T) {
	net, err := Build(Spec{Model: "resnet8", Batch: 1, Geometry: map[string]filtermap.Geometry{
		"layer1.0.conv1": {K1: 1, K2: 2, K3: 8, X: 2, Y: 2, S1: 3, S2: 3, C: 16},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range net.Layers {
		if l.Name == "layer1.0.conv1" && (l.Map == nil || l.Map.K3 != 8) {
			t.Errorf("layer %s has map %v, want K3 = 8", l.Name, l.Map)
		}
	}
}

func ExampleBuild() {
	for _, v := range Variants() {
		net, err := Build(Spec{Model: "resnet8", Variant: v, Batch: 32})
		if err != nil {
			fmt.Println(err)
			return
		}
		all, maps := net.ParamCount()
		fmt.Printf("%-5s %6d parameters, %5d in maps, %d multiply-adds a picture\n", v, all, maps, net.MACs())
	}
	// Output:
	// fm     14314 parameters, 10432 in maps, 12501632 multiply-adds a picture
	// plain  78042 parameters,     0 in maps, 12501632 multiply-adds a picture
	// thin   14317 parameters,     0 in maps, 2158158 multiply-adds a picture
}
