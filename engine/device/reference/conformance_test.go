package reference_test

import (
	"testing"

	"filtermaplab/engine/device/devicetest"
	"filtermaplab/engine/device/reference"
)

func TestConformance(t *testing.T) {
	devicetest.Run(t, reference.Device{}, devicetest.Options{})
}
