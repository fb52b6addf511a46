// Package wasmgen is a small assembler for WebAssembly. A Go program calls it
// to write a module, and gets the module's bytes.
//
// WebAssembly is a stack machine: operands are pushed, an instruction pops
// them and pushes its result. Nobody wants to write that by hand, so this
// package has two kinds of things only.
//
//   - An expression ([Expr]) has a value and no effect of its own:
//     Add(Mul(i, 4), base), F32x4Mul(x, LoadV(p, 16)). It is a value in Go too;
//     put into two places it is computed twice.
//   - A statement is a method of [Func]: f.Set(v, e), f.StoreV(p, 0, e),
//     f.While(cond, body). Statements appear in the module in the order in
//     which they are called.
//
// Control flow takes a Go closure as its body, so that the Go program reads
// like the program that it writes:
//
//	m := wasmgen.NewModule()
//	m.ImportMemory("env", "memory", 1, 0, false)
//	f, p := m.Func("scale", []Type{I32, I32, F32}, nil) // scale(x, n, a): x[i] *= a
//	x, n, a := p[0], p[1], f.Let(F32x4Splat(p[2]))
//	f.While(GtS(n, 0), func() {
//		f.StoreV(x, 0, F32x4Mul(LoadV(x, 0), a))
//		f.Inc(x, 16)
//		f.Inc(n, -4)
//	})
//	m.Export("scale", f)
//	os.WriteFile("scale.wasm", m.Bytes(), 0o644)
//
// A Go loop around statements unrolls them; a Go if specialises them. That is
// the whole macro language.
//
// # Order
//
// What is written is what is emitted: nothing is moved, merged or optimised.
// An engine's register allocator follows the order of the code, and a kernel
// that keeps twelve sums and three operands in fifteen registers depends on
// every load standing right before its use. Compilers tend to hoist such
// loads; here the author decides.
//
// # Mistakes
//
// Every expression knows its type, and a local knows its function. A wrong
// operand, a foreign local or a branch out of its block panics where it is
// written, with the name of the instruction, so that a module that comes out
// is a valid one. There is nothing to recover from: the module is built by
// our own code, not from outside input.
//
// # Operands
//
// Operands are of type any for the sake of constants: an Expr, a [Var], a Go
// int for an integer or floating-point constant of the type that the
// instruction wants, or a float32 or float64 for a floating-point one. Vector
// constants are written out: [F32x4Const], [I32x4Const].
//
// The instructions are those of WebAssembly 2.0 with fixed-width SIMD, shared
// memories and atomics (threads proposal) and the multiply-adds of relaxed
// SIMD, as far as kernels need them.
package wasmgen
