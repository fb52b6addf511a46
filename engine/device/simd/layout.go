package simd

import (
	"fmt"

	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/program"
)

// layout says how every buffer of a program lies in the kernels' memory:
// pictures lane-blocked with the border that the convolutions on them need,
// everything else dense. It is decided here and nowhere else.
type layout struct {
	p    *program.Program
	pads []int // by buffer; 0 where nobody needs a border

	// fixed is the place of what outlives a run, by buffer, from the start of
	// that part of memory; -1 for the rest.
	fixed      []int
	fixedBytes int
}

// newLayout looks at all ops for the borders that they want. A border is as
// wide as its widest reader asks.
func newLayout(p *program.Program) (*layout, error) {
	l := &layout{p: p, pads: make([]int, len(p.Buffers))}
	for b := program.Buffer(1); int(b) < len(p.Buffers); b++ {
		if l.isPicture(b) && p.Info(b).Shape[0] != p.Batch {
			return nil, fmt.Errorf("simd: buffer %q: want %d pictures, got shape %v", p.Info(b).Name, p.Batch, p.Info(b).Shape)
		}
	}
	for _, r := range []program.Routine{program.Train, program.Infer} {
		for _, in := range p.Instrs(r) {
			switch o := in.Op.(type) {
			case program.ConvForward:
				l.want(o.X, l.conv(o.Conv).MinPad())
			case program.FMConvForward:
				l.want(o.X, l.conv(o.Conv).MinPad())
			case program.ConvBackward:
				l.want(o.X, l.conv(o.Conv).MinPad())
				l.want(o.DY, l.conv(o.Conv).MinPadBack())
			case program.FMConvBackward:
				l.want(o.X, l.conv(o.Conv).MinPad())
				l.want(o.DY, l.conv(o.Conv).MinPadBack())
			}
		}
	}
	l.fixed = make([]int, len(p.Buffers))
	for b := range l.fixed {
		l.fixed[b] = -1
	}
	for _, b := range rows(p) {
		l.fixed[b] = l.fixedBytes
		l.fixedBytes += l.bytes(b)
	}
	return l, nil
}

func (l *layout) conv(c program.Conv) kernels.ConvSpec {
	return kernels.ConvSpec{Conv: c, N: l.p.Batch}
}

func (l *layout) want(b program.Buffer, pad int) { l.pads[b] = max(l.pads[b], pad) }

// isPicture says whether b holds one thing for each picture of the batch:
// pictures (N,C,H,W) or rows (N,C), which are pictures of one pixel.
func (l *layout) isPicture(b program.Buffer) bool {
	info := l.p.Info(b)
	switch info.Kind {
	case program.Activation, program.Host, program.Output:
		return len(info.Shape) == 4 || len(info.Shape) == 2
	}
	return false
}

// picture is the shape of a picture buffer; the zero Picture for None.
func (l *layout) picture(b program.Buffer) kernels.Picture {
	if b == program.None {
		return kernels.Picture{}
	}
	s := l.p.Info(b).Shape
	if len(s) == 2 {
		return kernels.Picture{C: s[1], H: 1, W: 1, Pad: l.pads[b]}
	}
	return kernels.Picture{C: s[1], H: s[2], W: s[3], Pad: l.pads[b]}
}

// pad is the border of b; 0 for None.
func (l *layout) pad(b program.Buffer) int { return l.pads[b] }

// internal declares a dense buffer of the device's own that lives within one
// run. It is None where no room is needed.
func (l *layout) internal(name string, bytes int) program.Buffer {
	if bytes == 0 {
		return program.None
	}
	l.pads, l.fixed = append(l.pads, 0), append(l.fixed, -1)
	return l.p.Add(name, program.Activation, (bytes+3)/4)
}

// bytes is the room that b takes. Vectors are read four numbers at a time, so
// dense buffers end on 16 bytes.
func (l *layout) bytes(b program.Buffer) int {
	if l.isPicture(b) {
		return roundUp(kernels.GroupsOf(l.p.Batch)*l.picture(b).Group(), lineBytes)
	}
	return roundUp(4*l.p.Info(b).Len(), vectorBytes)
}

const (
	vectorBytes = 16
	lineBytes   = 64 // a cache line
)

func roundUp(n, to int) int { return (n + to - 1) / to * to }
