// Package simd runs programs with kernels in WebAssembly, four pictures at a
// time. In a browser it is the device that trains; elsewhere it runs the same
// kernels under wazero, for tests.
//
// Loading a program compiles it: kernels are emitted for the shapes that the
// program has (package kernels, written with the assembler in package
// wasmgen), and around them one function for each routine that calls them in
// order. A whole training step is then a single call from Go. This page
// explains the ideas, for a reader who knows linear algebra but not
// WebAssembly.
//
// # Four pictures in a vector
//
// WebAssembly computes on vectors of four floats. The usual layouts put four
// neighbouring pixels or channels into a vector, and then every shift by one
// pixel or one channel needs its lanes shuffled. We put four pictures there:
//
//	[N/4][H+2p][W+2p][C][4]
//
// A pixel of four pictures is C vectors in a row. Whatever is done to one
// picture is done to four; shifts in space, and the rotation of channels that
// a 3D-FilterMap is made of, are differences of addresses. The border of p
// zero pixels is the padding of the convolution that will read the tensor.
// layout.go decides it for every buffer. A border is zero when the memory is
// new and nobody ever writes it: tensors with a border share memory only with
// tensors of the same shape (place.go).
//
// # The inner loop of a convolution
//
// A convolution is a matrix product at heart: for one pixel, outputs = weights
// times inputs. The processor has two multiply-add units and wants eight or
// more independent sums to keep them busy, and a multiply-add has two inputs
// that must come from somewhere. So a tile of output channels x pixels is held
// in registers. For every input channel it loads one vector a pixel (four
// pictures) and broadcasts one weight an output channel, and each of those is
// used several times: that is why the product is faster than the memory.
// The engine has 15 registers to give, 12 sums and what feeds them, and that
// works out only if every load stands right before its use. This is the
// reason for an assembler of our own. Three consecutive rows of a 3x3 filter
// read the same pixels again, from the first-level cache.
//
// # What a 3D-FilterMap saves
//
// The filters of an FM layer are overlapping windows of one map, which wraps
// around in all three axes. Two consequences are used, exactly:
//
// Channels. Filter k3 sees the channels rotated by k3*z. For one cell of the
// map the K3 results are a circular correlation of the blocks of input
// channels with the blocks of the cell: a circulant matrix. The discrete
// Fourier transform makes circulants diagonal, so the layer falls apart into
// small independent layers, one a frequency, between a transform of each input
// pixel and one of each output pixel. K3 is 1, 2, 4 or 8, and the transforms
// are a few additions. Instead of K3*K3 products of blocks there are K3, some
// of them complex.
//
// Space. With windows of 3x3 every two cells, neighbouring filters share a row
// or column of cells, and an input pixel meets the same cell in several
// filters. The product of each pixel with each cell is computed once (a 1x1
// convolution to four times the outputs) and added up along diagonals: 4
// products instead of 9. Along rows Winograd's trick for two outputs of three
// taps needs fewer still, and its end products are shared between overlapping
// filters: 3 instead of 9.
//
// The gradients are the transposes of the same steps. The gradient of the
// output is spread onto pixels and cells once, and serves both: multiplied with
// the cells it is the gradient of the input, multiplied with the pixels and
// summed over all of them it is that of the map. Transforms of weights happen
// once a step, before anything else.
//
// # From ops to phases
//
// lower.go turns ops into steps, calls of one kernel each that can be cut into
// tasks. Most are cut by group of four pictures; sums over the batch are cut
// by channel or by filter. step.go sorts the steps into phases, such that in a
// phase a thread depends on nobody but itself, and compile.go emits for each
// thread its share of every phase with a barrier between phases.
//
// In a phase, steps by group that follow one another are done group by group:
//
//	for each group of this thread:
//		normalise the layer below        (needs the whole batch's statistics)
//		convolve
//		sum up for the next statistics
//
// A barrier comes only where the whole batch must be known, and a tensor is
// read while it is still in the cache.
//
// # Threads
//
// With helpers the memory is shared. A helper is a Worker that runs nothing
// but the kernel module: no Go, no messages while it trains. It sleeps on a
// cell of the shared memory, is woken by the call that starts a run, and
// follows the same list of phases. At a barrier a thread counts itself in; the
// last one starts the next round, the others look at the round number a while
// and then sleep on it (barrier.go). Spinning for ever would be faster on an
// idle machine and far slower on a busy one.
//
// How the tasks are cut does not depend on the number of threads, and partial
// sums are added up in the order of the tasks. So one, two or eight threads
// give the same bits.
//
// # Strict and relaxed
//
// A fused multiply-add rounds once, a product and a sum round twice. Relaxed
// SIMD lets the engine choose what the machine does best, so results may differ
// in the last bit from one machine to another. Device.Strict rounds twice
// everywhere; then whole training runs are equal to the bit in every engine
// (see the fingerprints in the tests).
package simd
