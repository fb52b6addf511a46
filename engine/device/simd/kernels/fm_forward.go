package kernels

func (e *Env) fmFastForward(s FMSpec) Work           { return e.fmDirectForward(s) }
func (e *Env) fmFastBackward(s FMSpec, dx bool) Work { return e.fmDirectBackward(s, dx) }
