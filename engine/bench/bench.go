// Package bench measures how fast a device trains and answers, as a whole and
// layer by layer. It is the one stopwatch of the command line and the page.
//
// Speeds are counted twice: by the arithmetic that the definition asks for
// (every convolution direct), and by the arithmetic that the device really
// did, which is less where the filters of a map share their products.
package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
)

// Options says how long to measure.
type Options struct {
	Runs int           // medians are of so many runs; 0 means 15
	Most time.Duration // stop after that long with fewer runs, but at least 3; 0 means no bound
}

// Result is the speed of one network on one device.
type Result struct {
	Model   string        `json:"model"`
	Variant model.Variant `json:"variant"`
	Device  string        `json:"device"`
	Batch   int           `json:"batch"`
	Params  int           `json:"params"`

	Train Speed `json:"train"` // a whole step: forward, backward, update
	Infer Speed `json:"infer"` // the scores of a batch

	Layers []Layer `json:"layers,omitempty"` // where the device can tell
	Ops    []Op    `json:"ops,omitempty"`
}

// Speed is the median of several runs.
type Speed struct {
	Milliseconds    float64 `json:"ms"` // a batch
	ImagesPerSecond float64 `json:"images_per_second"`
	Direct          float64 `json:"gflops_direct"` // GFLOP/s of the definition
	Done            float64 `json:"gflops_done"`   // GFLOP/s really done
}

// Layer is the time of one layer in a training step.
type Layer struct {
	Name     string  `json:"name"`
	Forward  float64 `json:"forward_ms"`
	Backward float64 `json:"backward_ms"`
	Update   float64 `json:"update_ms"`
	Direct   float64 `json:"gflops_direct"` // forward and backward
	Done     float64 `json:"gflops_done"`
}

// Op is the time of all operations of one kind in a training step.
type Op struct {
	Kind   string  `json:"kind"`
	Count  int     `json:"count"`
	Millis float64 `json:"ms"`
	Direct float64 `json:"gflops_direct"`
	Done   float64 `json:"gflops_done"`
}

// Runner is a network on a device, filled with numbers to compute with, as a
// stopwatch needs it.
type Runner struct {
	Net *nn.Network
	exe device.Executable
}

// NewRunner builds the network and gives it weights, noise for pictures and
// labels.
func NewRunner(spec model.Spec, dev device.Device) (*Runner, error) {
	net, err := model.Build(spec)
	if err != nil {
		return nil, err
	}
	exe, err := dev.Load(net.Program)
	if err != nil {
		return nil, fmt.Errorf("bench: device %s: %w", dev.Name(), err)
	}
	r := &Runner{Net: net, exe: exe}
	if err := r.fill(); err != nil {
		exe.Close()
		return nil, err
	}
	return r, nil
}

func (r *Runner) fill() error {
	rng := rand.New(rand.NewPCG(1, 2))
	err := r.Net.Init(rng, func(p nn.Param, w []float32) error { return r.exe.Write(p.Weight, w) })
	if err != nil {
		return err
	}
	for _, s := range r.Net.States {
		if err := r.exe.Write(s.Buffer, slices.Repeat([]float32{s.Start}, s.Len)); err != nil {
			return err
		}
	}
	p := r.Net.Program
	pictures := make([]float32, p.Info(p.Input).Len())
	for i := range pictures {
		pictures[i] = float32(rng.NormFloat64())
	}
	labels := make([]float32, p.Batch)
	for i := range labels {
		labels[i] = float32(i % p.Info(p.Logits).Shape[1])
	}
	for _, w := range []struct {
		b   program.Buffer
		src []float32
	}{{p.Input, pictures}, {p.Labels, labels}, {p.Hyper, []float32{0.01, 0.9, 5e-4, 1}}} {
		if err := r.exe.Write(w.b, w.src); err != nil {
			return err
		}
	}
	return nil
}

// Step trains one whole step and returns its loss.
func (r *Runner) Step() (float32, error) {
	var stats [2]float32
	if err := r.exe.Run(program.Train); err != nil {
		return 0, err
	}
	err := r.exe.Read(r.Net.Program.Stats, stats[:])
	return stats[0], err
}

// Infer writes the scores of the batch, (N,classes), to dst.
func (r *Runner) Infer(dst []float32) error {
	if err := r.exe.Run(program.Infer); err != nil {
		return err
	}
	return r.exe.Read(r.Net.Program.Scores, dst)
}

// Close gives the device's memory back.
func (r *Runner) Close() error { return r.exe.Close() }

// macs counts the multiply-adds of one picture in a list of instructions, by
// the definition and as the device does them.
func (r *Runner) macs(instrs []program.Instr) (direct, done int64) {
	for _, in := range instrs {
		m := in.Op.Cost(1).MACs
		direct += m
		if c, ok := r.exe.(device.Counter); ok {
			m = c.MACs(in.Op)
		}
		done += m
	}
	return direct, done
}

// Measure times a network: warm-up, whole runs, then layer by layer.
func Measure(spec model.Spec, dev device.Device, o Options) (Result, error) {
	if o.Runs <= 0 {
		o.Runs = 15
	}
	r, err := NewRunner(spec, dev)
	if err != nil {
		return Result{}, err
	}
	defer r.Close()
	params, _ := r.Net.ParamCount()
	res := Result{Model: spec.Model, Variant: spec.Variant, Device: dev.Name(), Batch: spec.Batch, Params: params}
	p := r.Net.Program
	scores := make([]float32, p.Info(p.Scores).Len())
	step := func() error { _, err := r.Step(); return err }
	infer := func() error { return r.Infer(scores) }
	if res.Train, err = r.speed(p.Train, step, o); err != nil {
		return res, err
	}
	if res.Infer, err = r.speed(p.Infer, infer, o); err != nil {
		return res, err
	}
	return res, r.profile(&res, o)
}

// speed is the median time of f, which runs instrs.
func (r *Runner) speed(instrs []program.Instr, f func() error, o Options) (Speed, error) {
	const warmUp = 2
	var seconds []float64
	started := time.Now()
	for i := range warmUp + o.Runs {
		start := time.Now()
		if err := f(); err != nil {
			return Speed{}, err
		}
		if i >= warmUp {
			seconds = append(seconds, time.Since(start).Seconds())
		}
		if o.Most > 0 && len(seconds) >= 3 && time.Since(started) > o.Most {
			break
		}
	}
	t := median(seconds)
	n := r.Net.Program.Batch
	direct, done := r.macs(instrs)
	return Speed{
		Milliseconds: 1e3 * t, ImagesPerSecond: float64(n) / t,
		Direct: gflops(direct, n, t), Done: gflops(done, n, t),
	}, nil
}

// gflops is the speed of so many multiply-adds a picture; each is two FLOPs.
func gflops(macs int64, n int, seconds float64) float64 {
	if seconds == 0 {
		return 0
	}
	return 2 * float64(macs) * float64(n) / seconds / 1e9
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
