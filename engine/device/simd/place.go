package simd

import (
	"fmt"

	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/program"
)

// memory is the map of the kernels' linear memory:
//
//	control | rows | kept and host buffers | activations | staging | scratch of each thread
//
// Pictures with a border share memory only with pictures of the same shape.
// Their borders are zero from the start, and since everybody who writes such
// a picture leaves the border alone, they stay zero for ever.
type memory struct {
	address []int // by buffer; 0 where it has no room
	times   int   // the clock after each step of a profiled run
	staging int   // one dense tensor on its way in or out
	scratch int
	perHead int // scratch bytes of a thread
	bytes   int
}

const pageBytes = 64 << 10

// stagger keeps tensors whose size is a power of two from starting at equal
// distances modulo 4096: an element-wise walk over several of them would
// otherwise use the same few sets of the cache for all.
const stagger = 3 * lineBytes

// maxBytes is what a 32-bit address reaches.
const maxBytes = 4 << 30

// place gives every buffer its address. Lives are counted in phases.
func place(l *layout, train, infer []phase, threads int) (memory, error) {
	phases := &program.Program{Batch: l.p.Batch, Buffers: l.p.Buffers, Keep: l.p.Keep}
	var m memory
	steps := 0
	for _, r := range []struct {
		from []phase
		to   *[]program.Instr
	}{{train, &phases.Train}, {infer, &phases.Infer}} {
		count := 0
		for _, p := range r.from {
			*r.to = append(*r.to, program.Instr{Op: p})
			count += len(p)
			for _, s := range p {
				m.perHead = max(m.perHead, roundUp(s.scratch, lineBytes))
			}
		}
		steps = max(steps, count)
	}

	m.address = make([]int, len(l.p.Buffers))
	at := controlBytes
	for b := range m.address {
		if l.fixed[b] >= 0 {
			m.address[b] = at + l.fixed[b]
		}
	}
	at += roundUp(l.fixedBytes, lineBytes)
	for _, shape := range borderedShapes(l) {
		plan := program.NewPlan(phases, func(b program.Buffer) int {
			if l.fixed[b] >= 0 || bordered(l, b) != shape {
				return 0
			}
			return roundUp(l.bytes(b), lineBytes) + stagger
		})
		for b, offset := range plan.Offset {
			if offset >= 0 {
				m.address[b] = at + offset
			}
		}
		at += plan.Size
	}
	m.staging = at
	at += stagingBytes(l)
	m.times = at
	at += roundUp(8*(steps+1), lineBytes)
	m.scratch = at
	m.bytes = roundUp(at+threads*m.perHead, pageBytes)
	if m.bytes > maxBytes {
		return m, fmt.Errorf("simd: the program needs %d MiB, a 32-bit memory has 4096; choose a smaller batch", m.bytes>>20)
	}
	return m, nil
}

// bordered is the shape of a picture with a border; the zero Picture for all
// buffers without one.
func bordered(l *layout, b program.Buffer) kernels.Picture {
	if l.pads[b] == 0 {
		return kernels.Picture{}
	}
	return l.picture(b)
}

// borderedShapes lists the shapes that occur, the zero Picture first.
func borderedShapes(l *layout) []kernels.Picture {
	shapes := []kernels.Picture{{}}
	seen := map[kernels.Picture]bool{{}: true}
	for b := range l.pads {
		if s := bordered(l, program.Buffer(b)); !seen[s] {
			seen[s] = true
			shapes = append(shapes, s)
		}
	}
	return shapes
}

// stagingBytes is the size of the largest picture tensor, dense.
func stagingBytes(l *layout) int {
	n := 0
	for b := program.Buffer(1); int(b) < len(l.p.Buffers); b++ {
		if l.isPicture(b) {
			n = max(n, 4*l.p.Info(b).Len())
		}
	}
	return roundUp(n, lineBytes)
}
