package checkpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// metadataKey is the one name in a header that is not a tensor's.
const metadataKey = "__metadata__"

// entry is what the header says of one tensor, consistent in itself: end-begin
// is what dtype and shape take.
type entry struct {
	name       string
	dtype      DType
	shape      []int
	begin, end int // bytes, counted from the start of the data
}

// parseHeader reads the JSON header. It is stricter than unmarshalling into
// structs: names may not repeat, and numbers must be whole and fit an int.
func parseHeader(header []byte) (metadata map[string]string, entries []entry, err error) {
	if !bytes.HasPrefix(header, []byte("{")) {
		return nil, nil, errors.New("want an object that begins with {; the file is not safetensors")
	}
	if !utf8.Valid(header) {
		return nil, nil, errors.New("want UTF-8")
	}
	p := parser{json.NewDecoder(bytes.NewReader(header))}
	p.dec.UseNumber()
	metadata = map[string]string{}
	err = p.object(func(name string) error {
		if name == metadataKey {
			return p.object(func(key string) (err error) {
				metadata[key], err = p.text()
				return err
			})
		}
		e, err := p.entry(name)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if _, err := p.dec.Token(); err != io.EOF {
		return nil, nil, errors.New("want only spaces after the object")
	}
	return metadata, entries, nil
}

// parser reads JSON values of the few kinds that a header has.
type parser struct{ dec *json.Decoder }

// object reads an object, calling value to read the value of each key.
func (p parser) object(value func(key string) error) error {
	if err := p.delimiter('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key, err := p.text()
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%q: want it once, got it again", key)
		}
		seen[key] = true
		if err := value(key); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
	}
	return p.delimiter('}')
}

// entry reads the object that describes one tensor.
func (p parser) entry(name string) (entry, error) {
	e := entry{name: name}
	var dtype string
	var offsets []int
	err := p.object(func(key string) (err error) {
		switch key {
		case "dtype":
			dtype, err = p.text()
		case "shape":
			e.shape, err = p.naturals()
		case "data_offsets":
			offsets, err = p.naturals()
		default: // a later version of the format may say more
			var ignored json.RawMessage
			err = p.dec.Decode(&ignored)
		}
		return err
	})
	if err != nil {
		return e, err
	}
	if dtype == "" || e.shape == nil || len(offsets) != 2 || offsets[0] > offsets[1] {
		return e, fmt.Errorf("want dtype, shape and data_offsets [begin,end], got %q, %v and %v", dtype, e.shape, offsets)
	}
	if e.dtype, err = parseDType(dtype); err != nil {
		return e, err
	}
	e.begin, e.end = offsets[0], offsets[1]
	n, err := elements(e.shape)
	if err != nil {
		return e, err
	}
	if got := e.end - e.begin; n != got/e.dtype.Size() || got%e.dtype.Size() != 0 { // n*Size might overflow
		return e, fmt.Errorf("want %d elements of %d bytes for %v of shape %v, got data_offsets %v, which span %d bytes",
			n, e.dtype.Size(), e.dtype, e.shape, offsets, got)
	}
	return e, nil
}

func (p parser) delimiter(want json.Delim) error {
	token, err := p.dec.Token()
	if err != nil {
		return broken(err)
	}
	if token != want {
		return fmt.Errorf("want %v, got %v", want, token)
	}
	return nil
}

func (p parser) text() (string, error) {
	token, err := p.dec.Token()
	if err != nil {
		return "", broken(err)
	}
	s, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("want a string, got %v", token)
	}
	return s, nil
}

// naturals reads a list of whole numbers from 0 on; it is never nil.
func (p parser) naturals() ([]int, error) {
	if err := p.delimiter('['); err != nil {
		return nil, err
	}
	list := []int{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return nil, broken(err)
		}
		number, ok := token.(json.Number)
		if !ok {
			return nil, fmt.Errorf("want a number, got %v", token)
		}
		n, err := strconv.Atoi(number.String())
		if err != nil || n < 0 {
			return nil, fmt.Errorf("want a whole number of 0 to %d, got %v", math.MaxInt, number)
		}
		list = append(list, n)
	}
	return list, p.delimiter(']')
}

// broken names what a decoder's error means for the header. The end of the
// input inside an object is no end of file to the caller.
func broken(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("want JSON: %w", err)
}

// elements returns the number of elements of a shape, 1 for an empty one.
func elements(shape []int) (int, error) {
	// Sizes beside a zero are bounded too: whoever multiplies some of them
	// later must not overflow.
	n, empty := 1, false
	for _, d := range shape {
		switch {
		case d < 0:
			return 0, fmt.Errorf("want sizes of 0 or more, got shape %v", shape)
		case d == 0:
			empty = true
		case n > math.MaxInt/d:
			return 0, fmt.Errorf("want at most %d elements, got shape %v", math.MaxInt, shape)
		default:
			n *= d
		}
	}
	if empty {
		return 0, nil
	}
	return n, nil
}
