package kernels

// fmFastForward transforms and packs the map, then convolves: with sharing
// along rows by Winograd where it applies, by sums elsewhere.
func (e *Env) fmFastForward(s FMSpec) Work {
	l := newFMLayer(s)
	pack := Stage{Func: e.fmPack(l), Args: []Arg{ArgW, ArgPacked}, Prepare: true}
	conv := Stage{Args: []Arg{ArgX, ArgPacked, ArgY}, Tasks: s.Groups(), Wait: true, ByGroup: true}
	if l.winograd() {
		pack.Tasks = l.Map.K1
		conv.Func, conv.Scratch = e.fmWinograd(l), l.winogradScratch()
	} else {
		pack.Tasks = 2 * l.Map.K1
		conv.Func, conv.Scratch = e.fmSum(l), l.sumScratch()
	}
	return Work{Stages: []Stage{pack, conv}, Packed: l.parts() * l.partWeights()}
}
