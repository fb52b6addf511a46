//go:build unix

package main

import (
	"syscall"
	"testing"
	"time"
)

// processorTime is what this process has used of all cores, in every thread:
// on a machine that others use, too, it says more than a clock.
func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
