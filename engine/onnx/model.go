package onnx

import (
	"fmt"
	"slices"
)

// The parts of ONNX that this package uses, named after the messages of
// onnx.proto: Model is ModelProto, and so on.
type (
	// Model is a graph with what is needed to read it.
	Model struct {
		IRVersion int64 // of the file format
		Producer  string
		Doc       string
		Graph     Graph
		Opsets    []Opset
		Metadata  []Property
	}

	// Opset says which edition of a family of operators is meant.
	Opset struct {
		Domain  string // "" is ONNX's own
		Version int64
	}

	// Property is an entry of the metadata.
	Property struct{ Key, Value string }

	// Graph is a list of nodes in an order in which they can be executed.
	Graph struct {
		Name         string
		Doc          string
		Nodes        []Node
		Initializers []Tensor // constants
		Inputs       []Value
		Outputs      []Value
	}

	// Node computes named values from named values.
	Node struct {
		Name       string // for people
		Op         string
		Domain     string
		Inputs     []string // "" leaves an optional input out
		Outputs    []string
		Attributes []Attribute
	}

	// Attribute is a setting of a node. The field that Type names holds it.
	Attribute struct {
		Name   string
		Type   AttributeType
		Float  float32
		Int    int64
		String string
		Floats []float32
		Ints   []int64
	}

	// Tensor is a constant.
	Tensor struct {
		Name string
		Type DataType
		Dims []int64
		Raw  []byte // row-major, little-endian
	}

	// Value is an input or output of the graph.
	Value struct {
		Name string
		Doc  string
		Type DataType
		Dims []Dim
	}

	// Dim is a number, or a name for one that is known only when the graph runs.
	Dim struct {
		Size int64
		Name string // where not "", Size says nothing
	}
)

// DataType is the type of a tensor's elements, numbered as in TensorProto.
type DataType int32

const (
	Float32 DataType = 1
	Uint8   DataType = 2
	Int32   DataType = 6
	Int64   DataType = 7
	Float16 DataType = 10
	Float64 DataType = 11
)

// Size is the number of bytes of an element, 0 for types unknown here.
func (t DataType) Size() int64 {
	switch t {
	case Uint8:
		return 1
	case Float16:
		return 2
	case Float32, Int32:
		return 4
	case Int64, Float64:
		return 8
	}
	return 0
}

func (t DataType) String() string {
	switch t {
	case Float32:
		return "float32"
	case Uint8:
		return "uint8"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	case Float16:
		return "float16"
	case Float64:
		return "float64"
	}
	return fmt.Sprintf("DataType(%d)", int32(t))
}

// AttributeType says what an attribute holds, numbered as in AttributeProto.
type AttributeType int32

const (
	FloatAttribute  AttributeType = 1
	IntAttribute    AttributeType = 2
	StringAttribute AttributeType = 3
	FloatsAttribute AttributeType = 6
	IntsAttribute   AttributeType = 7
)

func (t AttributeType) String() string {
	switch t {
	case FloatAttribute:
		return "float"
	case IntAttribute:
		return "int"
	case StringAttribute:
		return "string"
	case FloatsAttribute:
		return "floats"
	case IntsAttribute:
		return "ints"
	}
	return fmt.Sprintf("AttributeType(%d)", int32(t))
}

// Property returns the metadata entry of that key, and whether there is one.
func (m *Model) Property(key string) (string, bool) {
	i := slices.IndexFunc(m.Metadata, func(p Property) bool { return p.Key == key })
	if i < 0 {
		return "", false
	}
	return m.Metadata[i].Value, true
}

// Attribute returns the attribute of that name, and whether there is one.
func (n Node) Attribute(name string) (Attribute, bool) {
	i := slices.IndexFunc(n.Attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return n.Attributes[i], true
}
