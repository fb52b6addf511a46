//go:build !js

package simd_test

import (
	"testing"

	"filtermaplab/engine/device/devicetest"
	"filtermaplab/engine/device/simd"
)

func TestDevice(t *testing.T) {
	devicetest.Run(t, simd.Device{Strict: true}, devicetest.Options{})
}
