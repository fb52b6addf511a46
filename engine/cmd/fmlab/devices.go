package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/native"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/device/simd"
)

// autoDevice is the best device that works here.
const autoDevice = "auto"

// deviceChoice is a device that this build has. Open fails where the machine
// lacks what the device needs.
type deviceChoice struct {
	name, about string
	open        func() (device.Device, error)
}

// deviceChoices lists what this build has, the fastest first. The last one
// works everywhere.
func deviceChoices() []deviceChoice {
	return []deviceChoice{
		{"native", "vector instructions on all cores", func() (device.Device, error) {
			return native.New(native.Options{})
		}},
		{"simd", "the kernels of the browser, run by wazero", openSIMD},
		{"strict", "the same; its bits are those of the page's strict device", openStrict},
		{"reference", "portable Go loops, works everywhere", func() (device.Device, error) {
			return reference.Device{}, nil
		}},
	}
}

// openSIMD opens the browser's kernels outside of a browser. Wazero compiles
// them on two kinds of processors; on others it would interpret them, slower
// than the reference.
func openSIMD() (device.Device, error) {
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		return nil, fmt.Errorf("simd: want a processor of kind amd64 or arm64, got %s", runtime.GOARCH)
	}
	return simd.Device{Threads: runtime.GOMAXPROCS(0)}, nil
}

// openStrict is openSIMD under the name that a page's link has for it: outside
// of a browser the kernels are strict anyhow.
func openStrict() (device.Device, error) {
	dev, err := openSIMD()
	if d, ok := dev.(simd.Device); ok {
		d.Strict = true
		return d, err
	}
	return dev, err
}

// deviceNames lists what -device takes.
func deviceNames() []string {
	names := []string{autoDevice}
	for _, c := range deviceChoices() {
		names = append(names, c.name)
	}
	return names
}

// openDevice opens a device by name, or the fastest that works.
func openDevice(name string) (device.Device, error) {
	choices := deviceChoices()
	if name == autoDevice {
		for _, c := range choices[:len(choices)-1] {
			if dev, err := c.open(); err == nil {
				return dev, nil
			}
		}
		return choices[len(choices)-1].open()
	}
	i := slices.IndexFunc(choices, func(c deviceChoice) bool { return c.name == name })
	if i < 0 {
		return nil, usagef("-device: want one of %s, got %q", strings.Join(deviceNames(), ", "), name)
	}
	dev, err := choices[i].open()
	if err != nil {
		return nil, fmt.Errorf("-device %s: %w; -device auto takes what works here", name, err)
	}
	return dev, nil
}

// deviceHelp is the help text of -device.
func deviceHelp() string {
	parts := []string{autoDevice + " (the fastest that works here)"}
	for _, c := range deviceChoices() {
		parts = append(parts, fmt.Sprintf("%s (%s)", c.name, c.about))
	}
	return "where to compute: " + strings.Join(parts, ", ")
}
