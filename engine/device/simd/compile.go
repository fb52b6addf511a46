package simd

import (
	"slices"

	"filtermaplab/engine/device/simd/kernels"
	. "filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// target is what a module is compiled for.
type target struct {
	threads int  // at most
	shared  bool // the memory is shared between threads
	relaxed bool // multiply-adds may round once
}

// compiled is a program as a WebAssembly module.
type compiled struct {
	*layout
	memory
	module  []byte
	relaxed bool
	instrs  [2][]int // the instruction of each profiled step, by routine
}

// compile turns a program into a module. The program is not changed.
func compile(p *program.Program, t target) (*compiled, error) {
	mine := *p
	mine.Buffers = slices.Clone(p.Buffers)
	l, err := newLayout(&mine)
	if err != nil {
		return nil, err
	}
	m := NewModule()
	// How many pages there are turns out last; an import may ask for fewer.
	m.ImportMemory("env", "memory", 1, maxBytes/pageBytes, t.shared)
	e := &emitter{m: m, shared: t.shared, now: m.ImportFunc("host", "now", nil, []Type{F64})}
	low := &lowering{layout: l, env: kernels.NewEnv(m, t.relaxed)}

	var routines [2][]phase
	for _, r := range []program.Routine{program.Train, program.Infer} {
		steps, err := low.lower(r)
		if err != nil {
			return nil, err
		}
		routines[r] = schedule(steps)
	}
	c := &compiled{layout: l, relaxed: t.relaxed}
	if c.memory, err = place(l, routines[program.Train], routines[program.Infer], t.threads); err != nil {
		return nil, err
	}
	e.memory = c.memory
	for r, phases := range routines {
		for _, p := range phases {
			for _, s := range p {
				c.instrs[r] = append(c.instrs[r], s.instr)
			}
		}
	}
	e.entries(routines, low.env)
	c.module = m.Bytes()
	return c, nil
}

// emitter writes what surrounds the kernels.
type emitter struct {
	m      *Module
	memory memory
	shared bool
	now    *Func // the host's clock in milliseconds

	barrier *Func
}

// entries writes the functions that the host calls:
//
//	run(routine, thread, threads)      one thread's part of a run
//	profile(routine, thread, threads)  the same with the clock after each step
//	start, startProfile (routine, threads)  wake the helpers and do thread 0's part
//	serve(thread, threads)             a helper: waits for start, runs, waits
//	pack, unpack                       see package kernels
func (e *emitter) entries(routines [2][]phase, env *kernels.Env) {
	e.barrier = e.emitBarrier()
	var plain, timed [2]*Func
	for r, phases := range routines {
		name := program.Routine(r).String()
		plain[r] = e.routine(name, phases, false)
		timed[r] = e.routine(name+".profile", single(phases), true)
	}
	run, profile := e.choose("run", plain), e.choose("profile", timed)
	e.m.Export("run", run)
	e.m.Export("profile", profile)
	if e.shared {
		e.m.Export("start", e.emitStart("start", 0, run))
		e.m.Export("startProfile", e.emitStart("startProfile", 1, profile))
		e.m.Export("serve", e.emitServe([]*Func{run, profile}))
	}
	e.m.Export("pack", env.Pack())
	e.m.Export("unpack", env.Unpack())
}

// single puts every step into a phase of its own.
func single(phases []phase) []phase {
	var all []phase
	for _, p := range phases {
		for _, s := range p {
			all = append(all, phase{s})
		}
	}
	return all
}

// routine writes name(thread, threads): the phases with a barrier after each.
func (e *emitter) routine(name string, phases []phase, timed bool) *Func {
	parts := make([]*Func, len(phases))
	for i, p := range phases {
		parts[i] = e.phase(name, p)
	}
	f, p := e.m.Func(name, []Type{I32, I32}, nil)
	clock := func(i int) {
		if timed {
			f.If(Eqz(p[0]), func() { f.StoreF64(e.memory.times, 8*i, Call(e.now)) })
		}
	}
	clock(0)
	for i, part := range parts {
		f.Call(part, p[0], p[1])
		f.Call(e.barrier, p[1])
		clock(i + 1)
	}
	return f
}

// phase writes one thread's share of a phase. A thread has the tasks
// tasks*thread/threads up to tasks*(thread+1)/threads of every step. Steps by
// group that follow one another go through the groups together: what one
// writes, the next finds in cache.
func (e *emitter) phase(name string, steps phase) *Func {
	f, p := e.m.Func(name+".phase", []Type{I32, I32}, nil)
	thread, threads := p[0], p[1]
	scratch := f.Let(Add(e.memory.scratch, Mul(thread, e.memory.perHead)))
	lo, hi := f.Local(I32), f.Local(I32)
	for len(steps) > 0 {
		n := together(steps)
		tasks := steps[0].tasks
		f.Set(lo, DivU(Mul(thread, tasks), threads))
		f.Set(hi, DivU(Mul(Add(thread, 1), tasks), threads))
		if n == 1 {
			f.If(LtS(lo, hi), func() { e.call(f, steps[0], lo, hi.Get(), scratch) })
		} else {
			f.While(LtS(lo, hi), func() {
				for _, s := range steps[:n] {
					e.call(f, s, lo, Add(lo, 1), scratch)
				}
				f.Inc(lo, 1)
			})
		}
		steps = steps[n:]
	}
	return f
}

// together is the number of leading steps that share one loop over groups.
func together(steps phase) int {
	if !steps[0].byGroup {
		return 1
	}
	n := 1
	for n < len(steps) && steps[n].byGroup && steps[n].tasks == steps[0].tasks {
		n++
	}
	return n
}

func (e *emitter) call(f *Func, s *step, lo Var, hi Expr, scratch Var) {
	args := make([]any, 0, len(s.operands)+3)
	for _, o := range s.operands {
		args = append(args, e.memory.address[o.buffer])
	}
	f.Call(s.fn, append(args, lo, hi, scratch)...)
}

// choose writes name(routine, thread, threads).
func (e *emitter) choose(name string, routines [2]*Func) *Func {
	f, p := e.m.Func(name, []Type{I32, I32, I32}, nil)
	f.If(Eq(p[0], int(program.Train)),
		func() { f.Call(routines[program.Train], p[1], p[2]) },
		func() { f.Call(routines[program.Infer], p[1], p[2]) })
	return f
}
