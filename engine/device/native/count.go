package native

import (
	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
)

// MACs is the number of multiply-adds that op takes here for one picture
// (device.Counter).
func (e *executable) MACs(op program.Op) int64 {
	var a opcount.Algorithm // the definition
	switch o := op.(type) {
	case program.FMConvForward:
		switch {
		case !e.shared2x2(o.Conv, o.Map):
		case o.Stride == 2:
			a = opcount.Algorithm{Spatial: opcount.A, Channels: opcount.Fourier4}
		case o.Map.K1%2 == 0:
			a = opcount.Algorithm{Spatial: opcount.WA, Channels: opcount.Fourier4}
		}
	case program.FMConvBackward:
		if e.shared2x2(o.Conv, o.Map) {
			a = opcount.Algorithm{Spatial: opcount.A, Channels: opcount.Fourier4}
		}
	}
	return opcount.MACs(op, a)
}
