package opcount

import "filtermaplab/engine/program"

// MACs is the number of multiply-adds of op for one picture when filter-map
// convolutions are computed by a: what a device that does so spends. Where a
// does not apply, and for every other op, it is the definition's number.
func MACs(op program.Op, a Algorithm) int64 {
	definition := op.Cost(1).MACs
	switch o := op.(type) {
	case program.FMConvForward:
		if ops, ok := a.Count(o.Conv, o.Map); ok {
			return ops.MACs
		}
	case program.FMConvBackward:
		if ops, ok := a.Count(o.Conv, o.Map); ok {
			return ops.MACs * (definition / o.Conv.MACs()) // one or two gradients
		}
	}
	return definition
}
