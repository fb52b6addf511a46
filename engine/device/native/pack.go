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
	from := m.outputs(dense, b)
	for t, tap := range m.Taps {
		to := dst[t*m.Ins*blockFilters:][:m.Ins*blockFilters]
		if from[blockFilters-1] != nil {
			f0, f1, f2, f3 := from[0][tap:], from[1][tap:], from[2][tap:], from[3][tap:]
			for i := range m.Ins {
				at, w := i*m.In, to[i*blockFilters:][:blockFilters]
				w[0], w[1], w[2], w[3] = f0[at], f1[at], f2[at], f3[at]
			}
			continue
		}
		for f, filter := range from {
			if filter == nil {
				break
			}
			for i := range m.Ins {
				to[i*blockFilters+f] = filter[tap+i*m.In]
			}
		}
	}
}

// unpackBlock is the inverse of packBlock.
func (m matrix) unpackBlock(dense, src []float32, b int) {
	for f, filter := range m.outputs(dense, b) {
		if filter == nil {
			break
		}
		for t, tap := range m.Taps {
			from := src[t*m.Ins*blockFilters+f:]
			for i := range m.Ins {
				filter[tap+i*m.In] = from[i*blockFilters]
			}
		}
	}
}

// outputs returns the weights of the outputs of block b, nil for those beyond
// the last.
func (m matrix) outputs(dense []float32, b int) (from [blockFilters][]float32) {
	for f := range min(blockFilters, m.Outs-b*blockFilters) {
		from[f] = dense[(b*blockFilters+f)*m.Out:]
	}
	return from
}
