// Package devicetest holds every device to the same table of cases. A device's
// own test is one line:
//
//	func TestDevice(t *testing.T) { devicetest.Run(t, reference.Device{}, devicetest.Options{}) }
//
// A case is a small program. Its inputs are filled with random numbers, it is
// run, and everything that it writes is compared with what the oracle of this
// package makes of the same program: the definitions of package program,
// written down in float64 with nothing clever about them. The gradients of
// the oracle in turn are held to finite differences of its own forward ops.
//
// The table covers every op over shapes that are awkward for somebody: odd
// sizes, batches that leave lanes empty, maps of one row, maps with gaps,
// strides, gradients that are added to.
package devicetest
