// Package program is the language between networks and devices: a training
// step written as a flat list of operations over numbered buffers.
//
// A network is decided once, when it is built. What remains is a plain list
//
//	FMConv x=1 m=2 -> y=3
//	BatchNorm x=3 gamma=4 beta=5 -> y=8 ...
//	...
//	SGD w=2 g=30 v=31
//
// with every size known. That gives, without cleverness, a memory plan
// (NewPlan), an exact cost for each layer (Op.Cost), one meaning on every
// device, and a whole step in one call across any border.
//
// Sizes are written as in the field: N pictures of C channels, H rows and W
// columns; K filters of R x S x C. Tensors cross the border between host and
// device as dense float32 in NCHW order, filters as (K,C,R,S) and maps as
// (Hm,Wm,C); how a device lays them out inside is its own affair.
package program
