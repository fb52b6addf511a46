package simd

// ThreadCount is the number of threads that Load uses.
func (d Device) ThreadCount() int {
	if d.Threads > 0 {
		return d.Threads
	}
	return hostThreads()
}
