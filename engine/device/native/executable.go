package native

import (
	"errors"
	"fmt"
	"time"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// executable is a loaded program.
type executable struct {
	prog   *program.Program
	kernel kernels
	direct bool
	pool   *pool

	images map[program.Buffer]image // layouts of the lane-blocked buffers; the others are dense
	plan   program.Plan
	memory []float32

	routines [2][][]step                   // of each instruction
	packs    map[packKey]*pack             // weights in the order in which kernels read them
	packsOf  map[program.Buffer][]*pack    // the same, by the parameter that they hold
	shared   []float32                     // partial results that cross phases of one instruction
	needs    struct{ scratch, shared int } // floats, the maximum over all instructions

}

// phase is a set of tasks that may run at the same time. The next phase begins
// when all of them are done.
type phase struct {
	tasks int
	run   func(task int, w *worker)
	fresh func() bool // says that there is nothing to do; nil means there always is
	after func()      // runs once, when the tasks are done; may be nil
}

// step is a phase that is ready to run.
type step struct {
	job   *job
	fresh func() bool
	after func()
}

// A loaded program can be timed.
var _ device.Profiler = (*executable)(nil)

var errClosed = errors.New("native: the program was closed; load it again")

// Write copies a dense tensor into a buffer.
func (e *executable) Write(b program.Buffer, src []float32) error {
	mem, err := e.access(b, "write", len(src))
	if err != nil {
		return err
	}
	if im, ok := e.images[b]; ok {
		im.fill(mem, src)
	} else {
		copy(mem, src)
	}
	e.touch(b)
	return nil
}

// Read copies a buffer into a dense tensor.
func (e *executable) Read(b program.Buffer, dst []float32) error {
	mem, err := e.access(b, "read", len(dst))
	if err != nil {
		return err
	}
	if im, ok := e.images[b]; ok {
		im.dump(dst, mem)
	} else {
		copy(dst, mem)
	}
	return nil
}

// access returns the memory of b after checking what the caller brought.
func (e *executable) access(b program.Buffer, verb string, n int) ([]float32, error) {
	if e.memory == nil {
		return nil, errClosed
	}
	if b <= program.None || int(b) >= len(e.prog.Buffers) {
		return nil, fmt.Errorf("native: %s: want a buffer in 1..%d, got %d", verb, len(e.prog.Buffers)-1, b)
	}
	info := e.prog.Info(b)
	if n != info.Len() {
		return nil, fmt.Errorf("native: %s %q: want %d values for shape %v, got %d", verb, info.Name, info.Len(), info.Shape, n)
	}
	if e.plan.Offset[b] < 0 {
		return nil, fmt.Errorf("native: %s %q: no operation uses this buffer, so it has no memory", verb, info.Name)
	}
	return e.mem(b), nil
}

// mem is the memory of a buffer in the device's layout, nil for None.
func (e *executable) mem(b program.Buffer) []float32 {
	if b == program.None {
		return nil
	}
	at := e.plan.Offset[b]
	return e.memory[at : at+e.sizeOf(b) : at+e.sizeOf(b)]
}

// sizeOf is the number of floats that a buffer takes, in whole cache lines.
func (e *executable) sizeOf(b program.Buffer) int {
	if im, ok := e.images[b]; ok {
		return roundUp(im.len(), lineFloats)
	}
	return roundUp(e.prog.Info(b).Len(), lineFloats)
}

// Run executes a routine.
func (e *executable) Run(r program.Routine) error {
	if e.memory == nil {
		return errClosed
	}
	for _, steps := range e.routines[r] {
		e.execute(steps)
	}
	return nil
}

// Profile executes a routine and returns the seconds of each instruction.
func (e *executable) Profile(r program.Routine) ([]float64, error) {
	if e.memory == nil {
		return nil, errClosed
	}
	seconds := make([]float64, len(e.routines[r]))
	for i, steps := range e.routines[r] {
		start := time.Now()
		e.execute(steps)
		seconds[i] = time.Since(start).Seconds()
	}
	return seconds, nil
}

func (e *executable) execute(steps []step) {
	for i := range steps {
		s := &steps[i]
		if s.fresh != nil && s.fresh() {
			continue
		}
		e.pool.run(s.job)
		if s.after != nil {
			s.after()
		}
	}
}

// touch notes that a parameter changed.
func (e *executable) touch(b program.Buffer) {
	for _, p := range e.packsOf[b] {
		p.fresh = false
	}
}

// Close ends the goroutines and frees the memory.
func (e *executable) Close() error {
	if e.memory != nil {
		e.pool.close()
		e.memory, e.shared, e.packs, e.packsOf = nil, nil, nil, nil
		e.routines = [2][][]step{}
	}
	return nil
}
