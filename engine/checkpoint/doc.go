// Package checkpoint reads and writes named tensors in the safetensors format,
// which PyTorch users know. It carries weights, training state and the vectors
// that tests are held to; what the names mean is the caller's business.
//
// # Format
//
//	8 bytes    n, the length of the header, little-endian
//	n bytes    the header, JSON:
//	           {"__metadata__": {"model": "resnet8", ...},   optional; strings only
//	            "conv1.map": {"dtype": "F32", "shape": [8,8,3], "data_offsets": [0,768]}, ...}
//	           padded with spaces to a multiple of 8
//	the rest   the tensors' data, row-major and little-endian; offsets count from
//	           here, and the tensors fill it without gap or overlap
//
// [ReadBytes] trusts nothing: every number of the header is checked against the
// bytes that are really there before anything is allocated, so what a file can
// make it allocate is a small multiple of the file's own size.
//
// [Write] lays tensors out as the official library does (widest type first,
// then by name) and sorts the metadata, so equal files are equal bytes.
package checkpoint
