package shard

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"filtermaplab/engine/data"
)

// Write cuts a pair into shards of perClass pictures of every class and writes
// them and their index below folder. The index comes last: a folder that has
// one is whole.
func Write(folder string, pair *data.Pair, perClass int) (*Index, error) {
	x := &Index{Version: version, Name: pair.Train.Name, Classes: pair.Train.Classes}
	for _, split := range []struct {
		name string
		set  *data.Set
		into *[]Shard
	}{{"train", pair.Train, &x.Train}, {"test", pair.Test, &x.Test}} {
		shards, err := plan(split.set, perClass)
		if err != nil {
			return nil, fmt.Errorf("%w (the pictures to %s)", err, split.name)
		}
		if err := os.MkdirAll(filepath.Join(folder, split.name), 0o777); err != nil {
			return nil, fmt.Errorf("shard: %w", err)
		}
		for n, indices := range shards {
			file := fmt.Sprintf("%s/%d.bin", split.name, n)
			b := records(split.set, indices)
			if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(file)), b, 0o666); err != nil {
				return nil, fmt.Errorf("shard: %w", err)
			}
			*split.into = append(*split.into, Shard{
				File: file, Bytes: int64(len(b)), PerClass: len(indices) / len(x.Classes), SHA256: sum(b),
			})
		}
	}
	b, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		return nil, fmt.Errorf("shard: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.json"), append(b, '\n'), 0o666); err != nil {
		return nil, fmt.Errorf("shard: %w", err)
	}
	return x, nil
}

// records writes pictures as CIFAR-10's binary version has them.
func records(set *data.Set, indices []int) []byte {
	b := make([]byte, 0, len(indices)*recordSize)
	for _, i := range indices {
		b = append(b, set.Labels[i])
		b = append(b, set.Image(i)...)
	}
	return b
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// Archive names a shard inside a tar archive that package data reads: the
// header, and how many zeros follow the content. Whoever has shards in pieces
// puts an archive together without copying them, and ends it with ArchiveEnd
// zeros.
func Archive(name string, size int64) (header []byte, padding int64, err error) {
	var b bytes.Buffer
	err = tar.NewWriter(&b).WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: size, Format: tar.FormatUSTAR})
	if err != nil {
		return nil, 0, fmt.Errorf("shard: %w", err)
	}
	return b.Bytes(), (block - size%block) % block, nil
}

// block is the unit of a tar archive, and ArchiveEnd what ends one, in bytes.
const (
	block      = 512
	ArchiveEnd = 2 * block
)
