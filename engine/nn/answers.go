package nn

import "filtermaplab/engine/program"

// AnswersOnly takes the training out of a network that has not been loaded
// yet: what remains answers pictures, in a tenth of the memory or less.
// Gradients and momentum have no room any more and cannot be read.
func (n *Network) AnswersOnly() {
	p := n.Program
	p.Train, p.Keep = nil, nil
	for b := range p.Buffers {
		// What lives within a run and is touched by no operation gets no room.
		if kind := p.Buffers[b].Kind; kind == program.Gradient || kind == program.Velocity {
			p.Buffers[b].Kind = program.Activation
		}
	}
}
