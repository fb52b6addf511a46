package engine

import (
	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// MACs is the number of multiply-adds that the session's device spends on op
// for one picture: the definition's where the device takes no shorter way.
func (s *Session) MACs(op program.Op) int64 {
	if c, ok := s.exe.(device.Counter); ok {
		return c.MACs(op)
	}
	return op.Cost(1).MACs
}
