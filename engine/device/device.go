// Package device says what the engine asks of a machine that computes: load a
// program, write and read its buffers, run one of its routines.
//
// Runs happen in the order in which they are asked for. Only Read waits for
// results, so that a device may work behind the caller's back.
package device

import "filtermaplab/engine/program"

// Device makes programs executable.
type Device interface {
	// Name is short and stable: "reference", "simd", "native".
	Name() string
	// Load compiles and places a program. Every buffer starts at zero. It
	// fails where the device cannot run the program or has too little memory.
	Load(*program.Program) (Executable, error)
}

// Executable is a loaded program with its memory. Its methods must not be
// called at the same time.
type Executable interface {
	// Write copies src into a buffer; its length must be the buffer's.
	// Tensors are dense NCHW, filters (K,C,R,S), maps (Hm,Wm,C).
	Write(b program.Buffer, src []float32) error
	// Run executes a routine.
	Run(program.Routine) error
	// Read copies a buffer into dst, whose length must be the buffer's. The
	// contents of activations that are not in Program.Keep are unspecified.
	Read(b program.Buffer, dst []float32) error
	// Close frees the memory.
	Close() error
}

// Profiler is an Executable that can time its instructions one by one.
type Profiler interface {
	// Profile runs a routine once and returns the seconds that each of its
	// instructions took, in the order of Program.Instrs. A device that does
	// several instructions at once books them on the first.
	Profile(program.Routine) ([]float64, error)
}

// Counter is an Executable that does less arithmetic than the definitions say.
type Counter interface {
	// MACs is the number of multiply-adds that the device spends on op for
	// one picture; the definition's (program.Op.Cost) where it takes no
	// shorter way.
	MACs(op program.Op) int64
}
