package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"filtermaplab/engine/checkpoint"
)

// Fingerprint is that of a Session with these weights: equal fingerprints mean
// equal networks.
func (t *Trained) Fingerprint() string {
	h := sha256.New()
	var raw []byte
	for _, tensor := range t.Network.Tensors() {
		raw = raw[:0]
		for _, v := range t.weights[tensor.Name] {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// SavedPictures describes the pictures that the run of a checkpoint learned
// from: their name, classes and number.
func SavedPictures(f *checkpoint.File) (Dataset, error) {
	state, err := readState(f)
	return Dataset{Name: state.Data.Name, Classes: state.Data.Classes, Train: state.Data.Train}, err
}
