package wasmgen

import "fmt"

// Func is a function of a module under construction. Its methods append
// statements.
type Func struct {
	m       *Module
	name    string
	index   int // among all functions, imported ones first
	typ     int
	params  []Type
	results []Type
	locals  []Type
	code    []byte
	depth   int // of open blocks
	foreign bool
}

// Name is the name that the function was given.
func (f *Func) Name() string { return f.name }

// emit appends the code of an expression that must read f's locals only.
func (f *Func) emit(e Expr) {
	if e.fn != nil && e.fn != f {
		panic(fmt.Sprintf("wasmgen: function %q uses a local of %q", f.name, e.fn.name))
	}
	if f.foreign {
		panic(fmt.Sprintf("wasmgen: function %q is imported and has no body", f.name))
	}
	f.code = append(f.code, e.code...)
}

// Local declares a variable. It starts at zero when the function is entered.
func (f *Func) Local(t Type) Var {
	f.locals = append(f.locals, t)
	return Var{f, len(f.params) + len(f.locals) - 1, t}
}

// Locals declares n variables of one type.
func (f *Func) Locals(t Type, n int) []Var {
	vs := make([]Var, n)
	for i := range vs {
		vs[i] = f.Local(t)
	}
	return vs
}

// Let declares a variable of e's type and sets it here.
func (f *Func) Let(e Expr) Var {
	v := f.Local(e.typ)
	f.Set(v, e)
	return v
}

// Set assigns e to v.
func (f *Func) Set(v Var, e any) {
	if v.fn != f {
		panic(fmt.Sprintf("wasmgen: function %q sets a local of another function", f.name))
	}
	f.emit(build("local.set", void, uleb([]byte{0x21}, uint64(v.index)), operand("local.set", v.typ, e)))
}

// Inc adds e to the i32 variable v.
func (f *Func) Inc(v Var, e any) { f.Set(v, Add(v, e)) }

// Drop computes e for its effect.
func (f *Func) Drop(e Expr) {
	if e.typ == void {
		panic("wasmgen: drop: the expression has no value")
	}
	f.emit(build("drop", void, []byte{0x1a}, e))
}

// Return leaves the function with its result, if it has one.
func (f *Func) Return(results ...any) {
	if len(results) != len(f.results) {
		panic(fmt.Sprintf("wasmgen: function %q returns %d values, got %d", f.name, len(f.results), len(results)))
	}
	for i, r := range results {
		f.emit(operand("return", f.results[i], r))
	}
	f.code = append(f.code, 0x0f)
}

// Unreachable traps.
func (f *Func) Unreachable() { f.code = append(f.code, 0x00) }

func (f *Func) arguments(args []any) []Expr {
	if len(args) != len(f.params) {
		panic(fmt.Sprintf("wasmgen: call of %q: want %d arguments, got %d", f.name, len(f.params), len(args)))
	}
	es := make([]Expr, len(args))
	for i, a := range args {
		es[i] = operand("call of "+f.name, f.params[i], a)
	}
	return es
}

// Call is the result of calling g, which must have one.
func Call(g *Func, args ...any) Expr {
	if len(g.results) != 1 {
		panic(fmt.Sprintf("wasmgen: call of %q: want one result, it has %d", g.name, len(g.results)))
	}
	return build("call", g.results[0], uleb([]byte{0x10}, uint64(g.index)), g.arguments(args)...)
}

// Call calls g, which must have no result.
func (f *Func) Call(g *Func, args ...any) {
	if len(g.results) != 0 {
		panic(fmt.Sprintf("wasmgen: call of %q: its result is not used; use Drop", g.name))
	}
	if g.m != f.m {
		panic(fmt.Sprintf("wasmgen: %q calls %q of another module", f.name, g.name))
	}
	f.emit(build("call", void, uleb([]byte{0x10}, uint64(g.index)), g.arguments(args)...))
}
