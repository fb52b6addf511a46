//go:build !js

package simd_test

import (
	"fmt"
	"testing"

	"filtermaplab/engine/device/simd"
)

// TestStrictIsTheSameEverywhere trains small networks with 1, 2 and 3 threads
// and compares with the hashes that are written down. Node and Chromium are
// held to the same ones in runtime_js_test.go.
func TestStrictIsTheSameEverywhere(t *testing.T) {
	for variant, want := range fingerprints {
		for _, threads := range []int{1, 2, 3} {
			t.Run(fmt.Sprintf("%s/threads%d", variant, threads), func(t *testing.T) {
				got, err := fingerprint(simd.Device{Strict: true, Threads: threads}, variant)
				if err != nil {
					t.Fatal(err)
				}
				if got != want {
					t.Errorf("fingerprint %#x, want %#x", got, want)
				}
			})
		}
	}
}
