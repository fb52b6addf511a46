package protocol

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// appendValue adds v in the form that the package's doc describes. It panics
// on a type that has no form: a mistake in the list of kinds.
func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float32:
		return binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v.Float())))
	case reflect.Float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.String:
		return append(binary.AppendUvarint(b, uint64(v.Len())), v.String()...)
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return append(b, v.Bytes()...)
		}
		if values, ok := v.Interface().([]uint16); ok {
			for _, x := range values {
				b = binary.LittleEndian.AppendUint16(b, x)
			}
			return b
		}
		if values, ok := v.Interface().([]float32); ok { // tensors: many, and reflection is slow
			for _, x := range values {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
			return b
		}
		for i := range v.Len() {
			b = appendValue(b, v.Index(i))
		}
		return b
	case reflect.Struct:
		for i := range v.NumField() {
			b = appendValue(b, v.Field(i))
		}
		return b
	case reflect.Interface:
		return b
	}
	panic(fmt.Sprintf("protocol: no form for %s", v.Type()))
}

// reader takes values off the front of a packet.
type reader struct{ rest []byte }

var errShort = errors.New("the packet ends too early")

// value reads into v what appendValue wrote of a value of the same type.
func (r *reader) value(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		if len(r.rest) == 0 {
			return errShort
		}
		if r.rest[0] > 1 {
			return fmt.Errorf("want 0 or 1, got %d", r.rest[0])
		}
		v.SetBool(r.rest[0] == 1)
		r.rest = r.rest[1:]
		return nil
	case reflect.Int, reflect.Int64:
		n, size := binary.Varint(r.rest)
		if size <= 0 {
			return errShort
		}
		if v.OverflowInt(n) {
			return fmt.Errorf("%d does not fit %s", n, v.Type())
		}
		v.SetInt(n)
		r.rest = r.rest[size:]
		return nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		n, size := binary.Uvarint(r.rest)
		if size <= 0 {
			return errShort
		}
		if v.OverflowUint(n) {
			return fmt.Errorf("%d does not fit %s", n, v.Type())
		}
		v.SetUint(n)
		r.rest = r.rest[size:]
		return nil
	case reflect.Float32:
		if len(r.rest) < 4 {
			return errShort
		}
		v.SetFloat(float64(math.Float32frombits(binary.LittleEndian.Uint32(r.rest))))
		r.rest = r.rest[4:]
		return nil
	case reflect.Float64:
		if len(r.rest) < 8 {
			return errShort
		}
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(r.rest)))
		r.rest = r.rest[8:]
		return nil
	case reflect.String:
		s, err := r.bytes()
		v.SetString(string(s))
		return err
	case reflect.Slice:
		return r.slice(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if err := r.value(v.Field(i)); err != nil {
				return fmt.Errorf("%s: %w", v.Type().Field(i).Name, err)
			}
		}
		return nil
	case reflect.Interface:
		return nil
	}
	panic(fmt.Sprintf("protocol: no form for %s", v.Type()))
}

// slice reads a slice. It grows with the elements that are really there, so
// that a length that lies allocates nothing.
func (r *reader) slice(v reflect.Value) error {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		b, err := r.bytes()
		if len(b) > 0 {
			v.SetBytes(append([]byte(nil), b...))
		}
		return err
	}
	n, err := r.length()
	if err != nil {
		return err
	}
	if v.Type().Elem().Kind() == reflect.Float32 {
		return r.tensor(v, n)
	}
	if v.Type().Elem().Kind() == reflect.Uint16 {
		return r.shorts(v, n)
	}
	elem := reflect.New(v.Type().Elem()).Elem()
	for i := range n {
		elem.SetZero()
		if err := r.value(elem); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
		v.Set(reflect.Append(v, elem))
	}
	return nil
}

// tensor reads n numbers at once.
func (r *reader) tensor(v reflect.Value, n int) error {
	if len(r.rest) < 4*n {
		return errShort
	}
	if n == 0 {
		return nil
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(r.rest[4*i:]))
	}
	r.rest = r.rest[4*n:]
	v.Set(reflect.ValueOf(values))
	return nil
}

// shorts reads n numbers of two bytes at once.
func (r *reader) shorts(v reflect.Value, n int) error {
	if len(r.rest) < 2*n {
		return errShort
	}
	if n == 0 {
		return nil
	}
	values := make([]uint16, n)
	for i := range values {
		values[i] = binary.LittleEndian.Uint16(r.rest[2*i:])
	}
	r.rest = r.rest[2*n:]
	v.Set(reflect.ValueOf(values))
	return nil
}

// bytes reads a length and as many bytes, which stay the packet's.
func (r *reader) bytes() ([]byte, error) {
	n, err := r.length()
	if err != nil {
		return nil, err
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b, nil
}

// length reads a length. Every element takes a byte at least, so a length
// beyond the bytes that are left is wrong.
func (r *reader) length() (int, error) {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		return 0, errShort
	}
	r.rest = r.rest[size:]
	if n > uint64(len(r.rest)) {
		return 0, fmt.Errorf("%d elements are announced, but only %d bytes follow", n, len(r.rest))
	}
	return int(n), nil
}
