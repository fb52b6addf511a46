package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Check verifies a folder of shards: that the index makes sense, that every
// file is there with its size and sum, that its labels are in range and its
// classes take turns, and that no file lies there that the index does not
// name. All that is wrong is in the error, a line each.
func Check(folder fs.FS) (*Index, error) {
	b, err := fs.ReadFile(folder, "index.json")
	if err != nil {
		return nil, fmt.Errorf("shard: there is no whole set of shards: %w", err)
	}
	x, err := ParseIndex(b)
	if err != nil {
		return nil, err
	}
	var wrong []error
	named := map[string]bool{"index.json": true}
	for _, shards := range [][]Shard{x.Train, x.Test} {
		for _, s := range shards {
			named[s.File] = true
			b, err := fs.ReadFile(folder, s.File)
			if err == nil {
				err = s.Verify(b, len(x.Classes))
			}
			if err != nil {
				wrong = append(wrong, err)
			}
		}
	}
	err = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !named[name] && !strings.HasPrefix(path.Base(name), ".") {
			wrong = append(wrong, fmt.Errorf("shard: %s: the index does not name this file", name))
		}
		return err
	})
	return x, errors.Join(append(wrong, err)...)
}

// Verify says what is wrong with the content of a shard.
func (s Shard) Verify(b []byte, classes int) error {
	if int64(len(b)) != s.Bytes {
		return fmt.Errorf("shard: %s: want %d bytes, got %d", s.File, s.Bytes, len(b))
	}
	if got := sum(b); got != s.SHA256 {
		return fmt.Errorf("shard: %s: its SHA-256 sum is %s, want %s; make or fetch it again", s.File, got, s.SHA256)
	}
	for i := 0; i*recordSize < len(b); i++ {
		if got := int(b[i*recordSize]); got != i%classes {
			return fmt.Errorf("shard: %s: picture %d is of class %d, want %d: classes take turns", s.File, i, got, i%classes)
		}
	}
	return nil
}
