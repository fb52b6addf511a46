// Package kernels emits the WebAssembly functions that a training step is made
// of, each specialised to the shape of one layer.
//
// A method of [Env] takes a spec (a struct of sizes and flags) and returns the
// function; equal specs share one function. A function's parameters are all
// i32: the addresses of its operands in the order of the spec's comment, then
//
//	lo, hi   the part of the work to do: groups of four pictures, or chunks
//	scratch  the address of memory that only the calling thread uses
//
// An op takes one kernel or a few: a convolution comes as a [Work], a list of
// stages that says what each needs and what it must wait for; the others are
// put together in package simd. No kernel calls the host, allocates, or keeps
// anything between calls.
//
// To read: border.go shows the layout at work, sweep.go the loop of everything
// element-wise and norm.go its most important user. gemm.go is the inner loop
// of all convolutions, conv_forward.go the plain one; fm_scheme.go and
// fm_winograd.go are the two ideas behind filter-map layers, fm_spread.go
// their gradient.
//
// # Layout
//
// A picture tensor (N,C,H,W) lies lane-blocked: [ceil(N/4)][H+2p][W+2p][C][4],
// in 32-bit floats. The four lanes of a vector are four pictures, so every
// operation on pixels and channels is a plain vector operation without a
// shuffle, whatever H, W and C are. The p pixels of border on each side are
// zero: they are the padding of the next convolution, and no kernel tests for
// the edge of a picture. Where the batch is no multiple of 4 the last lanes
// hold pictures that do not count. They enter as zeros, statistics leave them
// out, and their gradients are zero.
//
// Vectors per channel (scale, mean, bias) are dense floats, [C]; filters and
// maps are dense as at the border of the device, (K,C,R,S) and (Hm,Wm,C).
//
// # Order of sums
//
// A sum over pictures is taken over fixed chunks that depend on the shape
// only, into one partial sum a chunk; a second kernel adds the partial sums in
// the order of the chunks. How many threads share the chunks therefore never
// changes a bit of the result.
//
// Env.Madd is where the two arithmetics part: a fused multiply-add where
// relaxed SIMD is allowed, a product and a sum, each rounded, where results
// must be the same on every machine.
package kernels
