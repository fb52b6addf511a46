//go:build js

package trainer

import (
	"fmt"
	"syscall/js"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/reference"
	"filtermaplab/engine/device/simd"
	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/wasm/browser"
)

// openDevice finds a device by its name; "" is the fastest that there is, and
// "strict" computes the same bits on every machine.
func openDevice(name string) (device.Device, error) {
	switch {
	case name == "simd", name == "" && hasSIMD():
		return simd.Device{}, nil
	case name == "strict":
		return simd.Device{Strict: true}, nil
	case name == "reference", name == "":
		return reference.Device{}, nil
	}
	return nil, fmt.Errorf("device: no device is called %q here; choose simd, strict or reference", name)
}

// hasSIMD asks the browser whether it takes 128-bit vectors.
func hasSIMD() bool {
	m := wasmgen.NewModule()
	f, _ := m.Func("probe", nil, []wasmgen.Type{wasmgen.V128})
	f.Return(wasmgen.F32x4Const(0))
	return js.Global().Get("WebAssembly").Call("validate", browser.Uint8Array(m.Bytes())).Bool()
}
