// Package nn has the layers of convolutional networks. A layer is a function
// that emits its operations into a Builder: the forward operations at once,
// the backward operations side by side with them, to be played in reverse
// when the network is finished. Parameter names are those that PyTorch users
// know (layer1.0.conv1.weight), with "map" in place of "weight" where a
// 3D-FilterMap stands for the filters.
package nn
