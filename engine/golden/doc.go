// Package golden holds a device to files of golden vectors: what an
// independent implementation (PyTorch, in float64) computed for the same
// input and the same weights.
//
// There are two kinds of files, both safetensors with NCHW tensors and maps of
// (Hm,Wm,C):
//
//   - one 3D-FilterMap convolution: map, input, output, grad_output,
//     grad_input, grad_map_sum, grad_map_mean, and if they like count, filters
//     and index; metadata K1 K2 K3 x y S1 S2 C stride pad, and padding (wrap or
//     authors, wrap if missing)
//   - one network in training: batch.input and batch.label, the start init.*,
//     then step0.logits, step0.grad.*, and the weights and running statistics
//     step<i>.* after i steps of SGD without Nesterov on that one batch, losses,
//     step<i>.eval_logits; metadata model fm rule lr momentum weight_decay steps
//
// Any geometry, network, batch and number of steps will do.
package golden
