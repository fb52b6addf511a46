package native

import (
	"fmt"
	"runtime"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// Options choose how programs run. The zero value is right for training.
type Options struct {
	// Threads is the number of goroutines that compute; 0 means as many as Go
	// runs at once. It changes the speed and no bit of the results.
	Threads int
	// Portable selects the kernels in plain Go even where the processor has
	// better. It exists for tests: they are a hundred times slower.
	Portable bool
	// Direct expands every FilterMap into its filters and convolves with them,
	// instead of the fast algorithms. It exists for comparison.
	Direct bool
}

// Device runs programs on the processor's vector units, on all cores.
type Device struct {
	kernels kernels
	threads int
	direct  bool
}

// New returns the device, or an error that says what the processor lacks; then
// use package reference, or Options.Portable.
func New(o Options) (*Device, error) {
	d := &Device{kernels: generic{}, threads: o.Threads, direct: o.Direct}
	if o.Threads < 0 {
		return nil, fmt.Errorf("native: threads: want 0 or more, got %d", o.Threads)
	}
	if d.threads == 0 {
		d.threads = runtime.GOMAXPROCS(0)
	}
	if !o.Portable {
		k, err := vectorKernels()
		if err != nil {
			return nil, err
		}
		d.kernels = k
	}
	return d, nil
}

// Name is "native".
func (d *Device) Name() string { return "native" }

// Load places the program's buffers and compiles both routines.
func (d *Device) Load(p *program.Program) (device.Executable, error) {
	return compile(d, p)
}
