package data

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a file of class names.
const (
	maxNamesFile = 1 << 16 // bytes
	maxName      = 64      // bytes in a name
)

// role is what a file of an archive or a folder is for.
type role int

const (
	roleNone role = iota
	roleTrain
	roleTest
	roleNames
)

// roleOf tells a file's role by its name, as the official archives name it.
func roleOf(name string) role {
	base := strings.ToLower(path.Base(name))
	for _, p := range []struct {
		pattern string
		role    role
	}{
		{"data_batch*.bin", roleTrain},
		{"train*.bin", roleTrain},
		{"test*.bin", roleTest},
		{"batches.meta.txt", roleNames},
		{"fine_label_names.txt", roleNames},
		{"coarse_label_names.txt", roleNames},
	} {
		if ok, _ := path.Match(p.pattern, base); ok {
			return p.role
		}
	}
	return roleNone
}

// collector gathers the files of a data set, in whatever order they come.
type collector struct {
	coarse      bool
	input       *progress
	format      layout // of the first records; no name before them
	train, test *Set
	own         *Pair               // of a file that is not CIFAR's; nil for others
	names       map[string][]string // by the base name of the file that lists them
	buffer      *bufio.Reader       // reused for the files of an archive
}

// newCollector returns a collector of no files that reads from input.
func newCollector(opts Options, input *progress) *collector {
	return &collector{
		coarse: opts.Coarse,
		input:  input,
		train:  new(Set),
		test:   new(Set),
		names:  make(map[string][]string),
		buffer: bufio.NewReaderSize(nil, headSize),
	}
}

// file takes in one file of an archive or a folder, of size bytes. It skips
// files that have no role.
func (c *collector) file(name string, r io.Reader, size int64) error {
	c.buffer.Reset(r)
	var err error
	switch role := roleOf(name); role {
	case roleTrain, roleTest:
		err = c.records(role, c.buffer, size)
	case roleNames:
		err = c.classNames(path.Base(strings.ToLower(name)), c.buffer)
	default:
		// The other versions of the data have files of other names; saying so
		// at once spares reading them to the end. What cannot be read here
		// cannot be passed over either, and will be reported then.
		head, _ := c.buffer.Peek(16)
		if what := otherVersion(head); what != "" {
			err = errors.New(what)
		}
	}
	if err != nil {
		return fmt.Errorf("%.100q: %w", name, err) // a name in an archive may be anything
	}
	return nil
}

// records takes in a file of records.
func (c *collector) records(role role, r *bufio.Reader, size int64) error {
	head, err := r.Peek(headSize)
	if err != nil && err != io.EOF {
		return err
	}
	if len(head) == 0 {
		return errors.New("the file is empty; fetch it again")
	}
	format, err := guessLayout(head, size)
	if err != nil {
		return err
	}
	if c.format.name == "" {
		c.format = format
	} else if c.format.name != format.name {
		return fmt.Errorf("this is %s among files of %s; choose an archive or a folder of one kind", format.name, c.format.name)
	}
	set := c.train
	if role == roleTest {
		set = c.test
	}
	if set.Len() == 0 {
		set.reserve(c.expected(role, size) / format.size())
	}
	return format.readRecords(set, c.which(), r, size)
}

// expected is about how many bytes of records there will be for a role whose
// first file has size bytes. Pictures hardly compress, so what is left of the
// input tells for training, where more files may follow. It is 0 where nothing
// is known and never more than was sent.
func (c *collector) expected(role role, size int64) int {
	if role == roleTrain {
		size = max(size, c.input.left())
	}
	return int(max(0, min(size, c.input.total, maxPictures*PictureSize)))
}

// which is the index of the label byte that counts: the last is the finest.
func (c *collector) which() int {
	if c.coarse {
		return 0
	}
	return len(c.format.labels) - 1
}

// classNames takes in a file that lists the names of classes, one a line.
func (c *collector) classNames(base string, r io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(r, maxNamesFile+1))
	if err != nil {
		return err
	}
	if len(text) > maxNamesFile || !utf8.Valid(text) {
		return errors.New("this is no list of class names; fetch the file again")
	}
	names := []string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if len(line) > maxName || strings.ContainsFunc(line, isUnprintable) {
			return fmt.Errorf("line %d is no class name; fetch the file again", len(names)+1)
		}
		if line != "" {
			names = append(names, line)
		}
	}
	c.names[base] = names
	return nil
}

// isUnprintable reports whether r has no place in a name.
func isUnprintable(r rune) bool { return !unicode.IsPrint(r) }

// pair returns what was gathered, with a part set aside for testing where
// there were files of one kind only.
func (c *collector) pair() (*Pair, error) {
	if c.own != nil {
		return c.own, nil
	}
	if c.format.name == "" {
		return nil, errors.New("there is no CIFAR file in it; want data_batch_*.bin and test_batch.bin, or train.bin and test.bin")
	}
	label := c.format.labels[c.which()]
	classes := label.classes
	if listed, ok := c.names[label.file]; ok {
		if len(listed) != len(classes) {
			return nil, fmt.Errorf("%s: want %d class names, got %d; fetch the file again", label.file, len(classes), len(listed))
		}
		classes = listed
	}
	pair := &Pair{Train: c.train, Test: c.test}
	for _, set := range []*Set{pair.Train, pair.Test} {
		set.Name, set.Classes = c.format.name, classes
	}
	if pair.Train.Len() == 0 || pair.Test.Len() == 0 {
		return pair.setAside()
	}
	return pair, nil
}

// testPart is the share of a class that is set aside for testing where a data
// set comes without test pictures: one sixth, as in the official sets.
const testPart = 6

// setAside splits the half of the pair that has pictures.
func (p *Pair) setAside() (*Pair, error) {
	all, missing := p.Train, "test"
	if all.Len() == 0 {
		all, missing = p.Test, "training"
	}
	all.Note = fmt.Sprintf("There was no %s file: the last sixth of each class is set aside for testing.", missing)
	train, test := all.Split(testPart)
	if test.Len() == 0 {
		return nil, fmt.Errorf("%d pictures are too few to set some aside for testing; want %d of a class", all.Len(), testPart)
	}
	return &Pair{Train: train, Test: test}, nil
}
