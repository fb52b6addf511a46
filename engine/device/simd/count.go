package simd

import (
	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// MACs is the number of multiply-adds that op takes here for one picture
// (device.Counter).
func (e *executable) MACs(op program.Op) int64 { return MACs(op) }

// MACs is the number of multiply-adds that op takes on this device for one
// picture. It needs no program to be loaded.
func MACs(op program.Op) int64 {
	var a opcount.Algorithm // the definition
	switch o := op.(type) {
	case program.FMConvForward:
		if fast(o.Conv, o.Map) {
			a = opcount.Algorithm{Spatial: opcount.A, Channels: opcount.Fourier3}
			if o.Stride == 1 && o.Map.K1%2 == 0 {
				a.Spatial = opcount.WA
			}
		}
	case program.FMConvBackward:
		if fast(o.Conv, o.Map) {
			a = opcount.Algorithm{Spatial: opcount.A, Channels: opcount.Fourier3}
		}
	}
	return opcount.MACs(op, a)
}

func fast(c program.Conv, g filtermap.Geometry) bool {
	return kernels.FMSpec{ConvSpec: kernels.ConvSpec{Conv: c}, Map: g}.Fast()
}
