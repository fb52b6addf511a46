package analyze

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Spectrum holds singular values in descending order.
type Spectrum []float64

// NewSpectrum returns the singular values of a matrix of the given shape,
// row-major: as many as it has rows or columns, whichever are fewer. It panics
// where the length of w is not theirs, and returns an error where w has numbers
// that are not finite.
func NewSpectrum(rows, columns int, w []float32) (Spectrum, error) {
	if len(w) != rows*columns || len(w) == 0 {
		panic(fmt.Sprintf("analyze: want %d x %d numbers, got %d", rows, columns, len(w)))
	}
	values := make([]float64, len(w))
	for i, v := range w {
		if values[i] = float64(v); math.IsNaN(values[i]) || math.IsInf(values[i], 0) {
			return nil, fmt.Errorf("analyze: want finite weights, got %v; the run that they come from has failed", v)
		}
	}
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(rows, columns, values), mat.SVDNone) {
		return nil, fmt.Errorf("analyze: the singular values of a %d x %d matrix did not converge", rows, columns)
	}
	return svd.Values(nil), nil
}

// EffectiveRank is exp(H), H being the entropy of the singular values as
// shares of their sum: r for r equal values, whatever the zeros beside them,
// and 0 where all are zero. Source: Roy and Vetterli, "The effective rank: a
// measure of effective dimensionality", EUSIPCO 2007.
func (s Spectrum) EffectiveRank() float64 {
	var sum, entropy float64
	for _, v := range s {
		sum += v
	}
	if sum == 0 {
		return 0
	}
	for _, v := range s {
		if p := v / sum; p > 0 {
			entropy -= p * math.Log(p)
		}
	}
	return math.Exp(entropy)
}

// StableRank is the sum of the squares over the largest square: at most the
// rank, and little moved by small values. It is 0 where all are zero.
func (s Spectrum) StableRank() float64 {
	if len(s) == 0 || s[0] == 0 {
		return 0
	}
	return s.energy() / (s[0] * s[0])
}

// RankFor is the least number of values whose squares make up a share of all,
// 0..1: the rank of the nearest matrix that keeps that share of the energy.
func (s Spectrum) RankFor(share float64) int {
	var kept float64
	want := share * s.energy()
	for n, v := range s {
		if kept >= want {
			return n
		}
		kept += v * v
	}
	return len(s)
}

// energy is the sum of the squares: that of all numbers of the matrix.
func (s Spectrum) energy() (sum float64) {
	for _, v := range s {
		sum += v * v
	}
	return sum
}
