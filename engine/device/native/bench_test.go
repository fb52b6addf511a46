package native

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

const benchBatch = 32

func BenchmarkNet(b *testing.B) {
	for _, name := range []string{"resnet8", "resnet8w", "resnet8ww", "resnet14"} {
		for _, variant := range []model.Variant{model.Plain, model.FM} {
			for _, r := range []program.Routine{program.Train, program.Infer} {
				for _, threads := range []int{1, 2} {
					b.Run(fmt.Sprintf("%s/%s/%v/threads=%d", name, variant, r, threads), func(b *testing.B) {
						d, err := New(Options{Threads: threads})
						if err != nil {
							b.Skip(err)
						}
						_, exe := load(b, d, model.Spec{Model: name, Variant: variant, Batch: benchBatch})
						var best fastest
						for b.Loop() {
							best.run(b, exe, r)
						}
						b.ReportMetric(float64(benchBatch*b.N)/b.Elapsed().Seconds(), "images/s")
						b.ReportMetric(benchBatch/best.seconds, "best-images/s")
					})
				}
			}
		}
	}
}

// BenchmarkConv measures direct convolutions on one thread.
func BenchmarkConv(b *testing.B) {
	for _, c := range []program.Conv{
		{C: 3, K: 16, H: 32, W: 32, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 16, K: 16, H: 32, W: 32, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 16, K: 32, H: 32, W: 32, R: 3, S: 3, Stride: 2, Pad: 1},
		{C: 16, K: 32, H: 32, W: 32, R: 1, S: 1, Stride: 2},
		{C: 32, K: 32, H: 16, W: 16, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 64, K: 64, H: 8, W: 8, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 64, K: 64, H: 32, W: 32, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 128, K: 128, H: 16, W: 16, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 256, K: 256, H: 8, W: 8, R: 3, S: 3, Stride: 1, Pad: 1},
		{C: 512, K: 512, H: 4, W: 4, R: 3, S: 3, Stride: 1, Pad: 1},
	} {
		p := program.New(benchBatch)
		x := p.Add("x", program.Host, benchBatch, c.C, c.H, c.W)
		dx := p.Add("dx", program.Host, benchBatch, c.C, c.H, c.W)
		y := p.Add("y", program.Host, benchBatch, c.K, c.Ho(), c.Wo())
		w := p.Add("w", program.Host, c.K, c.C, c.R, c.S)
		dw := p.Add("dw", program.Host, c.K, c.C, c.R, c.S)
		shape := fmt.Sprintf("%dx%d,%d-%d,%dx%d/%d", c.H, c.W, c.C, c.K, c.R, c.S, c.Stride)
		benchOp(b, shape+"/forward", p, c, 1, program.ConvForward{Conv: c, X: x, W: w, Y: y})
		benchOp(b, shape+"/weights", p, c, 1, program.ConvBackward{Conv: c, X: x, W: w, DY: y, DW: dw})
		benchOp(b, shape+"/backward", p, c, 2, program.ConvBackward{Conv: c, X: x, W: w, DY: y, DX: dx, DW: dw})
	}
}

// fastest keeps the shortest of several runs, which is what says something
// about the code on a machine that others use too.
type fastest struct{ seconds float64 }

func (f *fastest) run(b *testing.B, exe device.Executable, r program.Routine) {
	start := time.Now()
	if err := exe.Run(r); err != nil {
		b.Fatal(err)
	}
	if t := time.Since(start).Seconds(); f.seconds == 0 || t < f.seconds {
		f.seconds = t
	}
}

// benchOp times one operation and reports the arithmetic of its direct form.
func benchOp(b *testing.B, name string, p *program.Program, c program.Conv, convolutions int64, op program.Op) {
	p.Train = []program.Instr{{Op: op}}
	b.Run(name, func(b *testing.B) {
		exe := loadOp(b, Options{Threads: 1}, p)
		var best fastest
		for b.Loop() {
			best.run(b, exe, program.Train)
		}
		reportFlops(b, c, convolutions, best)
	})
}

// reportFlops counts the arithmetic of a direct convolution.
func reportFlops(b *testing.B, c program.Conv, convolutions int64, best fastest) {
	b.ReportMetric(2*float64(convolutions*c.MACs()*benchBatch)/best.seconds/1e9, "GFLOP/s")
}

// benchRatio times a FilterMap operation in turns with the same operation on
// expanded filters. The map changes before each run, as it does in training.
func benchRatio(b *testing.B, name string, p *program.Program, c program.Conv, m program.Buffer, convolutions int64, op program.Op) {
	p.Train = []program.Instr{{Op: op}}
	b.Run(name, func(b *testing.B) {
		fast, direct := loadOp(b, Options{Threads: 1}, p), loadOp(b, Options{Threads: 1, Direct: true}, p)
		ones := slices.Repeat([]float32{1}, p.Info(m).Len())
		var fastTime, directTime fastest
		for b.Loop() {
			for _, exe := range []device.Executable{fast, direct} {
				if err := exe.Write(m, ones); err != nil {
					b.Fatal(err)
				}
			}
			fastTime.run(b, fast, program.Train)
			directTime.run(b, direct, program.Train)
		}
		reportFlops(b, c, convolutions, fastTime)
		b.ReportMetric(directTime.seconds/fastTime.seconds, "x-direct")
	})
}

func loadOp(b *testing.B, o Options, p *program.Program) device.Executable {
	d, err := New(o)
	if err != nil {
		b.Skip(err)
	}
	exe, err := d.Load(p)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { exe.Close() })
	return exe
}

// BenchmarkFM measures FilterMap layers on one thread: in the arithmetic of the
// direct convolution that they replace, and as times faster than it.
func BenchmarkFM(b *testing.B) {
	for _, l := range []struct {
		k1, k2, k3, c, size, stride int
	}{
		{2, 4, 2, 16, 32, 1},
		{4, 4, 2, 16, 32, 2},
		{4, 4, 2, 32, 16, 1},
		{4, 4, 4, 32, 16, 2},
		{4, 4, 4, 64, 8, 1},
		{4, 4, 4, 64, 16, 1},
		{4, 4, 4, 64, 32, 1},
		{8, 4, 4, 64, 32, 2},
		{8, 4, 4, 128, 16, 1},
		{8, 8, 4, 256, 8, 1},
		{8, 8, 8, 512, 4, 1},
	} {
		g := filtermap.Geometry{K1: l.k1, K2: l.k2, K3: l.k3, X: 2, Y: 2, S1: 3, S2: 3, C: l.c}
		c := program.Conv{C: l.c, K: g.K(), H: l.size, W: l.size, R: 3, S: 3, Stride: l.stride, Pad: 1}
		p := program.New(benchBatch)
		x := p.Add("x", program.Host, benchBatch, c.C, c.H, c.W)
		dx := p.Add("dx", program.Host, benchBatch, c.C, c.H, c.W)
		y := p.Add("y", program.Host, benchBatch, c.K, c.Ho(), c.Wo())
		m := p.Add("m", program.Host, g.Hm(), g.Wm(), g.C)
		dm := p.Add("dm", program.Host, g.Hm(), g.Wm(), g.C)
		shape := fmt.Sprintf("%dx%d,%d-%d/%d", c.H, c.W, c.C, c.K, c.Stride)
		benchRatio(b, shape+"/forward", p, c, m, 1, program.FMConvForward{Conv: c, Map: g, X: x, M: m, Y: y})
		benchRatio(b, shape+"/backward", p, c, m, 2, program.FMConvBackward{Conv: c, Map: g, X: x, M: m, DY: y, DX: dx, DM: dm})
	}
}
