package wasmgen

import (
	"bytes"
	"fmt"
	"slices"
)

// Module is a module under construction.
type Module struct {
	types    [][]byte
	imports  []byte
	nImport  int
	funcs    []*Func // imported ones first
	nForeign int
	memory   []byte // limits of the module's own memory, nil without
	hasMem   bool
	globals  []byte
	nGlobal  int
	exports  []byte
	nExport  int
	data     []byte
	nData    int
}

// NewModule returns an empty module.
func NewModule() *Module { return new(Module) }

// limits is the size of a memory in pages of 64 KiB. A shared one needs a maximum.
func limits(min, max int, shared bool) []byte {
	switch {
	case shared && max < min:
		panic(fmt.Sprintf("wasmgen: a shared memory of at least %d pages needs a maximum, got %d", min, max))
	case shared:
		return uleb(uleb([]byte{3}, uint64(min)), uint64(max))
	case max > 0:
		return uleb(uleb([]byte{1}, uint64(min)), uint64(max))
	}
	return uleb([]byte{0}, uint64(min))
}

func (m *Module) oneMemory() {
	if m.hasMem {
		panic("wasmgen: a second memory")
	}
	m.hasMem = true
}

// ImportMemory imports the memory that all loads and stores use. Sizes are in
// pages of 64 KiB; max 0 means none, which a shared memory must have.
func (m *Module) ImportMemory(module, name string, min, max int, shared bool) {
	m.oneMemory()
	m.imports = append(str(str(m.imports, module), name), 0x02)
	m.imports = append(m.imports, limits(min, max, shared)...)
	m.nImport++
}

// Memory defines the memory instead, and exports it under a name.
func (m *Module) Memory(export string, min, max int, shared bool) {
	m.oneMemory()
	m.memory = limits(min, max, shared)
	m.export(export, 0x02, 0)
}

// ImportFunc imports a function. All imports come before the first Func.
func (m *Module) ImportFunc(module, name string, params, results []Type) *Func {
	if len(m.funcs) > m.nForeign {
		panic(fmt.Sprintf("wasmgen: import of %q after the first function", name))
	}
	f := m.add(name, params, results)
	f.foreign = true
	m.nForeign++
	m.imports = append(str(str(m.imports, module), name), 0x00)
	m.imports = uleb(m.imports, uint64(f.typ))
	m.nImport++
	return f
}

// Func starts a function and returns it with its parameters. The name is for
// profilers and messages; see Export.
func (m *Module) Func(name string, params, results []Type) (*Func, []Var) {
	f := m.add(name, params, results)
	vars := make([]Var, len(params))
	for i, t := range params {
		vars[i] = Var{f, i, t}
	}
	return f, vars
}

func (m *Module) add(name string, params, results []Type) *Func {
	f := &Func{m: m, name: name, index: len(m.funcs), typ: m.signature(params, results),
		params: slices.Clone(params), results: slices.Clone(results)}
	m.funcs = append(m.funcs, f)
	return f
}

// signature is the index of a function type, added if it is new.
func (m *Module) signature(params, results []Type) int {
	b := []byte{0x60}
	for _, list := range [][]Type{params, results} {
		b = uleb(b, uint64(len(list)))
		for _, t := range list {
			b = append(b, byte(t))
		}
	}
	i := slices.IndexFunc(m.types, func(t []byte) bool { return bytes.Equal(t, b) })
	if i < 0 {
		i = len(m.types)
		m.types = append(m.types, b)
	}
	return i
}

// Export makes a function visible to the host under a name.
func (m *Module) Export(name string, f *Func) {
	if f.m != m {
		panic(fmt.Sprintf("wasmgen: export of %q of another module", f.name))
	}
	m.export(name, 0x00, f.index)
}

func (m *Module) export(name string, kind byte, index int) {
	m.exports = uleb(append(str(m.exports, name), kind), uint64(index))
	m.nExport++
}

// Data puts bytes at a constant address when the module is instantiated.
func (m *Module) Data(addr int, b []byte) {
	m.data = append(m.data, 0)
	m.data = append(append(m.data, I32Const(int32(addr)).code...), 0x0b)
	m.data = append(uleb(m.data, uint64(len(b))), b...)
	m.nData++
}

// Global is a variable of the whole instance.
type Global struct {
	m     *Module
	index int
	typ   Type
}

// Global declares a mutable variable with a constant first value.
func (m *Module) Global(init Expr) Global {
	if init.fn != nil {
		panic("wasmgen: a global starts with a constant")
	}
	m.globals = append(m.globals, byte(init.typ), 1)
	m.globals = append(append(m.globals, init.code...), 0x0b)
	m.nGlobal++
	return Global{m, m.nGlobal - 1, init.typ}
}

// Get is the variable's value.
func (g Global) Get() Expr { return Expr{typ: g.typ, code: uleb([]byte{0x23}, uint64(g.index))} }

// SetGlobal assigns to g.
func (f *Func) SetGlobal(g Global, e any) {
	if g.m != f.m {
		panic(fmt.Sprintf("wasmgen: function %q sets a global of another module", f.name))
	}
	f.emit(build("global.set", void, uleb([]byte{0x24}, uint64(g.index)), operand("global.set", g.typ, e)))
}

// Bytes is the finished module, with the names of its functions.
func (m *Module) Bytes() []byte {
	own := m.funcs[m.nForeign:]
	var decls, bodies, names []byte
	for _, f := range own {
		if f.depth != 0 {
			panic(fmt.Sprintf("wasmgen: function %q has %d open blocks", f.name, f.depth))
		}
		decls = uleb(decls, uint64(f.typ))
		b := f.body()
		bodies = append(uleb(bodies, uint64(len(b))), b...)
	}
	for _, f := range m.funcs {
		names = str(uleb(names, uint64(f.index)), f.name)
	}

	out := []byte{0, 'a', 's', 'm', 1, 0, 0, 0}
	out = section(out, 1, len(m.types), slices.Concat(m.types...))
	out = section(out, 2, m.nImport, m.imports)
	out = section(out, 3, len(own), decls)
	if m.memory != nil {
		out = section(out, 5, 1, m.memory)
	}
	out = section(out, 6, m.nGlobal, m.globals)
	out = section(out, 7, m.nExport, m.exports)
	out = section(out, 10, len(own), bodies)
	out = section(out, 11, m.nData, m.data)
	return nameSection(out, len(m.funcs), names)
}

// body is the locals, run by run of equal types, the code and its end.
func (f *Func) body() []byte {
	var runs []byte
	n := 0
	for i := 0; i < len(f.locals); {
		j := i + 1
		for j < len(f.locals) && f.locals[j] == f.locals[i] {
			j++
		}
		runs = append(uleb(runs, uint64(j-i)), byte(f.locals[i]))
		n++
		i = j
	}
	b := append(uleb(nil, uint64(n)), runs...)
	b = append(b, f.code...)
	if len(f.results) > 0 {
		// Every path returns before; this satisfies the validator.
		b = append(b, 0x00)
	}
	return append(b, 0x0b)
}

// nameSection appends the custom section that debuggers and profilers read.
func nameSection(out []byte, n int, names []byte) []byte {
	if n == 0 {
		return out
	}
	sub := append(uleb(nil, uint64(n)), names...)
	body := append(uleb(append(str(nil, "name"), 1), uint64(len(sub))), sub...)
	return append(uleb(append(out, 0), uint64(len(body))), body...)
}
