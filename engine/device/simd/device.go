package simd

// Device is the SIMD device. Its zero value uses all that the machine offers.
type Device struct {
	// Threads is the number of threads. 0 means as many as the browser says
	// the machine has where memory can be shared between threads, and 1
	// elsewhere. More than 1 needs a shared memory.
	Threads int
	// Strict rounds every product and every sum. Results are then the same to
	// the bit on every machine, in every engine and with every number of
	// threads. Otherwise multiply-adds are fused where the machine can, which
	// is faster and a little more accurate.
	Strict bool
}

// Name is "simd", or "strict" for a Strict device: people compare what it
// trained between machines.
func (d Device) Name() string {
	if d.Strict {
		return "strict"
	}
	return "simd"
}
