// Package reference executes programs in plain Go: the oracle that other
// devices are held to, and the fallback where there is nothing faster.
//
// It is written to be read. Tensors are dense NCHW slices of one arena; each
// op is a loop over pictures, or over channels where statistics are taken;
// every convolution is a matrix product over patches (conv.go, gemm.go), the
// filters of a 3D-FilterMap being cut out first.
//
// The loops run on all processors, yet results do not depend on how many
// there are: whatever is summed over pictures is summed in fixed chunks and in
// a fixed order. Products are rounded before they are added (the explicit
// float32 conversions), so that compilers that would fuse them give the same
// bits as those that cannot.
package reference
