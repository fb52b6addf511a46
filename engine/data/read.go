package data

import (
	"archive/tar"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Options are the choices of a reader.
type Options struct {
	// Coarse takes the 20 coarse classes of CIFAR-100 in place of the 100 fine ones.
	Coarse bool
	// Progress, where not nil, is told now and then how many bytes of the
	// input have been read, out of total; total is -1 where unknown.
	Progress func(done, total int64)
}

// Read reads CIFAR-10 or CIFAR-100 in the binary version from r: one .bin
// file, or a tar archive of them, either of them compressed by gzip or not. It
// tells by the contents which it is; name serves to tell training files from
// test files and to word errors. Size is the length of r in bytes, or -1 where
// unknown.
//
// Nothing is unpacked to disk and no archive is held in memory. Where training
// or test pictures are missing, the last sixth of every class is set aside for
// testing and Note says so. Class names come from the archive, or are the
// standard ones. To give up halfway, let r return an error.
//
// It also reads pictures of one's own as WriteOwn writes them.
func Read(name string, r io.Reader, size int64, opts Options) (*Pair, error) {
	input := &progress{r: r, total: size, report: opts.Progress}
	c := newCollector(opts, input)
	if err := c.readAny(name, input, size, true); err != nil {
		return nil, fmt.Errorf("data: %s: %w", name, explain(err))
	}
	pair, err := c.pair()
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", name, err)
	}
	input.finish()
	return pair, nil
}

// readAny takes in a file of size bytes, or of unknown length where below 0.
func (c *collector) readAny(name string, r io.Reader, size int64, mayUnzip bool) error {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	switch {
	case err != nil && err != io.EOF:
		return err
	case len(head) == 0:
		return errors.New("the file is empty; fetch it again")
	case isGzip(head) && mayUnzip:
		return c.readGzip(name, in)
	case isTar(head):
		return c.readTar(in)
	case isOwn(head):
		c.own, err = readOwn(in)
		return err
	}
	if what := foreign(head); what != "" {
		return errors.New(what)
	}
	role := roleOf(name)
	if role != roleTest {
		role = roleTrain
	}
	return c.records(role, in, size)
}

// readGzip takes in what is inside gzip.
func (c *collector) readGzip(name string, r io.Reader) error {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	if err := c.readAny(strings.TrimSuffix(name, ".gz"), unzipped, -1, false); err != nil {
		return err
	}
	// The checksum comes last, after what pads a tar archive.
	_, err = io.Copy(io.Discard, unzipped)
	return err
}

// readTar takes in the files of an archive.
func (c *collector) readTar(r io.Reader) error {
	archive := tar.NewReader(r)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if err := c.file(header.Name, archive, header.Size); err != nil {
			return err
		}
	}
}

// explain adds to an error of the decoders what it means and what to do.
func explain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the file is cut short; fetch it again", err)
	case errors.Is(err, gzip.ErrChecksum):
		return fmt.Errorf("%w: the file is damaged; fetch it again", err)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader), errors.As(err, &corrupt):
		return fmt.Errorf("%w: the archive is damaged; fetch it again", err)
	}
	return err
}
