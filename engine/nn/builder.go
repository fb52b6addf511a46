package nn

import (
	"slices"

	"filtermaplab/engine/program"
)

// Builder collects the operations of a network while its layers are called
// in forward order.
type Builder struct {
	p        *program.Program
	net      *Network
	layer    int
	backward []func()                // in forward order, played in reverse by Finish
	written  map[program.Buffer]bool // activation gradients that hold something already
}

// Value is an activation on its way through the network: pictures of C
// channels, H rows and W columns.
type Value struct {
	C, H, W int

	train, infer program.Buffer // the activation in either routine
	grad         program.Buffer // of the loss by train; None for the network's input
}

// NewBuilder starts a network for batches of n pictures.
func NewBuilder(n int) *Builder {
	p := program.New(n)
	p.Hyper = p.Add("hyper", program.Host, 4)
	return &Builder{p: p, net: &Network{Program: p}, written: make(map[program.Buffer]bool)}
}

// Input declares the pictures, (N,C,H,W).
func (b *Builder) Input(c, h, w int) Value {
	b.p.Input = b.p.Add("input", program.Host, b.p.Batch, c, h, w)
	return Value{C: c, H: h, W: w, train: b.p.Input, infer: b.p.Input}
}

// begin opens a layer: what is emitted from here on is booked on it.
func (b *Builder) begin(name string) {
	b.p.Layers = append(b.p.Layers, name)
	b.layer = len(b.p.Layers) - 1
}

// value declares an activation with its gradient.
func (b *Builder) value(name string, c, h, w int) Value {
	n := b.p.Batch
	return Value{
		C: c, H: h, W: w,
		train: b.p.Add(name, program.Activation, n, c, h, w),
		infer: b.p.Add(name+".infer", program.Activation, n, c, h, w),
		grad:  b.p.Add(name+".grad", program.Activation, n, c, h, w),
	}
}

// emit adds the forward operation of either routine.
func (b *Builder) emit(train, infer program.Op) {
	b.p.Train = append(b.p.Train, program.Instr{Op: train, Pass: program.Forward, Layer: b.layer})
	b.p.Infer = append(b.p.Infer, program.Instr{Op: infer, Pass: program.Forward, Layer: b.layer})
}

// onBackward registers the backward operation that belongs to what was just
// emitted. The function runs when the gradient of every later layer is known.
func (b *Builder) onBackward(op func() program.Op) {
	layer := b.layer
	b.backward = append(b.backward, func() {
		b.p.Train = append(b.p.Train, program.Instr{Op: op(), Pass: program.Backward, Layer: layer})
	})
}

// into returns the gradient buffer of v and whether the next operation must
// add to it because another consumer of v has written it before.
func (b *Builder) into(v Value) (grad program.Buffer, add bool) {
	add = b.written[v.grad]
	if v.grad != program.None {
		b.written[v.grad] = true
	}
	return v.grad, add
}

// Finish plays the backward operations in reverse, adds the update of every
// parameter and returns the network.
func (b *Builder) Finish() *Network {
	for _, emit := range slices.Backward(b.backward) {
		emit()
	}
	for _, param := range b.net.Params {
		b.p.Train = append(b.p.Train, program.Instr{Pass: program.Update, Layer: param.layer, Op: program.SGD{
			N: param.Len(), W: param.Weight, G: param.Grad, V: param.Velocity, Hyper: b.p.Hyper, Decay: true,
		}})
	}
	return b.net
}
