package shard

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"filtermaplab/engine/data"
)

// version is that of the format.
const version = 1

// recordSize is a label and a picture, in bytes.
const recordSize = 1 + data.PictureSize

// maxPerClass keeps a shard below 32 MB for ten classes.
const maxPerClass = 1000

// maxShards bounds the list of an index: files are called 0.bin to 9999.bin.
const maxShards = 10000

// Index says which shards there are.
type Index struct {
	Version int      `json:"version"`
	Name    string   `json:"name"`    // of the set: CIFAR-10
	Classes []string `json:"classes"` // by label
	Train   []Shard  `json:"train"`   // in the order in which they are to be fetched
	Test    []Shard  `json:"test"`
}

// Shard is one file.
type Shard struct {
	File     string `json:"file"` // below the index: train/0.bin
	Bytes    int64  `json:"bytes"`
	PerClass int    `json:"perClass"` // pictures of every class
	SHA256   string `json:"sha256"`
}

// ParseIndex reads an index from outside and says what is wrong with it.
func ParseIndex(b []byte) (*Index, error) {
	x := new(Index)
	if err := json.Unmarshal(b, x); err != nil {
		return nil, fmt.Errorf("shard: the index is damaged: %w", err)
	}
	if x.Version != version {
		return nil, fmt.Errorf("shard: the index has version %d, and this program reads version %d; make the shards anew", x.Version, version)
	}
	if n := len(x.Classes); n < 2 || n > 256 {
		return nil, fmt.Errorf("shard: want 2 to 256 classes, got %d", n)
	}
	for _, split := range []struct {
		name   string
		shards []Shard
	}{{"train", x.Train}, {"test", x.Test}} {
		if n := len(split.shards); n < 1 || n > maxShards {
			return nil, fmt.Errorf("shard: %s: want 1 to %d shards, got %d", split.name, maxShards, n)
		}
		for i, s := range split.shards {
			if err := s.check(fmt.Sprintf("%s/%d.bin", split.name, i), len(x.Classes)); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// check holds what the index says of a shard to what must be.
func (s Shard) check(file string, classes int) error {
	if s.File != file {
		return fmt.Errorf("shard: want the file %s, got %.40q", file, s.File)
	}
	if s.PerClass < 1 || s.PerClass > maxPerClass || s.Bytes != int64(s.PerClass*classes*recordSize) {
		return fmt.Errorf("shard: %s: %d bytes are not %d pictures of each of %d classes", file, s.Bytes, s.PerClass, classes)
	}
	if len(s.SHA256) != 64 || strings.Trim(s.SHA256, "0123456789abcdef") != "" {
		return fmt.Errorf("shard: %s: want a SHA-256 sum of 64 hexadecimal digits, got %.80q", file, s.SHA256)
	}
	return nil
}

// First returns as many of the first shards as it takes to have perClass
// pictures of every class; all where there are not enough, or for 0.
func First(shards []Shard, perClass int) []Shard {
	have := 0
	for i, s := range shards {
		if have += s.PerClass; perClass > 0 && have >= perClass {
			return shards[:i+1]
		}
	}
	return shards
}

// PerClass is the number of pictures of every class in shards, and Bytes their
// size.
func PerClass(shards []Shard) (perClass int, bytes int64) {
	for _, s := range shards {
		perClass += s.PerClass
		bytes += s.Bytes
	}
	return perClass, bytes
}

// plan says how the pictures of a set go into shards: the indices of shard n's
// pictures, classes taking turns.
func plan(set *data.Set, perClass int) ([][]int, error) {
	if perClass < 1 || perClass > maxPerClass {
		return nil, fmt.Errorf("shard: want 1 to %d pictures of each class in a shard, got %d", maxPerClass, perClass)
	}
	counts := set.CountByClass()
	if len(counts) < 2 || slices.Min(counts) != slices.Max(counts) || counts[0] == 0 {
		return nil, fmt.Errorf("shard: want as many pictures of every class, got %v", counts)
	}
	byClass := make([][]int, len(counts))
	for i, label := range set.Labels {
		byClass[label] = append(byClass[label], i)
	}
	var shards [][]int
	for at := 0; at < counts[0]; at += perClass {
		var shard []int
		for n := at; n < min(at+perClass, counts[0]); n++ {
			for _, of := range byClass {
				shard = append(shard, of[n])
			}
		}
		shards = append(shards, shard)
	}
	if len(shards) > maxShards {
		return nil, errors.New("shard: these are more than 10000 shards; put more pictures into one")
	}
	return shards, nil
}
