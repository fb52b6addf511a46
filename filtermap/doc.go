// Package filtermap is the 3D-FilterMap of Yang et al., "3D-FilterMap: a
// compact architecture for deep convolutional neural networks": one small
// array of weights, the map, out of which all K filters of a convolution are
// cut as overlapping windows. Filters whose windows overlap share weights, so
// the map has S1*S2/(x*y)*K3 times fewer parameters than its filters.
//
// The package is arithmetic on indices and knows nothing of networks:
//
//   - [Geometry] holds the sizes, says what is wrong with them, and answers in
//     coordinates which map cell a filter element is and who shares a cell.
//   - [Default] chooses a geometry for K filters of C channels (paper, Table 1).
//   - [Index] is the same mapping T as a table; [Index.Extract] runs it
//     forwards (map to filters) and [Index.Scatter] backwards (gradients of the
//     filters to the gradient of the map; paper, Eq. 1).
//
// The examples, read in order, are a tutorial.
//
// # Symbols
//
// The letters are the paper's. Where the paper writes a size in upper case and
// a position below it in lower case, so do the comments of this package.
//
//	K1 K2 K3     filters along the map's rows, columns and channels
//	K            number of filters, K1*K2*K3
//	k            a filter, k = (k3*K1 + k1)*K2 + k2: k3 slowest, k2 fastest
//	S1 S2        rows and columns of a filter; s1, s2 a position in it
//	C            channels of a filter and of the map; c a channel
//	x y z        sampling strides in rows, columns and channels; z = C/K3
//	Hm Wm        rows and columns of the map, K1*x and K2*y
//	M            the map, shape (Hm,Wm,C), row-major: C runs fastest
//	F_k          filter k; all filters together have shape (K,C,S1,S2), row-major
//	T            the index map: which element of M each element of F is
//	n_j          how many filter elements T sends to map element j
//	G_k, g_j     gradients of the loss with respect to F_k and to M[j]
//
// A filter is the window
//
//	F_k[s1,s2,c] = M[(k1*x+s1) mod Hm, (k2*y+s2) mod Wm, (k3*z+c) mod C]
//
// so windows wrap around in all three axes and the map is a torus.
//
// # Conventions
//
// Numbers from outside are checked by [Geometry.Validate], which returns an
// error that names the field. Every other method takes a valid geometry for
// granted; slices of the wrong length and positions out of range panic.
package filtermap
