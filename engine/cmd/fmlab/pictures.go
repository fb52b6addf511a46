package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"filtermaplab/engine/data"
	"filtermaplab/engine/data/folder"
)

// shapes names the built-in pictures where a path is asked for.
const shapes = "shapes"

// How the built-in pictures are drawn. The page draws the same ones.
const (
	shapesPerClass     = 500 // to learn from, where nobody asks for another number
	shapesTestPerClass = 100
	shapesSeed         = 1
	maxShapesPerClass  = 10000 // 300 MB
)

// source says where pictures come from.
type source struct {
	Data     string `json:"data"`               // a path, or shapes
	PerClass int    `json:"perClass,omitempty"` // to learn from; 0 means all of a file
}

// open reads or draws the pictures: of a file, of a folder of .bin files, or of
// a folder that has a folder of pictures for each class. Files that take a while show a bar on
// notes.
func (s source) open(notes io.Writer) (*data.Pair, error) {
	if s.PerClass < 0 {
		return nil, usagef("-per-class: want at least 1, or 0 for all, got %d", s.PerClass)
	}
	if s.Data == shapes {
		if s.PerClass > maxShapesPerClass {
			return nil, usagef("-per-class: want at most %d shapes, got %d", maxShapesPerClass, s.PerClass)
		}
		n := s.PerClass
		if n == 0 {
			n = shapesPerClass
		}
		return data.Shapes(n, shapesTestPerClass, shapesSeed), nil
	}
	if folder.HasClasses(s.Data) {
		most := s.PerClass
		if most > 0 {
			most += (most + 4) / 5 // a sixth of them is set aside for testing
		}
		return folder.Open(s.Data, most, nil)
	}
	bar := newByteBar(notes, "reading "+s.Data)
	defer bar.clear()
	pair, err := data.Open(s.Data, data.Options{Progress: bar.set})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("-data: there is no file or folder %s; \"make data\" fetches CIFAR-10, and -data %s needs no file", s.Data, shapes)
	}
	if err != nil {
		return nil, err
	}
	train, err := pair.Train.PerClass(s.PerClass)
	if err != nil {
		return nil, err
	}
	return &data.Pair{Train: train, Test: pair.Test}, nil
}
