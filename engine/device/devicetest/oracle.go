package devicetest

import (
	"fmt"
	"math"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// oracle executes programs in float64, straight from the definitions.
type oracle struct {
	p    *program.Program
	data map[program.Buffer][]float64
}

func newOracle(p *program.Program, in map[program.Buffer][]float32) *oracle {
	o := &oracle{p, make(map[program.Buffer][]float64)}
	for b, v := range in {
		w := make([]float64, len(v))
		for i, x := range v {
			w[i] = float64(x)
		}
		o.data[b] = w
	}
	return o
}

// run executes a routine.
func (o *oracle) run(r program.Routine) {
	for _, in := range o.p.Instrs(r) {
		o.do(in.Op)
	}
}

func (o *oracle) do(op program.Op) {
	d := o.data
	switch op := op.(type) {
	case program.ConvForward:
		o.convForward(op.Conv, d[op.X], d[op.W], d[op.Y])
	case program.ConvBackward:
		o.convBackward(op.Conv, d[op.X], d[op.W], d[op.DY], d[op.DX], d[op.DW], op.AddDX)
	case program.FMConvForward:
		o.convForward(op.Conv, d[op.X], extract(op.Map, d[op.M]), d[op.Y])
	case program.FMConvBackward:
		dw := make([]float64, op.Map.FilterLen())
		o.convBackward(op.Conv, d[op.X], extract(op.Map, d[op.M]), d[op.DY], d[op.DX], dw, op.AddDX)
		scatter(op.Map, op.Rule, dw, d[op.DM])
	case program.BatchNormTrain:
		o.normTrain(op)
	case program.BatchNormInfer:
		o.normInfer(op)
	case program.BatchNormBackward:
		o.normBackward(op)
	case program.Concat:
		o.eachPixel(op.CA+op.CB, op.H, op.W, func(n, c, i, at int) {
			if c < op.CA {
				d[op.Y][at] = d[op.A][(n*op.CA+c)*op.H*op.W+i]
			} else {
				d[op.Y][at] = d[op.B][(n*op.CB+c-op.CA)*op.H*op.W+i]
			}
		})
	case program.ConcatBackward:
		o.eachPixel(op.CA+op.CB, op.H, op.W, func(n, c, i, at int) {
			if c < op.CA {
				put(d[op.DA], (n*op.CA+c)*op.H*op.W+i, d[op.DY][at], op.AddDA)
			} else {
				put(d[op.DB], (n*op.CB+c-op.CA)*op.H*op.W+i, d[op.DY][at], op.AddDB)
			}
		})
	case program.AvgPool:
		clear(d[op.Y])
		o.eachPixel(op.C, op.H, op.W, func(n, c, i, at int) {
			d[op.Y][pooled(n, c, i, op.C, op.H, op.W, op.R, op.S)] += d[op.X][at] / float64(op.R*op.S)
		})
	case program.AvgPoolBackward:
		o.eachPixel(op.C, op.H, op.W, func(n, c, i, at int) {
			put(d[op.DX], at, d[op.DY][pooled(n, c, i, op.C, op.H, op.W, op.R, op.S)]/float64(op.R*op.S), op.AddDX)
		})
	case program.Linear:
		for n := range o.p.Batch {
			for k := range op.Out {
				sum := d[op.B][k]
				for i := range op.In {
					sum += d[op.X][n*op.In+i] * d[op.W][k*op.In+i]
				}
				d[op.Y][n*op.Out+k] = sum
			}
		}
	case program.LinearBackward:
		o.linearBackward(op)
	case program.SoftmaxLoss:
		o.softmaxLoss(op)
	case program.SGD:
		o.sgd(op)
	default:
		panic(fmt.Sprintf("devicetest: the oracle does not know %T", op))
	}
}

// put overwrites dst[i] or adds to it.
func put(dst []float64, i int, v float64, add bool) {
	if add {
		v += dst[i]
	}
	dst[i] = v
}

// eachPixel calls f for every element of (N,C,H,W): i counts the pixels of a
// plane, at the elements.
func (o *oracle) eachPixel(channels, h, w int, f func(n, c, i, at int)) {
	at := 0
	for n := range o.p.Batch {
		for c := range channels {
			for i := range h * w {
				f(n, c, i, at)
				at++
			}
		}
	}
}

// pooled is the element of the pooled tensor that pixel i of a plane goes to.
func pooled(n, c, i, channels, h, w, r, s int) int {
	return ((n*channels+c)*(h/r)+i/w/r)*(w/s) + i%w/s
}

// products calls f with the elements of every product that a convolution adds
// up: y[yi] += x[xi] * w[wi].
func (o *oracle) products(c program.Conv, f func(xi, wi, yi int)) {
	yi := 0
	for n := range o.p.Batch {
		for k := range c.K {
			for i := range c.Ho() {
				for j := range c.Wo() {
					for ch := range c.C {
						for r := range c.R {
							for s := range c.S {
								h, w := i*c.Stride+r-c.Pad, j*c.Stride+s-c.Pad
								if h >= 0 && h < c.H && w >= 0 && w < c.W {
									f(((n*c.C+ch)*c.H+h)*c.W+w, ((k*c.C+ch)*c.R+r)*c.S+s, yi)
								}
							}
						}
					}
					yi++
				}
			}
		}
	}
}

func (o *oracle) convForward(c program.Conv, x, w, y []float64) {
	clear(y)
	o.products(c, func(xi, wi, yi int) { y[yi] += x[xi] * w[wi] })
}

func (o *oracle) convBackward(c program.Conv, x, w, dy, dx, dw []float64, add bool) {
	clear(dw)
	if !add {
		clear(dx)
	}
	o.products(c, func(xi, wi, yi int) {
		dw[wi] += dy[yi] * x[xi]
		if dx != nil {
			dx[xi] += dy[yi] * w[wi]
		}
	})
}

// extract cuts the filters out of a map.
func extract(g filtermap.Geometry, m []float64) []float64 {
	t := filtermap.NewIndex(g).T()
	w := make([]float64, len(t))
	for i, j := range t {
		w[i] = m[j]
	}
	return w
}

// scatter reduces filter gradients onto a map.
func scatter(g filtermap.Geometry, rule filtermap.Rule, dw, dm []float64) {
	ix := filtermap.NewIndex(g)
	clear(dm)
	for i, j := range ix.T() {
		dm[j] += dw[i]
	}
	if rule == filtermap.Mean {
		for j, n := range ix.Counts() {
			dm[j] /= math.Max(1, float64(n))
		}
	}
}
