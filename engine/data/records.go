package data

import (
	"errors"
	"fmt"
	"io"
)

// maxPictures is the most that a split may hold, about twice CIFAR's: a
// damaged or hostile archive can unpack to a thousand times its size.
const maxPictures = 120_000

// layout is the record of a binary file: label bytes, then the planes
// (3,32,32) of the picture. Sources: the "binary version" paragraphs of the
// CIFAR-10 and CIFAR-100 page by Krizhevsky.
type layout struct {
	name   string
	labels []labelByte // in the order of the file
}

// labelByte is one of a record's labels.
type labelByte struct {
	file    string   // that names the classes in the official archive
	classes []string // the standard names
}

// cifar10 is the layout with one label.
func cifar10() layout {
	return layout{"CIFAR-10", []labelByte{{"batches.meta.txt", cifar10Classes()}}}
}

// cifar100 is the layout with a coarse and a fine label.
func cifar100() layout {
	return layout{"CIFAR-100", []labelByte{
		{"coarse_label_names.txt", cifar100CoarseClasses()},
		{"fine_label_names.txt", cifar100FineClasses()},
	}}
}

// size is the length of a record in bytes: 3073 or 3074.
func (l layout) size() int { return len(l.labels) + PictureSize }

// divides reports whether n bytes are a whole number of records; n below 0 is
// unknown, and may be.
func (l layout) divides(n int64) bool { return n < 0 || n%int64(l.size()) == 0 }

// check says whether the labels of a record are in range.
func (l layout) check(record []byte) error {
	for i, b := range l.labels {
		if n := len(b.classes); int(record[i]) >= n {
			return fmt.Errorf("label %d, where %s has 0 to %d", record[i], l.name, n-1)
		}
	}
	return nil
}

// fits reports whether the labels of all whole records in head are in range
// and there is at least one.
func (l layout) fits(head []byte) bool {
	if len(head) < l.size() {
		return false
	}
	for ; len(head) >= l.size(); head = head[l.size():] {
		if l.check(head) != nil {
			return false
		}
	}
	return true
}

// guessLayout tells the layouts apart by the first bytes of a file and its
// size, below 0 where unknown. A picture's bytes taken for labels are in range
// too rarely to mislead over a few records, and the size decides over one.
func guessLayout(head []byte, size int64) (layout, error) {
	candidates := []layout{cifar10(), cifar100()}
	for _, l := range candidates {
		if l.divides(size) && l.fits(head) {
			return l, nil
		}
	}
	// A damaged file shows one sign only; the reader will say where it breaks.
	for _, l := range candidates {
		if l.fits(head) || size > 0 && l.divides(size) {
			return l, nil
		}
	}
	return layout{}, fmt.Errorf("these are not CIFAR records; %s", chooseBinary)
}

// readRecords appends all pictures of r, size bytes long or of unknown length
// where below 0, to set. Label which of each record counts.
func (l layout) readRecords(set *Set, which int, r io.Reader, size int64) error {
	if whole := size / int64(l.size()); !l.divides(size) {
		return fmt.Errorf("%d bytes are %d whole %s pictures and %d bytes more: the file is cut short or damaged; fetch it again",
			size, whole, l.name, size%int64(l.size()))
	}
	record := make([]byte, l.size())
	for n := 0; ; n++ {
		switch _, err := io.ReadFull(r, record); {
		case err == io.EOF:
			if size >= 0 && int64(n) != size/int64(l.size()) {
				return fmt.Errorf("want %d pictures, got %d: %w", size/int64(l.size()), n, io.ErrUnexpectedEOF)
			}
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("the data end inside picture %d: %w", n, err)
		case err != nil:
			return err
		}
		if err := l.check(record); err != nil {
			return fmt.Errorf("picture %d has the %w: the file is damaged or of another kind", n, err)
		}
		if set.Len() == maxPictures {
			return fmt.Errorf("more than %d pictures: this is no CIFAR set", maxPictures)
		}
		set.add(record[which], record[len(l.labels):])
	}
}
