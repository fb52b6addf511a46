package onnx

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The field numbers of onnx.proto.
const (
	modelIRVersion = 1
	modelProducer  = 2
	modelDoc       = 6
	modelGraph     = 7
	modelOpset     = 8
	modelMetadata  = 14

	opsetDomain  = 1
	opsetVersion = 2

	propertyKey   = 1
	propertyValue = 2

	graphNode        = 1
	graphName        = 2
	graphInitializer = 5
	graphDoc         = 10
	graphInput       = 11
	graphOutput      = 12

	nodeInput     = 1
	nodeOutput    = 2
	nodeName      = 3
	nodeOp        = 4
	nodeAttribute = 5
	nodeDomain    = 7

	attributeName   = 1
	attributeFloat  = 2
	attributeInt    = 3
	attributeString = 4
	attributeFloats = 7
	attributeInts   = 8
	attributeType   = 20

	tensorDims = 1
	tensorType = 2
	tensorName = 8
	tensorRaw  = 9

	valueName = 1
	valueType = 2
	valueDoc  = 3

	typeTensor = 1 // a message of its own, with:
	typeElem   = 1
	typeShape  = 2 // a message of its own, with:
	shapeDim   = 1 // a message of its own, with:
	dimValue   = 1
	dimParam   = 2
)

// Encode returns the model as the bytes of an .onnx file. Equal models are
// equal bytes.
func (m *Model) Encode() []byte {
	var b writer
	b.int(modelIRVersion, m.IRVersion)
	b.text(modelProducer, m.Producer)
	b.text(modelDoc, m.Doc)
	b.message(modelGraph, m.Graph.encode)
	for _, o := range m.Opsets {
		b.message(modelOpset, func(b *writer) {
			b.text(opsetDomain, o.Domain)
			b.int(opsetVersion, o.Version)
		})
	}
	for _, p := range m.Metadata {
		b.message(modelMetadata, func(b *writer) {
			b.text(propertyKey, p.Key)
			b.text(propertyValue, p.Value)
		})
	}
	return b
}

func (g *Graph) encode(b *writer) {
	for _, n := range g.Nodes {
		b.message(graphNode, n.encode)
	}
	b.text(graphName, g.Name)
	for _, t := range g.Initializers {
		b.message(graphInitializer, t.encode)
	}
	b.text(graphDoc, g.Doc)
	for _, v := range g.Inputs {
		b.message(graphInput, v.encode)
	}
	for _, v := range g.Outputs {
		b.message(graphOutput, v.encode)
	}
}

func (n Node) encode(b *writer) {
	for _, name := range n.Inputs {
		b.string(nodeInput, name)
	}
	for _, name := range n.Outputs {
		b.string(nodeOutput, name)
	}
	b.text(nodeName, n.Name)
	b.text(nodeOp, n.Op)
	for _, a := range n.Attributes {
		b.message(nodeAttribute, a.encode)
	}
	b.text(nodeDomain, n.Domain)
}

func (a Attribute) encode(b *writer) {
	b.text(attributeName, a.Name)
	switch a.Type {
	case FloatAttribute:
		b.float(attributeFloat, a.Float)
	case IntAttribute:
		b.int(attributeInt, a.Int)
	case StringAttribute:
		b.string(attributeString, a.String)
	case FloatsAttribute:
		for _, v := range a.Floats {
			b.float(attributeFloats, v)
		}
	case IntsAttribute:
		for _, v := range a.Ints {
			b.int(attributeInts, v)
		}
	}
	b.int(attributeType, int64(a.Type))
}

func (t Tensor) encode(b *writer) {
	for _, d := range t.Dims {
		b.int(tensorDims, d)
	}
	b.int(tensorType, int64(t.Type))
	b.text(tensorName, t.Name)
	b.tag(tensorRaw, protowire.BytesType)
	*b = protowire.AppendBytes(*b, t.Raw)
}

func (v Value) encode(b *writer) {
	b.text(valueName, v.Name)
	b.message(valueType, func(b *writer) {
		b.message(typeTensor, func(b *writer) {
			b.int(typeElem, int64(v.Type))
			b.message(typeShape, func(b *writer) {
				for _, d := range v.Dims {
					b.message(shapeDim, func(b *writer) {
						if d.Name != "" {
							b.string(dimParam, d.Name)
						} else {
							b.int(dimValue, d.Size)
						}
					})
				}
			})
		})
	})
	b.text(valueDoc, v.Doc)
}

// writer appends the fields of a message.
type writer []byte

func (b *writer) tag(field protowire.Number, t protowire.Type) {
	*b = protowire.AppendTag(*b, field, t)
}

func (b *writer) int(field protowire.Number, v int64) {
	b.tag(field, protowire.VarintType)
	*b = protowire.AppendVarint(*b, uint64(v))
}

func (b *writer) float(field protowire.Number, v float32) {
	b.tag(field, protowire.Fixed32Type)
	*b = protowire.AppendFixed32(*b, math.Float32bits(v))
}

// string writes s even where it is empty, which says something in lists.
func (b *writer) string(field protowire.Number, s string) {
	b.tag(field, protowire.BytesType)
	*b = protowire.AppendString(*b, s)
}

// text leaves an empty s out.
func (b *writer) text(field protowire.Number, s string) {
	if s != "" {
		b.string(field, s)
	}
}

func (b *writer) message(field protowire.Number, encode func(*writer)) {
	var inner writer
	encode(&inner)
	b.tag(field, protowire.BytesType)
	*b = protowire.AppendBytes(*b, inner)
}
