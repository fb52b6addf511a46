package kernels

// fmFastForward transforms and packs the map, then convolves: with sharing
// along rows by Winograd where it applies, by sums elsewhere.
func (e *Env) fmFastForward(s FMSpec) Work {
	l := newFMLayer(s)
	if !l.winograd() {
		return e.fmDirectForward(s)
	}
	pack := Stage{Func: e.fmPack(l), Args: []Arg{ArgW, ArgPacked}, Tasks: l.Map.K1, Prepare: true}
	conv := Stage{Func: e.fmWinograd(l), Args: []Arg{ArgX, ArgPacked, ArgY}, Tasks: s.Groups(),
		Scratch: l.winogradScratch(), Wait: true}
	return Work{Stages: []Stage{pack, conv}, Packed: l.forwardWeights()}
}

func (e *Env) fmFastBackward(s FMSpec, dx bool) Work { return e.fmDirectBackward(s, dx) }
