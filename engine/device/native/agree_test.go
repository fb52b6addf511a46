package native

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// opBuilder builds a program of one operation, whose operands all keep their
// memory.
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

// vectorDevice is the device on the assembly.
func vectorDevice(t testing.TB) *Device {
	t.Helper()
	d, err := New(Options{Threads: 3})
	if err != nil {
		t.Skip(err)
	}
	return d
}

// agree runs one operation on two devices and compares all that it writes.
func agree(t *testing.T, name string, batch int, got, want device.Device, build func(*opBuilder) program.Op) {
	t.Helper()
	b := &opBuilder{p: program.New(batch), values: map[program.Buffer][]float32{}, rng: rand.New(rand.NewPCG(1, 2))}
	op := build(b)
	b.p.Train = []program.Instr{{Op: op}}
	_, writes := op.Operands()
	writes = slices.DeleteFunc(writes, func(buf program.Buffer) bool { return buf == program.None })
	g, w := b.run(t, got, writes), b.run(t, want, writes)
	for i, buf := range writes {
		if e := worst(g[i], w[i]); e > opTolerance {
			t.Errorf("%s, batch %d: output %d %v is off by %.2g of its maximum, want %g",
				name, batch, i, b.p.Info(buf).Shape, e, opTolerance)
		}
	}
}

// TestLargeConvolutions covers what the small shapes of devicetest do not:
// several bands of rows, several parts of the batch, chunks of filters, and
// images that are summed together because they are small.
func TestLargeConvolutions(t *testing.T) {
	d := vectorDevice(t)
	for _, s := range []struct {
		program.Conv
		batch int
	}{
		{program.Conv{C: 96, H: 35, W: 33, K: 8, R: 3, S: 3, Stride: 1, Pad: 1}, 9},
		{program.Conv{C: 96, H: 35, W: 33, K: 8, R: 3, S: 3, Stride: 2, Pad: 1}, 9},
		{program.Conv{C: 64, H: 4, W: 4, K: 132, R: 3, S: 3, Stride: 1, Pad: 1}, 40},
		{program.Conv{C: 65, H: 3, W: 5, K: 90, R: 1, S: 1, Stride: 1}, 140},
		{program.Conv{C: 7, H: 9, W: 8, K: 6, R: 5, S: 4, Stride: 3, Pad: 2}, 3},
	} {
		name := fmt.Sprintf("%+v", s.Conv)
		agree(t, name+" forward", s.batch, d, reference.Device{}, func(b *opBuilder) program.Op {
			return program.ConvForward{Conv: s.Conv, X: b.normal(s.batch, s.C, s.H, s.W),
				W: b.normal(s.K, s.C, s.R, s.S), Y: b.normal(s.batch, s.K, s.Ho(), s.Wo())}
		})
		agree(t, name+" backward", s.batch, d, reference.Device{}, func(b *opBuilder) program.Op {
			return program.ConvBackward{Conv: s.Conv, X: b.normal(s.batch, s.C, s.H, s.W),
				W: b.normal(s.K, s.C, s.R, s.S), DY: b.normal(s.batch, s.K, s.Ho(), s.Wo()),
				DX: b.normal(s.batch, s.C, s.H, s.W), DW: b.normal(s.K, s.C, s.R, s.S)}
		})
	}
}

// TestFastAlgorithmsAgreeWithExpandedFilters holds the shared products to the
// convolution with the filters cut out of the map.
func TestFastAlgorithmsAgreeWithExpandedFilters(t *testing.T) {
	fast := vectorDevice(t)
	direct, err := New(Options{Threads: 2, Direct: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range fmShapes() {
		for _, n := range []int{3, 11} {
			c := s.conv()
			name := fmt.Sprintf("%v, stride %d, %dx%d", s.g, s.stride, s.h, s.w)
			agree(t, name+" forward", n, fast, direct, func(b *opBuilder) program.Op {
				return program.FMConvForward{Conv: c, Map: s.g, X: b.normal(n, c.C, c.H, c.W),
					M: b.normal(s.g.Hm(), s.g.Wm(), s.g.C), Y: b.normal(n, c.K, c.Ho(), c.Wo())}
			})
			for i, rule := range []filtermap.Rule{filtermap.Sum, filtermap.Mean, filtermap.Mean} {
				agree(t, fmt.Sprint(name, " backward ", rule), n, fast, direct, func(b *opBuilder) program.Op {
					o := program.FMConvBackward{Conv: c, Map: s.g, Rule: rule, AddDX: i == 1,
						X: b.normal(n, c.C, c.H, c.W), M: b.normal(s.g.Hm(), s.g.Wm(), s.g.C),
						DY: b.normal(n, c.K, c.Ho(), c.Wo()), DM: b.normal(s.g.Hm(), s.g.Wm(), s.g.C)}
					if i != 2 {
						o.DX = b.normal(n, c.C, c.H, c.W)
					}
					return o
				})
			}
		}
	}
}

// fmShape is a map and the pictures that it meets.
type fmShape struct {
	g      filtermap.Geometry
	h, w   int
	stride int
}

// fmShapes cover every K3 of the fast algorithms, K1 = 1 and odd, odd
// pictures, strides and several bands of rows.
func fmShapes() []fmShape {
	var all []fmShape
	add := func(k1, k2, k3, z, h, w, stride int) {
		g := filtermap.Geometry{K1: k1, K2: k2, K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: k3 * z}
		all = append(all, fmShape{g, h, w, stride})
	}
	for _, stride := range []int{1, 2} {
		for _, k3 := range []int{1, 2, 4, 8} {
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
		add(4, 4, 1, 5, 8, 8, stride)
		add(2, 2, 2, 8, 37, 34, stride) // several bands
		add(2, 3, 4, 16, 9, 5, stride)
	}
	return all
}

func (s fmShape) conv() program.Conv {
	return program.Conv{C: s.g.C, H: s.h, W: s.w, K: s.g.K(), R: s.g.S1, S: s.g.S2, Stride: s.stride, Pad: 1}
}
