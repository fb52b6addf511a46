package devicetest

import (
	"math/rand/v2"

	"filtermaplab/engine/program"
)

// Case is one small program. All its activations are in Program.Keep, so that
// every buffer can be read back.
type Case struct {
	Name    string
	Program *program.Program
	// Fill holds the inputs that are not simply drawn from N(0,1).
	Fill map[program.Buffer]func(rng *rand.Rand) float32
	// Loose multiplies the tolerance where rounding must be worse; 0 means 1.
	Loose float64
}

// builder makes cases.
type builder struct {
	*Case
	p *program.Program
}

func newCase(name string, n int) *builder {
	p := program.New(n)
	return &builder{&Case{Name: name, Program: p, Fill: make(map[program.Buffer]func(*rand.Rand) float32)}, p}
}

// picture declares a kept activation of (N,C,H,W), or (N,C) without h and w.
func (b *builder) picture(name string, c int, hw ...int) program.Buffer {
	x := b.p.Add(name, program.Activation, append([]int{b.p.Batch, c}, hw...)...)
	b.p.Keep = append(b.p.Keep, x)
	return x
}

// param, gradient, velocity and state declare what outlives a run.
func (b *builder) param(name string, shape ...int) program.Buffer {
	return b.p.Add(name, program.Param, shape...)
}

func (b *builder) gradient(name string, shape ...int) program.Buffer {
	return b.p.Add(name, program.Gradient, shape...)
}

func (b *builder) state(name string, n int) program.Buffer { return b.p.Add(name, program.State, n) }

// vector declares a kept activation of n numbers.
func (b *builder) vector(name string, n int) program.Buffer {
	x := b.p.Add(name, program.Activation, n)
	b.p.Keep = append(b.p.Keep, x)
	return x
}

// positive says that a buffer holds numbers between 0.5 and 1.5.
func (b *builder) positive(bufs ...program.Buffer) {
	for _, x := range bufs {
		b.Fill[x] = func(rng *rand.Rand) float32 { return 0.5 + rng.Float32() }
	}
}

// about says that a buffer holds numbers around mean.
func (b *builder) about(mean, spread float64, x program.Buffer) {
	b.Fill[x] = func(rng *rand.Rand) float32 { return float32(mean + spread*rng.NormFloat64()) }
}

// rectified says that a buffer is what a ReLU leaves: half of it zero.
func (b *builder) rectified(x program.Buffer) {
	b.Fill[x] = func(rng *rand.Rand) float32 { return float32(max(0, rng.NormFloat64())) }
}

// op adds an op to the Train routine.
func (b *builder) op(op program.Op) { b.p.Train = append(b.p.Train, program.Instr{Op: op}) }

// infer adds an op to the Infer routine.
func (b *builder) infer(op program.Op) { b.p.Infer = append(b.p.Infer, program.Instr{Op: op}) }

// inputs fills every buffer of the program. Those that are only written start
// with something too: a device must not rely on zeros.
func (c *Case) inputs(seed uint64) map[program.Buffer][]float32 {
	rng := rand.New(rand.NewPCG(seed, 1))
	in := make(map[program.Buffer][]float32)
	for b := program.Buffer(1); int(b) < len(c.Program.Buffers); b++ {
		fill := c.Fill[b]
		if fill == nil {
			fill = func(rng *rand.Rand) float32 { return float32(rng.NormFloat64()) }
		}
		v := make([]float32, c.Program.Info(b).Len())
		for i := range v {
			v[i] = fill(rng)
		}
		in[b] = v
	}
	return in
}
