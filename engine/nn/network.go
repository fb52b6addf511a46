package nn

import (
	"math"
	"math/rand/v2"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Network is a finished program with the names of what it learns.
type Network struct {
	Program *program.Program
	Params  []Param // in forward order
	States  []State // running statistics
	Layers  []Layer // the convolutions and the linear layer
}

// Param is one learned tensor.
type Param struct {
	Name  string
	Shape []int // filters (K,C,R,S), maps (Hm,Wm,C), linear (Out,In), vectors (C)
	IsMap bool  // a 3D-FilterMap

	Weight, Grad, Velocity program.Buffer

	init  func(dst []float32, rng *rand.Rand)
	layer int
}

// Len is the number of elements.
func (p Param) Len() int {
	n := 1
	for _, d := range p.Shape {
		n *= d
	}
	return n
}

// State is one tensor that is tracked but not learned.
type State struct {
	Name   string
	Len    int
	Buffer program.Buffer
	Start  float32
}

// Layer describes a convolution or linear layer for those who look at it.
type Layer struct {
	Name  string
	Param int // index into Network.Params
	Conv  program.Conv
	Map   *filtermap.Geometry // nil where the filters are independent

	Input, Output         program.Buffer // activations of the Train routine
	InputGrad, OutputGrad program.Buffer // InputGrad is None for the first layer
}

// Tensor is a parameter or a running statistic by the name that a checkpoint uses.
type Tensor struct {
	Name   string
	Shape  []int
	Buffer program.Buffer
}

// Tensors lists all that makes up a trained network: every parameter, then
// every running statistic.
func (n *Network) Tensors() []Tensor {
	var all []Tensor
	for _, p := range n.Params {
		all = append(all, Tensor{p.Name, p.Shape, p.Weight})
	}
	for _, s := range n.States {
		all = append(all, Tensor{s.Name, []int{s.Len}, s.Buffer})
	}
	return all
}

// ParamCount is the number of learned values, and how many of them stand in maps.
func (n *Network) ParamCount() (all, maps int) {
	for _, p := range n.Params {
		all += p.Len()
		if p.IsMap {
			maps += p.Len()
		}
	}
	return all, maps
}

// MACs is the number of multiply-adds of one picture's forward pass, with
// every convolution counted direct.
func (n *Network) MACs() int64 {
	var macs int64
	for _, in := range n.Program.Infer {
		macs += in.Op.Cost(1).MACs
	}
	return macs
}

// Init draws the starting value of every parameter in order.
func (n *Network) Init(rng *rand.Rand, set func(Param, []float32) error) error {
	for _, p := range n.Params {
		w := make([]float32, p.Len())
		p.init(w, rng)
		if err := set(p, w); err != nil {
			return err
		}
	}
	return nil
}

// normal draws from N(0, variance).
func normal(variance float64) func([]float32, *rand.Rand) {
	std := math.Sqrt(variance)
	return func(dst []float32, rng *rand.Rand) {
		for i := range dst {
			dst[i] = float32(std * rng.NormFloat64())
		}
	}
}

// uniform draws from [-bound, bound).
func uniform(bound float64) func([]float32, *rand.Rand) {
	return func(dst []float32, rng *rand.Rand) {
		for i := range dst {
			dst[i] = float32(bound * (2*rng.Float64() - 1))
		}
	}
}

// constant fills with v.
func constant(v float32) func([]float32, *rand.Rand) {
	return func(dst []float32, _ *rand.Rand) {
		for i := range dst {
			dst[i] = v
		}
	}
}

// param declares a learned tensor.
func (b *Builder) param(name string, isMap bool, init func([]float32, *rand.Rand), shape ...int) Param {
	p := Param{
		Name: name, Shape: shape, IsMap: isMap, init: init, layer: b.layer,
		Weight:   b.p.Add(name, program.Param, shape...),
		Grad:     b.p.Add(name+".grad", program.Gradient, shape...),
		Velocity: b.p.Add(name+".velocity", program.Velocity, shape...),
	}
	b.net.Params = append(b.net.Params, p)
	return p
}

// state declares a tracked vector.
func (b *Builder) state(name string, n int, start float32) program.Buffer {
	buf := b.p.Add(name, program.State, n)
	b.net.States = append(b.net.States, State{Name: name, Len: n, Buffer: buf, Start: start})
	return buf
}

// scratch declares a vector that lives from the forward to the backward pass.
func (b *Builder) scratch(name string, shape ...int) program.Buffer {
	return b.p.Add(name, program.Activation, shape...)
}

func (b *Builder) describe(name string, conv program.Conv, g *filtermap.Geometry, x, y Value) {
	b.net.Layers = append(b.net.Layers, Layer{
		Name: name, Param: len(b.net.Params) - 1, Conv: conv, Map: g,
		Input: x.train, Output: y.train, InputGrad: x.grad, OutputGrad: y.grad,
	})
}
