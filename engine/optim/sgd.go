package optim

import (
	"fmt"
	"math"
)

// SGD is stochastic gradient descent with momentum, weight decay and
// Nesterov's look-ahead.
type SGD struct {
	LR          float64 // the rate that a schedule shapes
	Momentum    float64 // in [0,1): the part of the velocity that survives a step
	WeightDecay float64 // added to the gradient as WeightDecay * weight
	Nesterov    bool    // step along the velocity that the next step will have; needs Momentum
}

// DefaultSGD is the recipe that the project's tables were measured with.
func DefaultSGD() SGD {
	return SGD{LR: 0.05, Momentum: 0.9, WeightDecay: 5e-4, Nesterov: true}
}

// Validate says which number is wrong and what it may be.
func (s SGD) Validate() error {
	if err := checkRate(s.LR); err != nil {
		return err
	}
	if !(s.Momentum >= 0 && float32(s.Momentum) < 1) {
		return fmt.Errorf("optim: momentum: want at least 0 and below 1, got %v", s.Momentum)
	}
	if !(s.WeightDecay >= 0 && s.WeightDecay <= math.MaxFloat32) {
		return fmt.Errorf("optim: weight decay: want a finite number of at least 0, got %v", s.WeightDecay)
	}
	if s.Nesterov && s.Momentum == 0 {
		return fmt.Errorf("optim: nesterov: want a momentum above 0, got 0; set one or turn nesterov off")
	}
	return nil
}

// Hyper returns the numbers that a device's update takes for a step at rate
// lr: the rate, the momentum, the weight decay, and 1 for Nesterov.
func (s SGD) Hyper(lr float64) [4]float32 {
	h := [4]float32{float32(lr), float32(s.Momentum), float32(s.WeightDecay), 0}
	if s.Nesterov {
		h[3] = 1
	}
	return h
}

// Update takes one step at rate lr on the weights w with gradients g and
// velocities v, which start at zero. In PyTorch's order, for every element,
//
//	g' = g + WeightDecay*w
//	v  = Momentum*v + g'
//	w -= lr * (g' + Momentum*v)     with Nesterov
//	w -= lr * v                     without
//
// It changes w and v and leaves g alone. Every operation is rounded to
// float32, none is fused: it is the oracle of the devices' update. It panics
// where the three lengths differ.
func (s SGD) Update(w, g, v []float32, lr float32) {
	if len(g) != len(w) || len(v) != len(w) {
		panic(fmt.Sprintf("optim: update: %d weights, %d gradients, %d velocities", len(w), len(g), len(v)))
	}
	mu, decay := float32(s.Momentum), float32(s.WeightDecay)
	for i, wi := range w {
		// The conversions forbid the compiler to fuse a multiplication with
		// the addition that follows it.
		gi := g[i] + float32(decay*wi)
		v[i] = float32(mu*v[i]) + gi
		step := v[i]
		if s.Nesterov {
			step = gi + float32(mu*v[i])
		}
		w[i] = wi - float32(lr*step)
	}
}
