// Package analyze measures how redundant the filters of a trained network
// are: the question that the paper starts from.
//
// The K filters of a convolution, each of C*R*S numbers, are the rows of a
// matrix. Its singular values say how many directions the filters span, and
// how evenly: filters that repeat each other leave most values near zero. A
// map has far fewer numbers than its filters, yet windows that overlap are not
// copies: whether they span less is measured here, for networks with maps,
// plain ones, and thin ones that learn as many numbers.
package analyze
