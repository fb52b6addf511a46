package data

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Pictures of one's own travel as a file of this layout (by custom, with the
// ending .pictures):
//
//	filtermap pictures 1\n
//	{"name":"Animals","note":"","classes":["cat","dog"],"train":40,"test":8}\n
//	records: a byte for the class, then the planes (3,32,32); those to learn from first
//
// A record is that of CIFAR-10, so that whoever reads one reads the other.
const ownMagic = "filtermap pictures 1\n"

// maxOwnHeader is the longest second line.
const maxOwnHeader = 1 << 16

// ownHeader is the second line.
type ownHeader struct {
	Name    string   `json:"name"`
	Note    string   `json:"note"`
	Classes []string `json:"classes"`
	Train   int      `json:"train"`
	Test    int      `json:"test"`
}

// headerOf returns the two lines in front of the records of a pair.
func headerOf(p *Pair) ([]byte, error) {
	line, err := json.Marshal(ownHeader{p.Train.Name, p.Train.Note, p.Train.Classes, p.Train.Len(), p.Test.Len()})
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if len(line) >= maxOwnHeader {
		return nil, errors.New("data: the names of the classes are too long together; shorten them")
	}
	return append(append([]byte(ownMagic), line...), '\n'), nil
}

// WriteOwn writes a pair in the layout that Read takes. It writes in pieces of
// a few kilobytes, or of the size of w where that is a bufio.Writer.
func WriteOwn(w io.Writer, p *Pair) error {
	header, err := headerOf(p)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	out.Write(header)
	for _, set := range []*Set{p.Train, p.Test} {
		for i, label := range set.Labels {
			out.WriteByte(label)
			out.Write(set.Image(i))
		}
	}
	return out.Flush() // which has the first error
}

// isOwn reports whether a file begins like pictures of one's own.
func isOwn(head []byte) bool { return bytes.HasPrefix(head, []byte(ownMagic)) }

// readOwn reads the layout from its beginning.
func readOwn(r *bufio.Reader) (*Pair, error) {
	if _, err := r.Discard(len(ownMagic)); err != nil {
		return nil, err
	}
	h, err := readOwnHeader(r)
	if err != nil {
		return nil, err
	}
	kind := Set{Name: h.Name, Note: h.Note, Classes: h.Classes}
	pair := &Pair{Train: kind.empty(), Test: kind.empty()}
	record := make([]byte, 1+PictureSize)
	for i := range h.Train + h.Test {
		if _, err := io.ReadFull(r, record); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, fmt.Errorf("the data end inside picture %d of %d: %w", i, h.Train+h.Test, err)
		}
		if int(record[0]) >= len(h.Classes) {
			return nil, fmt.Errorf("picture %d has the label %d, where there are %d classes: the file is damaged", i, record[0], len(h.Classes))
		}
		set := pair.Train
		if i >= h.Train {
			set = pair.Test
		}
		set.add(record[0], record[1:])
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return nil, fmt.Errorf("there is more in the file than %d pictures: it is damaged", h.Train+h.Test)
	}
	return pair, nil
}

// readOwnHeader reads and checks the second line.
func readOwnHeader(r *bufio.Reader) (ownHeader, error) {
	var line []byte
	for {
		b, err := r.ReadByte()
		if err != nil {
			return ownHeader{}, fmt.Errorf("its second line does not end: %w", err)
		}
		if b == '\n' {
			break
		}
		if line = append(line, b); len(line) > maxOwnHeader {
			return ownHeader{}, errors.New("its second line is too long: the file is damaged")
		}
	}
	var h ownHeader
	if err := json.Unmarshal(line, &h); err != nil {
		return ownHeader{}, fmt.Errorf("its second line: %w", err)
	}
	if n := len(h.Classes); n < 2 || n > MaxOwnClasses {
		return ownHeader{}, fmt.Errorf("want 2 to %d classes, got %d", MaxOwnClasses, n)
	}
	for _, class := range h.Classes {
		if err := checkClass(class); err != nil {
			return ownHeader{}, err
		}
	}
	if h.Train < 1 || h.Test < 1 || h.Train > MaxOwn || h.Test > MaxOwn || h.Train+h.Test > MaxOwn {
		return ownHeader{}, fmt.Errorf("want pictures to learn from and to test, at most %d together, got %d and %d", MaxOwn, h.Train, h.Test)
	}
	if checkClass(h.Name) != nil {
		h.Name = "Your pictures"
	}
	return h, nil
}
