package simd

import (
	"fmt"

	"filtermaplab/engine/program"
)

// machine runs a compiled module. Addresses are those of its memory.
type machine interface {
	write(addr int, src []float32)
	read(addr int, dst []float32)
	// convert calls pack or unpack.
	convert(entry string, args [7]int) error
	run(r program.Routine) error
	// profile runs a routine and returns the clock after each of n steps, in
	// milliseconds, with the start before.
	profile(r program.Routine, n int) ([]float64, error)
	close() error
}

// executable is a loaded program.
type executable struct {
	*compiled
	machine
}

// Write copies src into a buffer.
func (e *executable) Write(b program.Buffer, src []float32) error {
	addr, err := e.host(b, len(src))
	if err != nil {
		return err
	}
	if !e.isPicture(b) {
		e.write(addr, src)
		return nil
	}
	e.write(e.staging, src)
	return e.convert("pack", e.conversion(b))
}

// Read copies a buffer into dst.
func (e *executable) Read(b program.Buffer, dst []float32) error {
	addr, err := e.host(b, len(dst))
	if err != nil {
		return err
	}
	if e.isPicture(b) {
		if err := e.convert("unpack", e.conversion(b)); err != nil {
			return err
		}
		addr = e.staging
	}
	e.read(addr, dst)
	return nil
}

// host checks what the host asks for and returns the buffer's address.
func (e *executable) host(b program.Buffer, n int) (int, error) {
	info := e.p.Info(b)
	if info.Len() != n {
		return 0, fmt.Errorf("simd: buffer %q: want %v = %d values, got %d", info.Name, info.Shape, info.Len(), n)
	}
	if e.address[b] == 0 {
		return 0, fmt.Errorf("simd: buffer %q is not used by the program", info.Name)
	}
	return e.address[b], nil
}

// conversion is the arguments of pack and unpack for b.
func (e *executable) conversion(b program.Buffer) [7]int {
	p := e.picture(b)
	return [7]int{e.staging, e.address[b], e.p.Batch, p.C, p.H, p.W, p.Pad}
}

// Run executes a routine.
func (e *executable) Run(r program.Routine) error { return e.run(r) }

// Profile runs a routine step by step, with a barrier after each, and returns
// the seconds of each instruction. Steps that a run does together, group by
// group, are done one after the other here, so the sum is somewhat more than
// a run takes.
func (e *executable) Profile(r program.Routine) ([]float64, error) {
	clock, err := e.profile(r, len(e.instrs[r]))
	if err != nil {
		return nil, err
	}
	seconds := make([]float64, len(e.p.Instrs(r)))
	for i, instr := range e.instrs[r] {
		seconds[instr] += (clock[i+1] - clock[i]) / 1000
	}
	return seconds, nil
}

// Close frees the memory.
func (e *executable) Close() error { return e.close() }
