package native

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// opTolerance bounds |native-reference| as a share of the tensor's maximum.
// Both add some hundred float32 products in different orders; the largest
// difference, 3e-5, is that of a normalisation of a single value.
const opTolerance = 5e-5

// devices are the implementations under test.
func devices(t testing.TB) map[string]*Device {
	t.Helper()
	all := map[string]*Device{}
	add := func(name string, o Options) {
		d, err := New(o)
		if err != nil {
			t.Logf("%s is not tested: %v", name, err)
			return
		}
		all[name] = d
	}
	add("avx2", Options{Threads: 3})
	add("portable", Options{Threads: 2, Portable: true})
	return all
}

// opCase is a program of one operation, whose operands all keep their memory.
type opCase struct {
	name  string
	batch int
	build func(b *opBuilder) program.Op
}

type opBuilder struct {
	p      *program.Program
	values map[program.Buffer][]float32
	rng    *rand.Rand
}

// normal adds a buffer with random contents.
func (b *opBuilder) normal(shape ...int) program.Buffer {
	return b.fill(func() float32 { return float32(b.rng.NormFloat64()) }, shape...)
}

func (b *opBuilder) fill(value func() float32, shape ...int) program.Buffer {
	buf := b.p.Add(fmt.Sprint("buffer ", len(b.p.Buffers)), program.Host, shape...)
	v := make([]float32, b.p.Info(buf).Len())
	for i := range v {
		v[i] = value()
	}
	b.values[buf] = v
	return buf
}

func (b *opBuilder) positive(shape ...int) program.Buffer {
	return b.fill(func() float32 { return 0.5 + b.rng.Float32() }, shape...)
}

// run executes the operation once and returns what it wrote.
func (b *opBuilder) run(t *testing.T, d device.Device, writes []program.Buffer) [][]float32 {
	t.Helper()
	exe, err := d.Load(b.p)
	if err != nil {
		t.Fatal(err)
	}
	defer exe.Close()
	for buf, v := range b.values {
		if err := exe.Write(buf, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := exe.Run(program.Train); err != nil {
		t.Fatal(err)
	}
	var got [][]float32
	for _, buf := range writes {
		v := make([]float32, b.p.Info(buf).Len())
		if err := exe.Read(buf, v); err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	return got
}

// worst returns the largest difference as a share of want's maximum.
func worst(got, want []float32) float64 {
	var diff, size float64
	for i := range want {
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if math.IsNaN(d) {
			return math.Inf(1)
		}
		diff = max(diff, d)
		size = max(size, math.Abs(float64(want[i])))
	}
	if diff == 0 {
		return 0
	}
	return diff / max(size, 1e-20)
}

func TestOpsAgreeWithReference(t *testing.T) {
	var cases []opCase
	add := func(name string, batch int, build func(*opBuilder) program.Op) {
		cases = append(cases, opCase{name, batch, build})
	}
	for _, n := range []int{1, 8, 11} {
		addConvCases(add, n)
		addFMCases(add, n)
		addNormCases(add, n)
		addShapeCases(add, n)
	}
	for _, c := range cases {
		b := &opBuilder{p: program.New(c.batch), values: map[program.Buffer][]float32{}, rng: rand.New(rand.NewPCG(1, 2))}
		op := c.build(b)
		b.p.Train = []program.Instr{{Op: op}}
		var writes []program.Buffer
		_, w := op.Operands()
		for _, buf := range w {
			if buf != program.None {
				writes = append(writes, buf)
			}
		}
		want := b.run(t, reference.Device{}, writes)
		for name, d := range devices(t) {
			got := b.run(t, d, writes)
			for i, buf := range writes {
				if e := worst(got[i], want[i]); e > opTolerance {
					t.Errorf("%s: batch %d, %s: output %d %v is off by %.2g of its maximum, want %g",
						name, c.batch, c.name, i, b.p.Info(buf).Shape, e, opTolerance)
				}
			}
		}
	}
}

func addConvCases(add func(string, int, func(*opBuilder) program.Op), n int) {
	for _, c := range []program.Conv{
		{C: 3, H: 9, W: 7, K: 16, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 16, H: 8, W: 8, K: 16, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 5, H: 7, W: 9, K: 6, R: 3, S: 3, Stride: 2, Pad: 1},
		{C: 8, H: 8, W: 8, K: 4, R: 3, S: 3, Stride: 2, Pad: 1},
		{C: 6, H: 6, W: 5, K: 7, R: 1, S: 1, Stride: 1},
		{C: 6, H: 7, W: 6, K: 9, R: 1, S: 1, Stride: 2},
		{C: 2, H: 8, W: 9, K: 3, R: 5, S: 4, Stride: 3, Pad: 2},
		{C: 2, H: 5, W: 4, K: 1, R: 2, S: 2, Stride: 1},
		{C: 4, H: 1, W: 1, K: 5, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 4, H: 4, W: 4, K: 5, R: 1, S: 1, Stride: 1, Pad: 1},
		{C: 20, H: 4, W: 4, K: 24, R: 3, S: 3, Stride: 1, Pad: 1},
	} {
		add(fmt.Sprintf("ConvForward %+v", c), n, func(b *opBuilder) program.Op {
			return program.ConvForward{Conv: c,
				X: b.normal(n, c.C, c.H, c.W), W: b.normal(c.K, c.C, c.R, c.S), Y: b.normal(n, c.K, c.Ho(), c.Wo())}
		})
		for _, addDX := range []bool{false, true} {
			add(fmt.Sprintf("ConvBackward %+v add %t", c, addDX), n, func(b *opBuilder) program.Op {
				return program.ConvBackward{Conv: c, AddDX: addDX,
					X: b.normal(n, c.C, c.H, c.W), W: b.normal(c.K, c.C, c.R, c.S), DY: b.normal(n, c.K, c.Ho(), c.Wo()),
					DX: b.normal(n, c.C, c.H, c.W), DW: b.normal(c.K, c.C, c.R, c.S)}
			})
		}
		add(fmt.Sprintf("ConvBackward %+v of the first layer", c), n, func(b *opBuilder) program.Op {
			return program.ConvBackward{Conv: c,
				X: b.normal(n, c.C, c.H, c.W), W: b.normal(c.K, c.C, c.R, c.S), DY: b.normal(n, c.K, c.Ho(), c.Wo()),
				DW: b.normal(c.K, c.C, c.R, c.S)}
		})
	}
}

// fmShape is a map and the pictures that it meets.
type fmShape struct {
	g       filtermap.Geometry
	h, w    int
	stride  int
	padding int
}

// fmShapes cover every K3 of the fast algorithms and of the direct one, K1 = 1
// and odd, odd pictures, strides, gaps between windows and the authors' padding.
func fmShapes() []fmShape {
	var all []fmShape
	add := func(k1, k2, k3, z, h, w, stride int) {
		g := filtermap.Geometry{K1: k1, K2: k2, K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: k3 * z}
		all = append(all, fmShape{g, h, w, stride, 1})
	}
	for _, stride := range []int{1, 2} {
		for k3 := 1; k3 <= 8; k3++ {
			add(2, 2, k3, 4, 6, 8, stride)
		}
		add(2, 4, 2, 8, 8, 8, stride)
		add(4, 4, 4, 4, 5, 7, stride)
		add(1, 2, 2, 4, 5, 4, stride)
		add(1, 1, 4, 5, 5, 5, stride)
		add(3, 2, 2, 6, 7, 6, stride)
		add(2, 1, 8, 4, 4, 4, stride)
		add(4, 2, 2, 5, 1, 1, stride)
		add(4, 3, 4, 4, 2, 3, stride)
		add(4, 4, 1, 3, 8, 8, stride)
	}
	for _, g := range []filtermap.Geometry{
		{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 3, S2: 3, C: 8, Padding: filtermap.Authors},
		{K1: 2, K2: 3, K3: 2, X: 4, Y: 4, S1: 3, S2: 3, C: 4},
		{K1: 2, K2: 2, K3: 2, X: 1, Y: 2, S1: 3, S2: 3, C: 8},
		{K1: 2, K2: 2, K3: 2, X: 2, Y: 2, S1: 2, S2: 2, C: 8},
	} {
		all = append(all, fmShape{g, 6, 6, 1, 1})
	}
	return all
}

func (s fmShape) conv() program.Conv {
	return program.Conv{C: s.g.C, H: s.h, W: s.w, K: s.g.K(), R: s.g.S1, S: s.g.S2, Stride: s.stride, Pad: s.padding}
}

func addFMCases(add func(string, int, func(*opBuilder) program.Op), n int) {
	for _, s := range fmShapes() {
		c := s.conv()
		add(fmt.Sprintf("FMConvForward %v on %+v", s.g, c), n, func(b *opBuilder) program.Op {
			return program.FMConvForward{Conv: c, Map: s.g,
				X: b.normal(n, c.C, c.H, c.W), M: b.normal(s.g.Hm(), s.g.Wm(), s.g.C), Y: b.normal(n, c.K, c.Ho(), c.Wo())}
		})
		for i, rule := range []filtermap.Rule{filtermap.Sum, filtermap.Mean, filtermap.Mean} {
			add(fmt.Sprintf("FMConvBackward %v %v on %+v", s.g, rule, c), n, func(b *opBuilder) program.Op {
				o := program.FMConvBackward{Conv: c, Map: s.g, Rule: rule, AddDX: i == 1,
					X: b.normal(n, c.C, c.H, c.W), M: b.normal(s.g.Hm(), s.g.Wm(), s.g.C), DY: b.normal(n, c.K, c.Ho(), c.Wo()),
					DM: b.normal(s.g.Hm(), s.g.Wm(), s.g.C)}
				if i != 2 {
					o.DX = b.normal(n, c.C, c.H, c.W)
				}
				return o
			})
		}
	}
}

func addNormCases(add func(string, int, func(*opBuilder) program.Op), n int) {
	for _, s := range []program.Norm{{C: 5, H: 6, W: 7, Eps: 1e-5}, {C: 16, H: 4, W: 4, Eps: 1e-5}, {C: 3, H: 1, W: 1, Eps: 1e-5}} {
		for _, relu := range []bool{false, true} {
			for _, residual := range []bool{false, true} {
				name := fmt.Sprintf("%+v ReLU %t residual %t", s, relu, residual)
				picture := func(b *opBuilder) program.Buffer {
					return b.fill(func() float32 { return 3 + float32(b.rng.NormFloat64()) }, n, s.C, s.H, s.W)
				}
				optional := func(b *opBuilder) program.Buffer {
					if residual {
						return b.normal(n, s.C, s.H, s.W)
					}
					return program.None
				}
				add("BatchNormTrain "+name, n, func(b *opBuilder) program.Op {
					return program.BatchNormTrain{Norm: s, Momentum: 0.1, ReLU: relu, X: picture(b), Res: optional(b),
						Gamma: b.positive(s.C), Beta: b.normal(s.C), Mean: b.normal(s.C), Var: b.positive(s.C),
						SavedMean: b.normal(s.C), SavedInv: b.normal(s.C), Y: b.normal(n, s.C, s.H, s.W)}
				})
				add("BatchNormInfer "+name, n, func(b *opBuilder) program.Op {
					return program.BatchNormInfer{Norm: s, ReLU: relu, X: picture(b), Res: optional(b),
						Gamma: b.positive(s.C), Beta: b.normal(s.C), Mean: b.normal(s.C), Var: b.positive(s.C),
						Y: b.normal(n, s.C, s.H, s.W)}
				})
				for flags := range 8 {
					add(fmt.Sprint("BatchNormBackward ", name, " flags ", flags), n, func(b *opBuilder) program.Op {
						o := program.BatchNormBackward{Norm: s, ReLU: relu, X: picture(b), DY: b.normal(n, s.C, s.H, s.W),
							Gamma: b.positive(s.C), SavedInv: b.positive(s.C),
							SavedMean: b.fill(func() float32 { return 3 }, s.C),
							DRes:      optional(b), DGamma: b.normal(s.C), DBeta: b.normal(s.C),
							AddDX: flags&1 != 0, AddDRes: flags&2 != 0}
						if relu {
							o.Y = b.normal(n, s.C, s.H, s.W)
						}
						if flags&4 == 0 {
							o.DX = b.normal(n, s.C, s.H, s.W)
						}
						return o
					})
				}
			}
		}
	}
}

func addShapeCases(add func(string, int, func(*opBuilder) program.Op), n int) {
	add("Concat", n, func(b *opBuilder) program.Op {
		return program.Concat{CA: 3, CB: 5, H: 4, W: 5, A: b.normal(n, 3, 4, 5), B: b.normal(n, 5, 4, 5), Y: b.normal(n, 8, 4, 5)}
	})
	for flags := range 4 {
		add(fmt.Sprint("ConcatBackward ", flags), n, func(b *opBuilder) program.Op {
			return program.ConcatBackward{CA: 3, CB: 5, H: 4, W: 5, DY: b.normal(n, 8, 4, 5),
				DA: b.normal(n, 3, 4, 5), DB: b.normal(n, 5, 4, 5), AddDA: flags&1 != 0, AddDB: flags&2 != 0}
		})
	}
	for _, s := range []program.AvgPool{{C: 3, H: 4, W: 6, R: 2, S: 3}, {C: 5, H: 4, W: 3, R: 4, S: 3}} {
		add(fmt.Sprintf("AvgPool %+v", s), n, func(b *opBuilder) program.Op {
			s := s
			s.X, s.Y = b.normal(n, s.C, s.H, s.W), b.normal(n, s.C, s.H/s.R, s.W/s.S)
			return s
		})
		for _, addDX := range []bool{false, true} {
			add(fmt.Sprintf("AvgPoolBackward %+v", s), n, func(b *opBuilder) program.Op {
				return program.AvgPoolBackward{C: s.C, H: s.H, W: s.W, R: s.R, S: s.S, AddDX: addDX,
					DY: b.normal(n, s.C, s.H/s.R, s.W/s.S), DX: b.normal(n, s.C, s.H, s.W)}
			})
		}
	}
	for _, x := range [][]int{{n, 12}, {n, 12, 1, 1}, {n, 2, 3, 2}} {
		add(fmt.Sprint("Linear ", x), n, func(b *opBuilder) program.Op {
			return program.Linear{In: 12, Out: 10, X: b.normal(x...), W: b.normal(10, 12), B: b.normal(10), Y: b.normal(n, 10)}
		})
		add(fmt.Sprint("LinearBackward ", x), n, func(b *opBuilder) program.Op {
			return program.LinearBackward{In: 12, Out: 10, X: b.normal(x...), W: b.normal(10, 12), DY: b.normal(n, 10),
				DX: b.normal(x...), DW: b.normal(10, 12), DB: b.normal(10)}
		})
	}
	for _, smoothing := range []float32{0, 0.1} {
		add(fmt.Sprint("SoftmaxLoss ", smoothing), n, func(b *opBuilder) program.Op {
			return program.SoftmaxLoss{Classes: 7, Smoothing: smoothing, Logits: b.normal(n, 7),
				Labels:  b.fill(func() float32 { return float32(b.rng.IntN(8) - 1) }, n),
				DLogits: b.normal(n, 7), Stats: b.normal(2)}
		})
	}
	for flags := range 4 {
		add(fmt.Sprint("SGD ", flags), n, func(b *opBuilder) program.Op {
			hyper := []float32{0.1, 0.9, 0.01, float32(flags & 1)}
			return program.SGD{N: 37, Decay: flags&2 != 0, W: b.normal(37), G: b.normal(37), V: b.normal(37),
				Hyper: b.fill(func() float32 { h := hyper[0]; hyper = hyper[1:]; return h }, 4)}
		})
	}
}
