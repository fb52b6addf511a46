package native

import "filtermaplab/engine/program"

// pack is a copy of a parameter in the order in which a kernel reads it. It is
// made again only when the parameter has changed, so inference pays once.
type pack struct {
	data  []float32
	fresh bool
	make  []phase
}

// packKey tells packs of the same parameter apart.
type packKey struct {
	param program.Buffer
	use   any // comparable: the shape and the kind of use
}

// packed returns the pack of a parameter for one use, building it at most once
// for each program. Build returns the memory and the phases that fill it.
func (e *executable) packed(param program.Buffer, use any, build func() ([]float32, []phase)) *pack {
	key := packKey{param, use}
	if p := e.packs[key]; p != nil {
		return p
	}
	p := &pack{}
	p.data, p.make = build()
	for i := range p.make {
		if p.make[i].fresh == nil { // else it belongs to a pack that this one is made from
			p.make[i].fresh = func() bool { return p.fresh }
		}
	}
	p.make[len(p.make)-1].after = func() { p.fresh = true }
	e.packs[key] = p
	e.packsOf[param] = append(e.packsOf[param], p)
	return p
}

// matrix says where a kernel's weights lie in a dense tensor: the weight of
// output o, input i and tap t is at o*Out + i*In + Taps[t].
type matrix struct {
	Outs, Ins int
	Out, In   int
	Taps      []int
}

// blocks is the number of blocks of 4 outputs.
func (m matrix) blocks() int { return (m.Outs + blockFilters - 1) / blockFilters }

// block is the packed length of one of them.
func (m matrix) block() int { return len(m.Taps) * m.Ins * blockFilters }

// len is the packed length.
func (m matrix) len() int { return m.blocks() * m.block() }

// packBlock copies block b of the dense tensor into [tap][in][4], zero where
// there is no output.
func (m matrix) packBlock(dst, dense []float32, b int) {
	m.eachOut(b, func(f, from int) {
		at := f
		for _, tap := range m.Taps {
			src := from + tap
			for range m.Ins {
				dst[at] = dense[src]
				at += blockFilters
				src += m.In
			}
		}
	})
}

// unpackBlock is the inverse of packBlock.
func (m matrix) unpackBlock(dense, src []float32, b int) {
	m.eachOut(b, func(f, to int) {
		at := f
		for _, tap := range m.Taps {
			dst := to + tap
			for range m.Ins {
				dense[dst] = src[at]
				at += blockFilters
				dst += m.In
			}
		}
	})
}

func (m matrix) eachOut(b int, visit func(f, at int)) {
	for f := range min(blockFilters, m.Outs-b*blockFilters) {
		visit(f, (b*blockFilters+f)*m.Out)
	}
}
