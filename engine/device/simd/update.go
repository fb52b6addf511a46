package simd

import (
	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/program"
)

// Parameters, gradients and velocities lie in three rows in the order of
// their updates, so that the update of a whole network is one call over
// consecutive memory. A small network has dozens of vectors of 16 numbers; a
// call for each would be all overhead.

// updates adds a step for the SGD op at instruction i and for all that follow
// it without a gap in the list and in memory. It returns the number of ops.
func (l *lowering) updates(instrs []program.Instr) int {
	first := instrs[0].Op.(program.SGD)
	n, bytes := 0, 0
	var touched []operand
	for _, in := range instrs {
		o, ok := in.Op.(program.SGD)
		if !ok || o.Decay != first.Decay || o.Hyper != first.Hyper || !l.inRow(o, first, bytes) {
			break
		}
		n++
		bytes += l.bytes(o.W)
		touched = append(touched, operand{o.W, reads | writes}, operand{o.G, reads}, operand{o.V, reads | writes})
	}
	if n == 1 {
		bytes = 4 * first.N
	}
	spec := kernels.SGDSpec{N: bytes / 4, Decay: first.Decay}
	s := l.add(l.env.SGD(spec), spec.Tasks(), operand{first.W, reads | writes}, operand{first.G, reads}, operand{first.V, reads | writes}, operand{first.Hyper, reads})
	s.also = touched
	return n
}

// inRow says whether all three tensors of o lie bytes behind those of first.
func (l *lowering) inRow(o, first program.SGD, bytes int) bool {
	return l.fixed[o.W] == l.fixed[first.W]+bytes &&
		l.fixed[o.G] == l.fixed[first.G]+bytes &&
		l.fixed[o.V] == l.fixed[first.V]+bytes
}

// rows returns the buffers that outlive a run in the order in which they lie
// in memory: weights, gradients and velocities in rows, then the others.
func rows(p *program.Program) []program.Buffer {
	var order []program.Buffer
	seen := make([]bool, len(p.Buffers))
	take := func(b program.Buffer) {
		if b != program.None && !seen[b] && p.Info(b).Kind != program.Activation {
			seen[b] = true
			order = append(order, b)
		}
	}
	for _, column := range []func(program.SGD) program.Buffer{
		func(o program.SGD) program.Buffer { return o.W },
		func(o program.SGD) program.Buffer { return o.G },
		func(o program.SGD) program.Buffer { return o.V },
	} {
		for _, in := range p.Train {
			if o, ok := in.Op.(program.SGD); ok {
				take(column(o))
			}
		}
	}
	for b := 1; b < len(p.Buffers); b++ {
		take(program.Buffer(b))
	}
	return order
}
