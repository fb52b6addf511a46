package onnx

import (
	"bytes"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Decode reads the bytes of an .onnx file, any bytes: what is wrong is
// returned as an error. Fields that [Model] lacks are passed over, so that what
// Encode wrote comes back whole, and of other files what this package knows.
func Decode(b []byte) (*Model, error) {
	m := &Model{}
	err := fields(b, func(f field) (err error) {
		switch f.number {
		case modelIRVersion:
			m.IRVersion, err = f.int()
		case modelProducer:
			m.Producer, err = f.text()
		case modelDoc:
			m.Doc, err = f.text()
		case modelGraph:
			err = f.message(m.Graph.decode)
		case modelOpset:
			m.Opsets, err = appended(m.Opsets, f, (*Opset).decode)
		case modelMetadata:
			m.Metadata, err = appended(m.Metadata, f, (*Property).decode)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("onnx: %w; the file is damaged or not ONNX", err)
	}
	return m, nil
}

func (o *Opset) decode(f field) (err error) {
	switch f.number {
	case opsetDomain:
		o.Domain, err = f.text()
	case opsetVersion:
		o.Version, err = f.int()
	}
	return err
}

func (p *Property) decode(f field) (err error) {
	switch f.number {
	case propertyKey:
		p.Key, err = f.text()
	case propertyValue:
		p.Value, err = f.text()
	}
	return err
}

func (g *Graph) decode(f field) (err error) {
	switch f.number {
	case graphNode:
		g.Nodes, err = appended(g.Nodes, f, (*Node).decode)
	case graphName:
		g.Name, err = f.text()
	case graphInitializer:
		g.Initializers, err = appended(g.Initializers, f, (*Tensor).decode)
	case graphDoc:
		g.Doc, err = f.text()
	case graphInput:
		g.Inputs, err = appended(g.Inputs, f, (*Value).decode)
	case graphOutput:
		g.Outputs, err = appended(g.Outputs, f, (*Value).decode)
	}
	return err
}

func (n *Node) decode(f field) (err error) {
	var s string
	switch f.number {
	case nodeInput:
		s, err = f.text()
		n.Inputs = append(n.Inputs, s)
	case nodeOutput:
		s, err = f.text()
		n.Outputs = append(n.Outputs, s)
	case nodeName:
		n.Name, err = f.text()
	case nodeOp:
		n.Op, err = f.text()
	case nodeAttribute:
		n.Attributes, err = appended(n.Attributes, f, (*Attribute).decode)
	case nodeDomain:
		n.Domain, err = f.text()
	}
	return err
}

func (a *Attribute) decode(f field) (err error) {
	var v int64
	switch f.number {
	case attributeName:
		a.Name, err = f.text()
	case attributeFloat:
		a.Float, err = f.float()
	case attributeInt:
		a.Int, err = f.int()
	case attributeString:
		a.String, err = f.text()
	case attributeFloats:
		a.Floats, err = f.floats(a.Floats)
	case attributeInts:
		a.Ints, err = f.ints(a.Ints)
	case attributeType:
		v, err = f.int()
		a.Type = AttributeType(v)
	}
	return err
}

func (t *Tensor) decode(f field) (err error) {
	var v int64
	switch f.number {
	case tensorDims:
		t.Dims, err = f.ints(t.Dims)
	case tensorType:
		v, err = f.int()
		t.Type = DataType(v)
	case tensorName:
		t.Name, err = f.text()
	case tensorRaw:
		err = f.want(protowire.BytesType)
		t.Raw = bytes.Clone(f.value) // not a view: the file may be large and short-lived
	}
	return err
}

func (v *Value) decode(f field) (err error) {
	switch f.number {
	case valueName:
		v.Name, err = f.text()
	case valueDoc:
		v.Doc, err = f.text()
	case valueType:
		err = f.message(func(f field) error {
			if f.number != typeTensor {
				return nil
			}
			return f.message(v.decodeType)
		})
	}
	return err
}

func (v *Value) decodeType(f field) error {
	switch f.number {
	case typeElem:
		t, err := f.int()
		v.Type = DataType(t)
		return err
	case typeShape:
		return f.message(func(f field) (err error) {
			if f.number == shapeDim {
				v.Dims, err = appended(v.Dims, f, (*Dim).decode)
			}
			return err
		})
	}
	return nil
}

func (d *Dim) decode(f field) (err error) {
	switch f.number {
	case dimValue:
		d.Size, err = f.int()
	case dimParam:
		d.Name, err = f.text()
	}
	return err
}

// appended reads a message and appends it to a list.
func appended[T any](list []T, f field, decode func(*T, field) error) ([]T, error) {
	var v T
	err := f.message(func(f field) error { return decode(&v, f) })
	return append(list, v), err
}

// field is one field of a message.
type field struct {
	number protowire.Number
	typ    protowire.Type
	value  []byte // as it stands in the message; of BytesType without the length
}

// fields calls visit for each field of a message.
func fields(b []byte, visit func(field) error) error {
	for len(b) > 0 {
		number, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		f := field{number: number, typ: typ}
		if typ == protowire.BytesType {
			f.value, n = protowire.ConsumeBytes(b)
		} else if n = protowire.ConsumeFieldValue(number, typ, b); n >= 0 {
			f.value = b[:n]
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

func (f field) want(t protowire.Type) error {
	if f.typ != t {
		return fmt.Errorf("field %d: want wire type %d, got %d", f.number, t, f.typ)
	}
	return nil
}

func (f field) message(visit func(field) error) error {
	if err := f.want(protowire.BytesType); err != nil {
		return err
	}
	return fields(f.value, visit)
}

func (f field) text() (string, error) { return string(f.value), f.want(protowire.BytesType) }

func (f field) int() (int64, error) {
	if err := f.want(protowire.VarintType); err != nil {
		return 0, err
	}
	v, _ := protowire.ConsumeVarint(f.value)
	return int64(v), nil
}

func (f field) float() (float32, error) {
	if err := f.want(protowire.Fixed32Type); err != nil {
		return 0, err
	}
	v, _ := protowire.ConsumeFixed32(f.value)
	return math.Float32frombits(v), nil
}

// ints appends one number, or a packed list of them.
func (f field) ints(list []int64) ([]int64, error) {
	if f.typ != protowire.BytesType {
		v, err := f.int()
		return append(list, v), err
	}
	for b := f.value; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return list, protowire.ParseError(n)
		}
		list, b = append(list, int64(v)), b[n:]
	}
	return list, nil
}

// floats appends one number, or a packed list of them.
func (f field) floats(list []float32) ([]float32, error) {
	if f.typ != protowire.BytesType {
		v, err := f.float()
		return append(list, v), err
	}
	for b := f.value; len(b) > 0; {
		v, n := protowire.ConsumeFixed32(b)
		if n < 0 {
			return list, protowire.ParseError(n)
		}
		list, b = append(list, math.Float32frombits(v)), b[n:]
	}
	return list, nil
}
