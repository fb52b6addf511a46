package data

import (
	"fmt"
	"os"
	"path/filepath"
)

// Open reads a data set from a path: a file, as Read does, or a folder that
// holds the .bin files of an unpacked archive.
func Open(path string, opts Options) (*Pair, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if info.IsDir() {
		return openFolder(path, opts)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	return Read(path, f, info.Size(), opts)
}

// openFolder reads the files of a folder in the order of their names.
func openFolder(folder string, opts Options) (*Pair, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	type file struct {
		path string
		size int64
	}
	var files []file
	var total int64
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue // a dangling link, a folder: nothing that a data set needs
		}
		files = append(files, file{path, info.Size()})
		if roleOf(entry.Name()) != roleNone {
			total += info.Size()
		}
	}
	input := &progress{total: total, report: opts.Progress}
	c := newCollector(opts, input)
	for _, f := range files {
		if err := c.open(f.path, f.size); err != nil {
			return nil, fmt.Errorf("data: %s: %w", folder, explain(err))
		}
	}
	pair, err := c.pair()
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", folder, err)
	}
	input.finish()
	return pair, nil
}

// open takes in one file of a folder.
func (c *collector) open(path string, size int64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	c.input.r = f
	return c.file(filepath.Base(path), c.input, size)
}
