// Package paper sets the paper's tables beside what this program builds.
//
// Source: Yang et al., "3D-FilterMap: a compact architecture for deep
// convolutional neural networks". Numbers of the paper are as printed there;
// everything else is counted on the networks themselves. Accuracies of ours
// are those of networks that were trained, taken from their files.
package paper
