// Package data holds labelled pictures and turns them into batches.
//
// A Set is a list of 32 x 32 colour pictures with their classes. It comes from
// CIFAR-10 or CIFAR-100 in the binary version (Read takes a .bin file, a tar or
// a tar.gz as a stream; Open takes a path) or is drawn by Shapes, the built-in
// set, so that learning can begin with nothing downloaded.
//
// A Sampler shuffles a set anew each epoch, cuts random crops, mirrors, and
// writes batches of normalised float32 in NCHW order; Fill writes pictures as
// they are, for evaluation. Everything random comes from generators of this
// package, one for each purpose, whose state can be saved: a run that is taken
// up again sees the very batches that it would have seen.
//
// What is read comes from outside: every damaged or wrong file yields an error
// that says what is wrong and what to do, and memory grows with the bytes that
// really arrive, never with what a header promises.
package data
