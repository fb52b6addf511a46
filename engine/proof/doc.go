// Package proof checks a device's arithmetic on a network as it stands, so
// that nobody has to take it on trust:
//
//   - Subject.Gradient holds the backward pass to finite differences of the
//     loss: a weight is moved a little up and down, the whole network computes
//     its loss both times, and the difference must be what the backward pass
//     said.
//   - Subject.Convolution holds a filter-map layer's output, by whatever short
//     ways the device computes it, to the definition of convolution in float64,
//     and counts the multiplications of both.
//   - Subject.Rules holds the two rules for a map's gradient (paper, Eq. 1) to
//     each other: the sum over a cell's n_j places is n_j times their mean.
//
// Every check runs on executables of its own. The training that it is about
// is neither moved nor disturbed.
package proof
