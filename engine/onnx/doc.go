// Package onnx writes trained networks as ONNX files, which run wherever an
// ONNX runtime does, in browsers too.
//
// # The graph
//
// The input "input" is uint8 (N,3,H,W): red, green and blue planes of bytes as
// they are in a picture, N pictures at once, any N. Subtracting the mean and
// dividing by the spread is part of the graph. The output "scores" is float32
// (N,classes), the logits. Tensors of the graph have the names of the
// checkpoint: layer1.0.conv1.map, bn1.running_mean.
//
// A filter-map convolution keeps its map as it was learned. Its filters
//
//	F[k,c,s1,s2] = M[row(k1,s1), column(k2,s2), channel(k3,c)]    k = (k3*K1 + k1)*K2 + k2
//
// are cut out of it by the graph: the index map T of the paper is the product
// of one short index vector an axis, so that three Gather, a Transpose and a
// Reshape do what would take an index as long as the filters:
//
//	map      (Hm,Wm,C)
//	Gather   (K1,S1,Wm,C)           rows
//	Gather   (K1,S1,K2,S2,C)        columns
//	Gather   (K1,S1,K2,S2,K3,C)     channels
//	Transpose(K3,K1,K2,C,S1,S2)
//	Reshape  (K,C,S1,S2)
//
// All of their inputs are constants, and runtimes fold them when the file is
// loaded: inference costs what it costs with filters, the file is as small as
// the maps. Who needs the filters in the file exports an expanded network.
//
// Metadata has the network's name and settings, and under "classes" the names
// of the classes as a JSON list.
//
// # Checking
//
// [Check] holds a model to the rules of ONNX's own checker, as far as they
// concern the few operators that [Export] uses, with the types of all values
// inferred on the way. Tests run the files in ONNX Runtime.
package onnx
