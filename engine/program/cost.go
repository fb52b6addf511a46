package program

// Cost is the arithmetic that an op's definition takes. It counts what the
// mathematics says, not what a device does: a fast algorithm does less.
type Cost struct {
	MACs  int64 // multiply-adds of convolutions and linear layers
	Bytes int64 // float32 traffic: each operand read or written once
}

// Plus adds two costs.
func (c Cost) Plus(d Cost) Cost { return Cost{c.MACs + d.MACs, c.Bytes + d.Bytes} }

// Cost sums a routine, for one whole batch.
func (p *Program) Cost(r Routine) Cost {
	var sum Cost
	for _, in := range p.Instrs(r) {
		sum = sum.Plus(in.Op.Cost(p.Batch))
	}
	return sum
}

// floats is the cost of moving n numbers.
func floats(n int64) Cost { return Cost{Bytes: 4 * n} }

// traffic is the number of activations in and out, and of weights, of a convolution.
func (c Conv) traffic(n int) (in, out, weights int64) {
	return int64(n) * int64(c.C*c.H*c.W), int64(n) * int64(c.K*c.Ho()*c.Wo()), int64(c.K) * int64(c.C*c.R*c.S)
}

func (c Conv) forwardCost(n int, weights int64) Cost {
	in, out, _ := c.traffic(n)
	return Cost{MACs: int64(n) * c.MACs(), Bytes: 4 * (in + out + weights)}
}

// backwardCost counts one convolution for each gradient that is asked for.
func (c Conv) backwardCost(n int, weights int64, dx Buffer) Cost {
	in, out, _ := c.traffic(n)
	cost := Cost{MACs: int64(n) * c.MACs(), Bytes: 4 * (in + out + weights)}
	if dx != None {
		cost.MACs *= 2
		cost.Bytes += 4 * (in + weights)
	}
	return cost
}

func (o ConvForward) Cost(n int) Cost {
	_, _, w := o.traffic(n)
	return o.forwardCost(n, w)
}

func (o ConvBackward) Cost(n int) Cost {
	_, _, w := o.traffic(n)
	return o.backwardCost(n, w, o.DX)
}

func (o FMConvForward) Cost(n int) Cost { return o.forwardCost(n, int64(o.Map.MapLen())) }

func (o FMConvBackward) Cost(n int) Cost { return o.backwardCost(n, int64(o.Map.MapLen()), o.DX) }

func (o Norm) pixels(n int) int64 { return int64(n) * int64(o.C*o.H*o.W) }

func (o BatchNormTrain) Cost(n int) Cost    { return floats((2 + present(o.Res)) * o.pixels(n)) }
func (o BatchNormBackward) Cost(n int) Cost { return floats((4 + present(o.DRes)) * o.pixels(n)) }
func (o BatchNormInfer) Cost(n int) Cost    { return floats((2 + present(o.Res)) * o.pixels(n)) }

func (o Concat) Cost(n int) Cost         { return floats(2 * int64(n) * int64((o.CA+o.CB)*o.H*o.W)) }
func (o ConcatBackward) Cost(n int) Cost { return floats(2 * int64(n) * int64((o.CA+o.CB)*o.H*o.W)) }

func (o AvgPool) Cost(n int) Cost         { return floats(int64(n) * int64(o.C*o.H*o.W)) }
func (o AvgPoolBackward) Cost(n int) Cost { return floats(int64(n) * int64(o.C*o.H*o.W)) }

func (o Linear) Cost(n int) Cost {
	macs := int64(n) * int64(o.In*o.Out)
	return Cost{MACs: macs, Bytes: 4 * int64(n*(o.In+o.Out)+o.In*o.Out)}
}

func (o LinearBackward) Cost(n int) Cost {
	macs := 2 * int64(n) * int64(o.In*o.Out)
	return Cost{MACs: macs, Bytes: 8 * int64(n*(o.In+o.Out)+o.In*o.Out)}
}

func (o SoftmaxLoss) Cost(n int) Cost { return floats(2 * int64(n*o.Classes)) }

func (o SGD) Cost(int) Cost { return floats(5 * int64(o.N)) }

func present(b Buffer) int64 {
	if b == None {
		return 0
	}
	return 1
}
