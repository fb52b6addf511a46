package native

import "filtermaplab/engine/program"

// sgdFloats is the length of a task of SGD.
const sgdFloats = 32 << 10

func (e *executable) sgd(o program.SGD) []phase {
	w, g, v, hyper := e.mem(o.W), e.mem(o.G), e.mem(o.V), e.mem(o.Hyper)
	// The buffers' lengths are whole cache lines; the floats behind the last
	// one are zero in all three and stay so.
	tasks := ceilDiv(len(w), sgdFloats)
	return []phase{{tasks: tasks, run: func(task int, _ *worker) {
		lo, hi := task*sgdFloats, min((task+1)*sgdFloats, len(w))
		h := sgdArgs{Rate: hyper[0], Mu: hyper[1], Nesterov: hyper[3] != 0}
		if o.Decay {
			h.Decay = hyper[2]
		}
		e.kernel.sgd(w[lo:hi], g[lo:hi], v[lo:hi], h)
	}, after: func() { e.touch(o.W) }}}
}
