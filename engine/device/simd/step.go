package simd

import (
	"slices"

	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// step is one call of one kernel: fn(operands..., lo, hi, scratch) does tasks
// lo to hi-1. An op of a program becomes one step or a few.
type step struct {
	instr    int // the instruction that it belongs to
	fn       *wasmgen.Func
	operands []operand // the arguments
	also     []operand // touched too, through the address of a neighbour
	tasks    int
	scratch  int  // bytes a thread
	byGroup  bool // task i is group i of four pictures
}

// access says what a step does to an operand.
type access uint8

const (
	reads access = 1 << iota
	writes
	// own: a task touches only what belongs to its own group of pictures.
	own
)

// operand is a buffer as a step uses it; its address is an argument. The
// buffer may be None, for address 0.
type operand struct {
	buffer program.Buffer
	access access
}

// touched lists all that a step reads and writes.
func (s *step) touched() []operand {
	if s.also == nil {
		return s.operands
	}
	return slices.Concat(s.operands, s.also)
}

// phase is a list of steps that all threads do without waiting for one
// another, each its share of the tasks of each step. Between phases there is a
// barrier.
type phase []*step

// Operands makes a phase an op, so that program.NewPlan can place what lives
// from one phase to a later one.
func (p phase) Operands() (read, written []program.Buffer) {
	for _, s := range p {
		for _, o := range s.touched() {
			if o.access&reads != 0 {
				read = append(read, o.buffer)
			}
			if o.access&writes != 0 {
				written = append(written, o.buffer)
			}
		}
	}
	return read, written
}

// Cost is not used: a phase mixes ops.
func (p phase) Cost(int) program.Cost { return program.Cost{} }

// schedule cuts the steps into phases. A step joins the phase that is being
// built if all that it depends on is done in an earlier phase, or is in this
// one and concerns the same groups of pictures: then the thread that makes
// them is the thread that takes them. Other steps are put off, and with them
// all that depends on them.
//
// So normalising a layer, convolving the result and summing it up for the
// next normalisation are one phase, and a filter gradient, which needs all
// pictures, runs beside the sums of the layer below.
func schedule(steps []*step) []phase {
	var phases []phase
	for len(steps) > 0 {
		var p phase
		var off []*step
		done, ahead := make(marks), make(marks) // what this phase touches, and what is put off
		for _, s := range steps {
			if done.allow(s, true) && ahead.allow(s, false) {
				p = append(p, s)
				done.add(s)
			} else {
				off = append(off, s)
				ahead.add(s)
			}
		}
		phases = append(phases, p)
		steps = off
	}
	return phases
}

// marks says how a set of steps touches each buffer: as a whole, and by group.
type marks map[program.Buffer]mark

type mark struct{ whole, byGroup access }

func (m marks) add(s *step) {
	for _, o := range s.touched() {
		k := m[o.buffer]
		if s.ownsGroup(o) {
			k.byGroup |= o.access &^ own
		} else {
			k.whole |= o.access &^ own
		}
		m[o.buffer] = k
	}
}

// ownsGroup says whether each task of s touches only its own group of o.
func (s *step) ownsGroup(o operand) bool { return s.byGroup && o.access&own != 0 }

// allow says whether s is free of the marked steps: neither writes what the
// other touches. With byGroup it may, if both do it by group, because then the
// thread that makes a group is the one that takes it.
func (m marks) allow(s *step, byGroup bool) bool {
	for _, o := range s.touched() {
		if o.buffer == program.None {
			continue
		}
		others := m[o.buffer].whole
		if !byGroup || !s.ownsGroup(o) {
			others |= m[o.buffer].byGroup
		}
		if others != 0 && (others|o.access)&writes != 0 {
			return false
		}
	}
	return true
}
