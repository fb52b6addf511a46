package simd

import (
	. "filtermaplab/engine/device/simd/wasmgen"
)

// The control block at the start of memory. Each cell has a cache line of its
// own: threads spin on one while others write the next.
const (
	cellArrived  = 64       // threads that have come to the barrier
	cellRound    = 64 + 64  // barriers passed so far
	cellJob      = 64 + 128 // runs started so far
	cellRoutine  = 64 + 192 // what to run
	cellEntry    = 64 + 196 // and how: an index into the entries that serve knows
	controlBytes = 512
)

// spins is how often a thread looks at a cell before it goes to sleep on it:
// some 50 microseconds. Shares of a phase are seldom further apart when every
// thread has a core, and waking a sleeper costs about as much. When cores are
// short, a spinner keeps the very thread that it waits for from running, so
// it must not spin for long.
const spins = 30000

// await waits until the cell at addr no longer holds old.
func await(f *Func, addr int, old Var) {
	left := f.Let(I32Const(spins))
	f.While(And(Eq(AtomicLoad(addr, 0), old), left), func() { f.Inc(left, -1) })
	f.While(Eq(AtomicLoad(addr, 0), old), func() { f.Drop(AtomicWait(addr, 0, old, -1)) })
}

// emitBarrier writes barrier(threads): nobody leaves before all have come.
// The last to come starts a new round.
func (e *emitter) emitBarrier() *Func {
	f, p := e.m.Func("barrier", []Type{I32}, nil)
	if !e.shared {
		return f
	}
	threads := p[0]
	f.If(Eq(threads, 1), func() { f.Return() })
	round := f.Let(AtomicLoad(cellRound, 0))
	f.If(Eq(AtomicAdd(cellArrived, 0, 1), Sub(threads, 1)),
		func() {
			f.AtomicStore(cellArrived, 0, 0)
			f.Drop(AtomicAdd(cellRound, 0, 1))
			f.Drop(AtomicNotify(cellRound, 0, -1))
		},
		func() { await(f, cellRound, round) })
	return f
}

// emitStart writes name(routine, threads), the part of thread 0: it says what
// to run, wakes the helpers and does its own share. Job is the number under
// which serve knows the entry.
func (e *emitter) emitStart(name string, job int, run *Func) *Func {
	f, p := e.m.Func(name, []Type{I32, I32}, nil)
	f.AtomicStore(cellRoutine, 0, p[0])
	f.AtomicStore(cellEntry, 0, job)
	f.Drop(AtomicAdd(cellJob, 0, 1))
	f.Drop(AtomicNotify(cellJob, 0, -1))
	f.Call(run, p[0], 0, p[1])
	return f
}

// emitServe writes serve(thread, threads), the life of a helper. It never
// returns; the host ends the helper when the program is closed. The barrier
// that ends every run keeps a helper from missing a job.
func (e *emitter) emitServe(entries []*Func) *Func {
	f, p := e.m.Func("serve", []Type{I32, I32}, nil)
	seen := f.Local(I32)
	f.Loop(func(again Label) {
		await(f, cellJob, seen)
		f.Inc(seen, 1)
		for job, entry := range entries {
			f.If(Eq(AtomicLoad(cellEntry, 0), job), func() {
				f.Call(entry, AtomicLoad(cellRoutine, 0), p[0], p[1])
			})
		}
		f.Br(again)
	})
	return f
}
