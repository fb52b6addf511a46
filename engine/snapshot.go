package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"filtermaplab/engine/data"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Snapshot is what there is to see of one layer at one step. Nothing in it
// changes later, and it shares no memory with the session.
type Snapshot struct {
	Step  int     `json:"step"`  // steps done
	Epoch float64 `json:"epoch"` // passes over the pictures done

	Layer  string      `json:"layer"`  // the layer that the rest is about
	Layers []LayerNorm `json:"layers"` // every convolution and the linear layer, in forward order

	Conv  program.Conv       `json:"conv"`
	IsMap bool               `json:"isMap"`
	Map   filtermap.Geometry `json:"map"` // zero unless IsMap
	Rule  filtermap.Rule     `json:"rule"`

	// Weights, their gradient in the last step and what they were at step 0:
	// shape (Hm,Wm,C) where IsMap, (K,C,R,S) otherwise. Grad is zero before
	// the first step.
	Weights []float32 `json:"-"`
	Grad    []float32 `json:"-"`
	Start   []float32 `json:"-"`

	// FilterGrad, shape (K,C,R,S), is the gradient with respect to the
	// filters, of which Grad is the reduction (paper, Eq. 1). Empty unless
	// asked for, and before the first step.
	FilterGrad []float32 `json:"-"`

	// The first picture of the last step on its way through the layer, and
	// the gradients of the loss on their way back: (C,H,W) and (K,Ho,Wo).
	// Empty before the first step, and in sessions that do not keep
	// activations; InputGrad is empty also for the first layer.
	Picture    Picture   `json:"-"`
	Input      []float32 `json:"-"`
	Output     []float32 `json:"-"`
	InputGrad  []float32 `json:"-"`
	OutputGrad []float32 `json:"-"`
}

// LayerNorm is the length (Euclidean norm) of a layer's weights and of their
// gradient in the last step.
type LayerNorm struct {
	Name   string  `json:"name"`
	IsMap  bool    `json:"isMap"`
	Weight float64 `json:"weight"`
	Grad   float64 `json:"grad"`
}

// View says what a snapshot is to hold.
type View struct {
	Layer   string // "" is the first map whose channels wrap, or else the first map, or the first layer
	Filters bool   // FilterGrad, which costs as much arithmetic as a third of the layer's step
}

// keepActivations makes p hold on to what every layer reads and writes.
func keepActivations(net *nn.Network) {
	p := net.Program
	for _, l := range net.Layers {
		for _, b := range []program.Buffer{l.Input, l.Output, l.InputGrad, l.OutputGrad} {
			if b != program.None && p.Info(b).Kind == program.Activation && !slices.Contains(p.Keep, b) {
				p.Keep = append(p.Keep, b)
			}
		}
	}
}

// layer finds the layer that v names.
func (s *Session) layer(v View) (nn.Layer, error) {
	layers := s.net.Layers
	if v.Layer == "" {
		// A stem's map has K3 = 1: it shows less of the idea than those behind it.
		wraps := func(l nn.Layer) bool { return l.Map != nil && l.Map.K3 > 1 }
		i := slices.IndexFunc(layers, wraps)
		if i < 0 {
			i = slices.IndexFunc(layers, func(l nn.Layer) bool { return l.Map != nil })
		}
		return layers[max(i, 0)], nil
	}
	i := slices.IndexFunc(layers, func(l nn.Layer) bool { return l.Name == v.Layer })
	if i < 0 {
		return nn.Layer{}, fmt.Errorf("engine: layer: want one of %s, got %q", s.cfg.Network(), v.Layer)
	}
	return layers[i], nil
}

// Snapshot looks at one layer. It trains nothing and changes nothing. It
// returns an error where the network has no such layer.
func (s *Session) Snapshot(v View) (Snapshot, error) {
	l, err := s.layer(v)
	if err != nil {
		return Snapshot{}, err
	}
	snap := Snapshot{
		Step: s.step, Epoch: float64(s.step) / float64(s.StepsPerEpoch()),
		Layer: l.Name, Conv: l.Conv, IsMap: l.Map != nil,
	}
	if l.Map != nil {
		snap.Map = *l.Map
	}
	if snap.Rule, err = filtermap.ParseRule(s.cfg.Rule); err != nil {
		return Snapshot{}, err
	}
	if err := s.readNorms(&snap, l); err != nil {
		return Snapshot{}, err
	}
	if snap.Start, err = s.startOf(l); err != nil {
		return Snapshot{}, err
	}
	if s.keeps && s.trained {
		err = s.readPicture(&snap, l, v.Filters)
	}
	return snap, err
}

// readNorms fills in the lengths of all layers, and the weights of l on the way.
func (s *Session) readNorms(snap *Snapshot, l nn.Layer) error {
	for _, other := range s.net.Layers {
		p := s.net.Params[other.Param]
		w, err := s.Read(p.Weight)
		if err != nil {
			return err
		}
		g := make([]float32, p.Len())
		if !s.answersOnly {
			if g, err = s.Read(p.Grad); err != nil {
				return err
			}
		}
		snap.Layers = append(snap.Layers, LayerNorm{
			Name: other.Name, IsMap: other.Map != nil, Weight: norm(w), Grad: norm(g),
		})
		if other.Name == l.Name {
			snap.Weights, snap.Grad = w, g
		}
	}
	return nil
}

// norm is the Euclidean norm.
func norm(v []float32) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// startOf returns the layer's weights at step 0. They are drawn again rather
// than remembered: the seed decides them, and a large network would otherwise
// be stored twice.
func (s *Session) startOf(l nn.Layer) ([]float32, error) {
	if s.from != nil {
		return slices.Clone(s.from.Weights(s.net.Params[l.Param].Name)), nil
	}
	if s.startLayer != l.Name {
		want := s.net.Params[l.Param].Weight
		rng := rand.New(rand.NewPCG(s.cfg.Seed, initStream))
		err := s.net.Init(rng, func(p nn.Param, w []float32) error {
			if p.Weight == want {
				s.startLayer, s.startWeights = l.Name, w
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.Clone(s.startWeights), nil
}

// readPicture fills in the first picture of the last step, and the gradient
// of the filters over all its pictures where asked for.
func (s *Session) readPicture(snap *Snapshot, l nn.Layer, filters bool) error {
	var whole [4][]float32
	for i, b := range []program.Buffer{l.Input, l.Output, l.InputGrad, l.OutputGrad} {
		if b == program.None {
			continue
		}
		var err error
		if whole[i], err = s.Read(b); err != nil {
			return err
		}
	}
	if filters {
		snap.FilterGrad = filterGradient(l.Conv, s.net.Program.Batch, whole[0], whole[3])
	}
	first := func(v []float32) []float32 { return slices.Clone(v[:len(v)/s.net.Program.Batch]) }
	snap.Input, snap.Output, snap.InputGrad, snap.OutputGrad = first(whole[0]), first(whole[1]), first(whole[2]), first(whole[3])
	snap.Picture = s.firstPicture()
	return nil
}

// firstPicture is the first picture of the last batch as bytes, as it was
// after cropping and flipping.
func (s *Session) firstPicture() Picture {
	plane := data.Height * data.Width
	p := Picture{Size: data.Height, Label: int(s.labels[0]), Pix: make([]byte, data.PictureSize)}
	for i := range p.Pix {
		c := i / plane
		v := float64(s.batch[i])*s.norm.Std[c] + s.norm.Mean[c]
		p.Pix[i] = byte(min(255, max(0, math.Round(v))))
	}
	return p
}

// filterGradient is the gradient of independent filters by the definition,
//
//	dw[k,c,r,s] = sum over n,i,j of dy[n,k,i,j] * x[n, c, i*Stride+r-Pad, j*Stride+s-Pad]
//
// for n pictures x (N,C,H,W) and gradients dy (N,K,Ho,Wo). Devices reduce it
// to the map while they compute it, so nobody else has it.
func filterGradient(c program.Conv, n int, x, dy []float32) []float32 {
	ho, wo := c.Ho(), c.Wo()
	dw := make([]float32, c.K*c.C*c.R*c.S)
	for i := range dw {
		s, r, ch, k := i%c.S, i/c.S%c.R, i/(c.S*c.R)%c.C, i/(c.S*c.R*c.C)
		var sum float64
		for b := range n {
			for row := range ho {
				h := row*c.Stride + r - c.Pad
				if h < 0 || h >= c.H {
					continue
				}
				in := x[((b*c.C+ch)*c.H+h)*c.W:][:c.W]
				out := dy[((b*c.K+k)*ho+row)*wo:][:wo]
				sum += dot(in, out, s-c.Pad, c.Stride)
			}
		}
		dw[i] = float32(sum)
	}
	return dw
}

// dot is the sum of out[j] * in[j*stride+shift] over the j that lie inside.
func dot(in, out []float32, shift, stride int) float64 {
	first := 0
	if shift < 0 {
		first = (-shift + stride - 1) / stride
	}
	var sum float32
	for j, at := first, first*stride+shift; j < len(out) && at < len(in); j, at = j+1, at+stride {
		sum += out[j] * in[at]
	}
	return float64(sum)
}
