package filtermap_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
)

// golden is one file of vectors that PyTorch computed in float64 and stored in
// the safetensors format. This reader trusts the file, so it is for tests only;
// the package depends on nothing else of the project, not even for its tests.
type golden struct {
	t        *testing.T
	metadata map[string]string
	header   map[string]json.RawMessage
	data     []byte
}

func readGolden(t *testing.T, path string) golden {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g := golden{t: t}
	end := 8 + binary.LittleEndian.Uint64(b)
	g.data = b[end:]
	if err := json.Unmarshal(b[8:end], &g.header); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(g.header["__metadata__"], &g.metadata); err != nil {
		t.Fatal(err)
	}
	return g
}

// number returns an integer of the metadata.
func (g golden) number(name string) int {
	n, err := strconv.Atoi(g.metadata[name])
	if err != nil {
		g.t.Fatalf("metadata %s: %v", name, err)
	}
	return n
}

// words returns the four-byte elements of a tensor and its shape, nil if the
// file lacks it.
func (g golden) words(name, dtype string) (words []uint32, shape []int) {
	raw, ok := g.header[name]
	if !ok {
		return nil, nil
	}
	var entry struct {
		DType   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &entry); err != nil || entry.DType != dtype {
		g.t.Fatalf("tensor %s: want %s, got %s, %v", name, dtype, entry.DType, err)
	}
	for b := g.data[entry.Offsets[0]:entry.Offsets[1]]; len(b) > 0; b = b[4:] {
		words = append(words, binary.LittleEndian.Uint32(b))
	}
	return words, entry.Shape
}

func (g golden) floats(name string) (v []float32, shape []int) {
	words, shape := g.words(name, "F32")
	for _, w := range words {
		v = append(v, math.Float32frombits(w))
	}
	return v, shape
}

func (g golden) ints(name string) (v []int32) {
	words, _ := g.words(name, "I32")
	for _, w := range words {
		v = append(v, int32(w))
	}
	return v
}
