// Package model builds the networks of the paper and their small relatives:
// ResNets in CIFAR form and DenseNet-BC, each with independent filters
// (Plain), with 3D-FilterMaps in place of every 3x3 convolution (FM), or
// narrowed until it has as few parameters as the FM network (Thin).
//
// Names of parameters are those of kuangliu/pytorch-cifar.
package model
