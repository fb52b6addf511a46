package data

import (
	"math"
	"testing"
)

// linearModel is multinomial logistic regression on normalised pixels, the
// model without hidden layers that the built-in set is to defeat.
type linearModel struct {
	norm    Norm
	weights [][]float32 // (classes, PictureSize)
	bias    []float32
}

// scores writes the logits of one picture.
func (m *linearModel) scores(dst, x []float32) {
	for k, w := range m.weights {
		var a, b, c, d float32
		for i := 0; i < len(x); i += 4 {
			xi, wi := x[i:i+4:i+4], w[i:i+4:i+4]
			a += xi[0] * wi[0]
			b += xi[1] * wi[1]
			c += xi[2] * wi[2]
			d += xi[3] * wi[3]
		}
		dst[k] = a + b + c + d + m.bias[k]
	}
}

// learn takes an SGD step for every picture of a shuffled epoch, as softmax
// cross-entropy asks.
func (m *linearModel) learn(set *Set, rate, decay float32, rng *stream) {
	order := make([]int, set.Len())
	rng.shuffle(order)
	x, label, p := make([]float32, PictureSize), make([]float32, 1), make([]float32, len(m.weights))
	table := m.norm.table()
	for _, i := range order {
		table.picture(x, set.Image(i))
		label[0] = float32(set.Label(i))
		m.scores(p, x)
		softmax(p)
		p[set.Label(i)]--
		for k, g := range p {
			step := rate * g
			w := m.weights[k][:len(x)]
			for j, v := range x {
				w[j] -= step*v + rate*decay*w[j]
			}
			m.bias[k] -= step
		}
	}
}

// softmax turns logits into probabilities.
func softmax(p []float32) {
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	var sum float32
	for i, v := range p {
		p[i] = float32(math.Exp(float64(v - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// accuracy is the share of pictures whose largest score is their class's.
func (m *linearModel) accuracy(set *Set) float64 {
	x, p := make([]float32, PictureSize), make([]float32, len(m.weights))
	table := m.norm.table()
	var right int
	for i := range set.Len() {
		table.picture(x, set.Image(i))
		m.scores(p, x)
		best := 0
		for k, v := range p {
			if v > p[best] {
				best = k
			}
		}
		if best == set.Label(i) {
			right++
		}
	}
	return float64(right) / float64(set.Len())
}

// trainLinear trains with a falling rate and returns the training accuracy at
// the end and the best test accuracy of all epochs, which is more than anybody
// could choose fairly.
func trainLinear(pair *Pair, epochs int, rate, decay float32) (train, bestTest float64) {
	m := &linearModel{norm: Stats(pair.Train), bias: make([]float32, len(pair.Train.Classes))}
	for range m.bias {
		m.weights = append(m.weights, make([]float32, PictureSize))
	}
	rng := newStream(1)
	for epoch := range epochs {
		fall := 1 - float32(epoch)/float32(epochs)
		m.learn(pair.Train, rate*fall, decay, &rng)
		bestTest = max(bestTest, m.accuracy(pair.Test))
	}
	return m.accuracy(pair.Train), bestTest
}

// easy is a set that a linear model can tell apart: class k is a little
// lighter than the rest in one band of rows, under heavy noise.
func easy(perClass int, seed uint64) *Set {
	const classes, noise, lift = 4, 100, 30
	s := &Set{Name: "easy", Classes: []string{"a", "b", "c", "d"}}
	rng := newStream(seed)
	planes := make([]byte, PictureSize)
	for i := range perClass * classes {
		for j := range planes {
			v := rng.intn(noise)
			if (j/Width%Height)*classes/Height == i%classes {
				v += lift
			}
			planes[j] = byte(v)
		}
		s.add(uint8(i%classes), planes)
	}
	return s
}

// TestLinearModelsFail measures that pixels alone do not give the class away.
// The same trainer solves a set that a linear model can solve.
func TestLinearModelsFail(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for seconds; run without -short")
	}
	const ( // of the test accuracy
		solved   = 0.95
		defeated = 0.50
	)
	const perEasy = 50
	train, test := trainLinear(&Pair{Train: easy(perEasy, 1), Test: easy(perEasy, 2)}, 5, 1e-4, 0)
	t.Logf("linear model on the easy set: train %.3f, test %.3f", train, test)
	if test < solved {
		t.Errorf("easy set: want a test accuracy of at least %v, got %v", solved, test)
	}
	shapes := Shapes(200, 50, 1)
	for _, decay := range []float32{0, 0.1} {
		train, test := trainLinear(shapes, 6, 1e-3, decay)
		t.Logf("linear model on Shapes, decay %v: train %.3f, best test %.3f", decay, train, test)
		if test >= defeated {
			t.Errorf("Shapes, decay %v: want a test accuracy below %v, got %v", decay, defeated, test)
		}
	}
}
