package program

func bufs(b ...Buffer) []Buffer { return b }

// when returns b if it is also read before being written.
func when(add bool, b Buffer) Buffer {
	if add {
		return b
	}
	return None
}

func (o ConvForward) Operands() (reads, writes []Buffer) { return bufs(o.X, o.W), bufs(o.Y) }

func (o ConvBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.W, o.DY, when(o.AddDX, o.DX)), bufs(o.DX, o.DW)
}

func (o FMConvForward) Operands() (reads, writes []Buffer) { return bufs(o.X, o.M), bufs(o.Y) }

func (o FMConvBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.M, o.DY, when(o.AddDX, o.DX)), bufs(o.DX, o.DM)
}

func (o BatchNormTrain) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.Gamma, o.Beta, o.Res, o.Mean, o.Var), bufs(o.Y, o.Mean, o.Var, o.SavedMean, o.SavedInv)
}

func (o BatchNormBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.Y, o.DY, o.Gamma, o.SavedMean, o.SavedInv, when(o.AddDX, o.DX), when(o.AddDRes, o.DRes)),
		bufs(o.DX, o.DRes, o.DGamma, o.DBeta)
}

func (o BatchNormInfer) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.Gamma, o.Beta, o.Res, o.Mean, o.Var), bufs(o.Y)
}

func (o Concat) Operands() (reads, writes []Buffer) { return bufs(o.A, o.B), bufs(o.Y) }

func (o ConcatBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.DY, when(o.AddDA, o.DA), when(o.AddDB, o.DB)), bufs(o.DA, o.DB)
}

func (o AvgPool) Operands() (reads, writes []Buffer) { return bufs(o.X), bufs(o.Y) }

func (o AvgPoolBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.DY, when(o.AddDX, o.DX)), bufs(o.DX)
}

func (o Linear) Operands() (reads, writes []Buffer) { return bufs(o.X, o.W, o.B), bufs(o.Y) }

func (o LinearBackward) Operands() (reads, writes []Buffer) {
	return bufs(o.X, o.W, o.DY), bufs(o.DX, o.DW, o.DB)
}

func (o SoftmaxLoss) Operands() (reads, writes []Buffer) {
	return bufs(o.Logits, o.Labels), bufs(o.DLogits, o.Stats)
}

func (o SGD) Operands() (reads, writes []Buffer) {
	return bufs(o.W, o.G, o.V, o.Hyper), bufs(o.W, o.V)
}
