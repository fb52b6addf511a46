package onnx

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Versions that Export writes and Check knows. IR version 8 is the one that
// came with opset 17.
const (
	irVersion = 8
	opset     = 17
)

// Check holds a model to the rules of ONNX's checker and returns all that is
// wrong. It knows the operators of [Export] only: a model with others is an
// error too.
func Check(m *Model) error {
	c := checker{operators: operators(), types: make(map[string]DataType)}
	c.model(m)
	c.graph(&m.Graph)
	return errors.Join(c.errs...)
}

// checker gathers what is wrong, and the values that are defined so far.
type checker struct {
	operators map[string]operator
	types     map[string]DataType // of the values; 0 where unknown for an error told already
	errs      []error
}

func (c *checker) errorf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("onnx: "+format, args...))
}

// model checks what surrounds the graph.
func (c *checker) model(m *Model) {
	if m.IRVersion < 3 || m.IRVersion > irVersion {
		c.errorf("IR version: want 3 to %d, got %d", irVersion, m.IRVersion)
	}
	domains := make(map[string]bool)
	for _, o := range m.Opsets {
		if domains[o.Domain] {
			c.errorf("opset %q is imported twice", o.Domain)
		}
		domains[o.Domain] = true
		if o.Domain == "" && o.Version != opset {
			c.errorf("opset: want %d, got %d", opset, o.Version)
		}
	}
	if !domains[""] {
		c.errorf("opset: ONNX's own operators are not imported")
	}
	keys := make(map[string]bool)
	for _, p := range m.Metadata {
		if keys[p.Key] {
			c.errorf("metadata %q is there twice", p.Key)
		}
		keys[p.Key] = true
	}
}

// graph checks names and the order of the nodes.
func (c *checker) graph(g *Graph) {
	if g.Name == "" {
		c.errorf("the graph has no name")
	}
	if len(g.Outputs) == 0 {
		c.errorf("the graph has no outputs")
	}
	for _, v := range g.Inputs {
		c.value("input", v)
		c.define("input", v.Name, v.Type)
	}
	for _, t := range g.Initializers {
		c.tensor(t)
		c.define("initializer", t.Name, t.Type)
	}
	for i, n := range g.Nodes {
		c.node(i, n)
	}
	outputs := make(map[string]bool)
	for _, v := range g.Outputs {
		c.value("output", v)
		if outputs[v.Name] {
			c.errorf("output %q is there twice", v.Name)
		}
		outputs[v.Name] = true
		if t, ok := c.types[v.Name]; !ok {
			c.errorf("output %q is computed by no node", v.Name)
		} else if t != 0 && t != v.Type {
			c.errorf("output %q is declared %v and computed as %v", v.Name, v.Type, t)
		}
	}
}

// define books a name, once: single static assignment.
func (c *checker) define(what, name string, t DataType) {
	if name == "" {
		c.errorf("%s without a name", what)
		return
	}
	if _, ok := c.types[name]; ok {
		c.errorf("%s %q: the name is taken", what, name)
	}
	c.types[name] = t
}

// value checks the type that an input or output declares.
func (c *checker) value(what string, v Value) {
	if v.Type.Size() == 0 {
		c.errorf("%s %q: want a known type, got %v", what, v.Name, v.Type)
	}
	for _, d := range v.Dims {
		if d.Name == "" && d.Size < 1 {
			c.errorf("%s %q: want sizes of at least 1 or names for them, got %d", what, v.Name, d.Size)
		}
	}
}

// tensor checks that a constant has as many bytes as its shape says.
func (c *checker) tensor(t Tensor) {
	size := t.Type.Size()
	if size == 0 {
		c.errorf("initializer %q: want a known type, got %v", t.Name, t.Type)
		return
	}
	want := size
	for _, d := range t.Dims {
		if d < 0 || d > 0 && want > math.MaxInt64/d {
			c.errorf("initializer %q: shape %v cannot be", t.Name, t.Dims)
			return
		}
		want *= d
	}
	if want != int64(len(t.Raw)) {
		c.errorf("initializer %q: want %d bytes for %v of shape %v, got %d", t.Name, want, t.Type, t.Dims, len(t.Raw))
	}
}

// node checks a node against its operator and defines what it computes.
func (c *checker) node(i int, n Node) {
	where := fmt.Sprintf("node %d %q (%s)", i, n.Name, n.Op)
	for _, name := range n.Inputs {
		if _, ok := c.types[name]; name != "" && !ok {
			c.errorf("%s: input %q is not defined by then", where, name)
		}
	}
	op, ok := c.operators[n.Op]
	if !ok || n.Domain != "" {
		c.errorf("%s: opset %d of this package has no operator %q of domain %q", where, opset, n.Op, n.Domain)
		for _, name := range n.Outputs {
			c.define(where+": output", name, 0)
		}
		return
	}
	c.attributes(where, n, op)
	bound := c.inputs(where, n, op)
	if to, ok := n.Attribute("to"); ok && n.Op == "Cast" {
		bound["T2"] = DataType(to.Int)
		if DataType(to.Int).Size() == 0 {
			c.errorf("%s: to: want a known type, got %v", where, DataType(to.Int))
		}
	}
	if least, most := len(op.outputs)-op.spare, len(op.outputs); len(n.Outputs) < least || len(n.Outputs) > most {
		c.errorf("%s: want %d to %d outputs, got %d", where, least, most, len(n.Outputs))
	}
	for k, name := range n.Outputs {
		c.define(where+": output", name, bound[op.outputs[min(k, len(op.outputs)-1)]])
	}
}

// inputs checks number and types, and returns what the type variables are.
func (c *checker) inputs(where string, n Node, op operator) map[string]DataType {
	most := len(op.inputs)
	least := most - op.optional
	if op.variadic {
		most = math.MaxInt
	}
	if len(n.Inputs) < least || len(n.Inputs) > most {
		c.errorf("%s: want at least %d inputs and at most %d, got %d", where, least, most, len(n.Inputs))
	}
	bound := make(map[string]DataType)
	for k, name := range n.Inputs {
		if name == "" {
			if k < least {
				c.errorf("%s: input %d may not be left out", where, k)
			}
			continue
		}
		variable, t := op.inputs[min(k, len(op.inputs)-1)], c.types[name]
		if t == 0 {
			continue // told already
		}
		if allowed := op.types[variable]; allowed != nil && !slices.Contains(allowed, t) {
			c.errorf("%s: input %q: want one of %v, got %v", where, name, allowed, t)
		}
		if before, ok := bound[variable]; ok && before != t {
			c.errorf("%s: input %q: want %v like the others, got %v", where, name, before, t)
		}
		bound[variable] = t
	}
	return bound
}

// attributes checks that all are known, of the right type, there once, and
// that none is missing.
func (c *checker) attributes(where string, n Node, op operator) {
	seen := make(map[string]bool)
	for _, a := range n.Attributes {
		rule, ok := op.attributes[a.Name]
		switch {
		case !ok:
			c.errorf("%s: there is no attribute %q", where, a.Name)
		case seen[a.Name]:
			c.errorf("%s: attribute %q is there twice", where, a.Name)
		case a.Type != rule.typ:
			c.errorf("%s: attribute %q: want type %v, got %v", where, a.Name, rule.typ, a.Type)
		case !a.onlyTyped():
			c.errorf("%s: attribute %q: holds more than the one value of type %v", where, a.Name, a.Type)
		}
		seen[a.Name] = true
	}
	for name, rule := range op.attributes {
		if rule.required && !seen[name] {
			c.errorf("%s: attribute %q is missing", where, name)
		}
	}
}

// onlyTyped reports whether no field is set but that of the attribute's type.
func (a Attribute) onlyTyped() bool {
	return (a.Type == FloatAttribute || a.Float == 0) &&
		(a.Type == IntAttribute || a.Int == 0) &&
		(a.Type == StringAttribute || a.String == "") &&
		(a.Type == FloatsAttribute || len(a.Floats) == 0) &&
		(a.Type == IntsAttribute || len(a.Ints) == 0)
}
