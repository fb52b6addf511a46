package opcount_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// algorithms are the columns of the tables below.
func algorithms() []opcount.Algorithm {
	return []opcount.Algorithm{
		{Spatial: opcount.Taps, Channels: opcount.Blocks},
		{Spatial: opcount.A, Channels: opcount.Blocks},
		{Spatial: opcount.Taps, Channels: opcount.Fourier4},
		{Spatial: opcount.A, Channels: opcount.Fourier4},
		{Spatial: opcount.A, Channels: opcount.Fourier3},
		{Spatial: opcount.WA, Channels: opcount.Fourier4},
		{Spatial: opcount.WA, Channels: opcount.Fourier3},
		{Spatial: opcount.WW, Channels: opcount.Fourier3},
	}
}

// pair is millions of multiply-adds and of additions as a table prints them.
type pair struct{ macs, adds float64 }

// near compares with numbers that were rounded to the given unit.
func (p pair) near(got opcount.Ops, unit float64) bool {
	half := 0.501 * unit
	return math.Abs(float64(got.MACs)/1e6-p.macs) <= half && math.Abs(float64(got.Adds)/1e6-p.adds) <= half
}

// layer is a 3x3 convolution of size x size pictures, padded by one.
func layer(c, k, size, stride int) program.Conv {
	return program.Conv{C: c, H: size, W: size, K: k, R: 3, S: 3, Stride: stride, Pad: 1}
}

// The wants were counted by an independent implementation of the algorithms.
func TestLayers(t *testing.T) {
	for _, tc := range []struct {
		conv       program.Conv
		k1, k2, k3 int
		f2, f4     pair   // Winograd on expanded filters; zero at stride 2
		want       []pair // a column an algorithm; fewer at stride 2
	}{
		{layer(16, 16, 32, 1), 4, 2, 2, pair{1.05, .23}, pair{.59, .25},
			[]pair{{2.36, 0}, {1.05, .10}, {1.18, .03}, {.52, .13}, {.52, .13}, {.39, .16}, {.39, .16}, {.29, .31}}},
		{layer(32, 32, 32, 1), 4, 4, 2, pair{4.19, .46}, pair{2.36, .50},
			[]pair{{9.44, 0}, {4.19, .20}, {4.72, .07}, {2.10, .26}, {2.10, .26}, {1.57, .33}, {1.57, .33}, {1.18, .62}}},
		{layer(32, 64, 32, 2), 4, 4, 4, pair{}, pair{},
			[]pair{{4.72, 0}, {2.10, .10}, {1.77, .07}, {.79, .17}, {.66, .21}}},
		{layer(64, 64, 32, 1), 4, 4, 4, pair{16.78, .92}, pair{9.44, 1.01},
			[]pair{{37.75, 0}, {16.78, .39}, {14.16, .20}, {6.29, .59}, {5.24, .74}, {4.72, .72}, {3.93, .90}, {2.95, 1.64}}},
		{layer(64, 128, 32, 2), 8, 4, 4, pair{}, pair{},
			[]pair{{18.87, 0}, {8.39, .20}, {7.08, .15}, {3.15, .34}, {2.62, .43}}},
		{layer(128, 128, 16, 1), 8, 4, 4, pair{16.78, .46}, pair{9.44, .50},
			[]pair{{37.75, 0}, {16.78, .20}, {14.16, .10}, {6.29, .29}, {5.24, .37}, {4.72, .36}, {3.93, .45}, {2.95, .82}}},
		{layer(256, 256, 8, 1), 8, 8, 4, pair{16.78, .23}, pair{9.44, .25},
			[]pair{{37.75, 0}, {16.78, .10}, {14.16, .05}, {6.29, .15}, {5.24, .18}, {4.72, .18}, {3.93, .23}, {2.95, .41}}},
		{layer(512, 512, 4, 1), 8, 8, 8, pair{16.78, .11}, pair{9.44, .13},
			[]pair{{37.75, 0}, {16.78, .05}, {8.26, .04}, {3.67, .09}, {2.88, .12}, {2.75, .11}, {2.16, .14}, {1.62, .24}}},
	} {
		g := filtermap.Geometry{K1: tc.k1, K2: tc.k2, K3: tc.k3, X: 2, Y: 2, S1: 3, S2: 3, C: tc.conv.C}
		for i, a := range algorithms() {
			got, ok := a.Count(tc.conv, g)
			if ok != (i < len(tc.want)) {
				t.Errorf("%v, stride %d: %v applies: %v", g, tc.conv.Stride, a, ok)
			} else if ok && !tc.want[i].near(got, 0.01) {
				t.Errorf("%v: %v takes %+v, want %v million", g, a, got, tc.want[i])
			}
		}
		if tc.conv.Stride == 1 {
			for m, want := range map[int]pair{2: tc.f2, 4: tc.f4} {
				if got := opcount.Winograd(m, tc.conv); !want.near(got, 0.01) {
					t.Errorf("%v: F(%d) takes %+v, want %v million", g, m, got, want)
				}
			}
		}
	}
}

// Whole networks, without the stem, whose three channels form no blocks. At
// stride 2, A stands in for WA and WW.
func TestNetworks(t *testing.T) {
	for _, tc := range []struct {
		model string
		unit  float64
		want  []pair
	}{
		{"resnet18", 1, []pair{{547, 0}, {243, 3}, {185, 2}, {82, 5}, {68, 6}, {64, 5}, {52, 7}, {41, 12}}},
		{"resnet20", .1, []pair{{40.1, 0}, {17.8, 1.0}, {18.4, .4}, {8.2, 1.4}, {7.8, 1.5}, {6.3, 1.7}, {6.0, 1.8}, {4.6, 3.3}}},
		{"resnet20w", .1, []pair{{160.4, 0}, {71.3, 2.1}, {67.2, .9}, {29.9, 2.9}, {27.0, 3.3}, {22.8, 3.6}, {20.6, 4.0}, {15.8, 7.1}}},
	} {
		net := build(t, tc.model)
		for i, a := range algorithms() {
			if got := mapped(net, a); !tc.want[i].near(got, tc.unit) {
				t.Errorf("%s: %v takes %+v, want %v million", tc.model, a, got, tc.want[i])
			}
		}
		// Forward, and both gradients as much again each.
		forward, backward := mapped(net, algorithms()[6]), mapped(net, algorithms()[4])
		step := float64(forward.MACs+2*backward.MACs) / 1e6
		if want := map[string]float64{"resnet18": 188, "resnet20": 21.6, "resnet20w": 75}[tc.model]; math.Abs(step-want) > 0.6 {
			t.Errorf("%s: a step takes %.1f million multiply-adds, want %.1f", tc.model, step, want)
		}
	}
}

func build(t *testing.T, name string) *nn.Network {
	t.Helper()
	net, err := model.Build(model.Spec{Model: name, Variant: model.FM, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// mapped sums over the layers with maps but the first.
func mapped(net *nn.Network, a opcount.Algorithm) (sum opcount.Ops) {
	for _, l := range net.Layers[1:] {
		if l.Map == nil {
			continue
		}
		ops, ok := a.Count(l.Conv, *l.Map)
		if !ok {
			ops, _ = opcount.Algorithm{Spatial: opcount.A, Channels: a.Channels}.Count(l.Conv, *l.Map)
		}
		sum = sum.Plus(ops)
	}
	return sum
}

func TestFast(t *testing.T) {
	for _, tc := range []struct {
		conv program.Conv
		g    filtermap.Geometry
		want string
	}{
		{layer(16, 16, 32, 1), filtermap.Geometry{K1: 2, K2: 4, K3: 2, C: 16}, "B4+WA"},
		{layer(64, 64, 32, 1), filtermap.Geometry{K1: 4, K2: 4, K3: 4, C: 64}, "B3+WA"},
		{layer(64, 128, 32, 2), filtermap.Geometry{K1: 8, K2: 4, K3: 4, C: 64}, "B3+A"},
		{layer(48, 12, 32, 1), filtermap.Geometry{K1: 3, K2: 2, K3: 2, C: 48}, "B4+A"},                               // K1 odd
		{layer(30, 24, 32, 1), filtermap.Geometry{K1: 4, K2: 2, K3: 3, C: 30}, "WA"},                                 // no transform of 3 blocks
		{layer(16, 16, 32, 1), filtermap.Geometry{K1: 2, K2: 4, K3: 2, C: 16, Padding: filtermap.Authors}, "direct"}, // windows end elsewhere
		{layer(16, 16, 32, 1), filtermap.Geometry{K1: 2, K2: 4, K3: 2, X: 3, Y: 3, S1: 3, S2: 3, C: 16}, "direct"},   // nothing overlaps
	} {
		if tc.g.X == 0 {
			tc.g.X, tc.g.Y, tc.g.S1, tc.g.S2 = 2, 2, 3, 3
		}
		a, ops := opcount.Fast(tc.conv, tc.g)
		if a.String() != tc.want {
			t.Errorf("%v, stride %d: %v, want %s", tc.g, tc.conv.Stride, a, tc.want)
		}
		if direct, _ := (opcount.Algorithm{}).Count(tc.conv, tc.g); direct.MACs != tc.conv.MACs() || ops.MACs > direct.MACs {
			t.Errorf("%v: %d multiply-adds, direct %d, by the definition %d", tc.g, ops.MACs, direct.MACs, tc.conv.MACs())
		}
	}
}

func TestNetworkCountsAll(t *testing.T) {
	plain, err := model.Build(model.Spec{Model: "resnet8", Variant: model.Plain, Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := opcount.Network(plain); got != (opcount.Ops{MACs: plain.MACs()}) {
		t.Errorf("without maps: %+v, want %d multiply-adds and no more", got, plain.MACs())
	}
	fm := build(t, "resnet18")
	if got := opcount.Network(fm); !(got.MACs < fm.MACs()/8) || got.Adds == 0 {
		t.Errorf("ResNet-18-FM: %+v, want less than an eighth of %d", got, fm.MACs())
	}
}

func TestWinogradPanics(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "at stride 1") {
			t.Errorf("got %v, want a panic about the stride", r)
		}
	}()
	opcount.Winograd(2, layer(16, 16, 32, 2))
}

// The two savings multiply: here 9 multiply-adds become 0.94.
func ExampleAlgorithm_Count() {
	conv := program.Conv{C: 64, H: 32, W: 32, K: 64, R: 3, S: 3, Stride: 1, Pad: 1}
	g, err := filtermap.Default(64, 64)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range []opcount.Algorithm{
		{},
		{Spatial: opcount.WA},
		{Channels: opcount.Fourier3},
		{Spatial: opcount.WA, Channels: opcount.Fourier3},
	} {
		ops, _ := a.Count(conv, g)
		fmt.Printf("%-6v %5.2f multiply-adds a filter element\n", a, 9*float64(ops.MACs)/float64(conv.MACs()))
	}
	// Output:
	// direct  9.00 multiply-adds a filter element
	// WA      3.00 multiply-adds a filter element
	// B3      2.81 multiply-adds a filter element
	// B3+WA   0.94 multiply-adds a filter element
}
