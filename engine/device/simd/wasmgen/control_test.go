package wasmgen_test

import (
	"testing"

	. "filtermaplab/engine/device/simd/wasmgen"
)

func TestControl(t *testing.T) {
	m := NewModule()
	m.Memory("memory", 1, 1, true)

	// collatz counts steps to 1, with every kind of block.
	collatz, p := m.Func("collatz", []Type{I32}, []Type{I32})
	n, steps := p[0], collatz.Local(I32)
	collatz.Block(func(done Label) {
		collatz.Loop(func(again Label) {
			collatz.BrIf(done, Eq(n, 1))
			collatz.If(And(n, 1), func() { collatz.Set(n, Add(Mul(n, 3), 1)) }, func() { collatz.Set(n, ShrU(n, 1)) })
			collatz.Inc(steps, 1)
			collatz.Br(again)
		})
	})
	collatz.Return(steps)
	m.Export("collatz", collatz)

	// sum adds i*j over i < a and j < 3, j from 1.
	sum, p := m.Func("sum", []Type{I32}, []Type{I32})
	i, j, s := sum.Local(I32), sum.Local(I32), sum.Local(I32)
	sum.For(i, 0, p[0], 1, func() {
		sum.For(j, 1, 3, 1, func() { sum.Inc(s, Mul(i, j)) })
		sum.For(j, 3, 3, 1, sum.Unreachable)
	})
	sum.Return(s)
	m.Export("sum", sum)

	// fib calls itself.
	fib, p := m.Func("fib", []Type{I32}, []Type{I32})
	fib.If(LtS(p[0], 2), func() { fib.Return(p[0]) })
	fib.Return(Add(Call(fib, Sub(p[0], 1)), Call(fib, Sub(p[0], 2))))
	m.Export("fib", fib)

	// count adds to an atomic cell and reads it back; nobody waits on it.
	count, p := m.Func("count", []Type{I32}, []Type{I32})
	count.AtomicStore(8, 0, 40)
	count.Drop(AtomicAdd(8, 0, p[0]))
	count.Fence()
	count.Drop(AtomicNotify(8, 0, -1))
	count.Return(Add(AtomicLoad(8, 0), Mul(AtomicWait(8, 0, 0, -1), 1000))) // not 0: does not wait
	m.Export("count", count)

	inst := run(t, m)
	for _, tt := range []struct {
		name      string
		arg, want uint64
	}{
		{"collatz", 27, 111},
		{"collatz", 1, 0},
		{"sum", 0, 0},
		{"sum", 5, 30},
		{"fib", 10, 55},
		{"count", 2, 1042},
	} {
		if got := call(t, inst, tt.name, tt.arg); got != tt.want {
			t.Errorf("%s(%d) = %d, want %d", tt.name, tt.arg, got, tt.want)
		}
	}
}
