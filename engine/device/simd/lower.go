package simd

import (
	"fmt"

	"filtermaplab/engine/device/simd/kernels"
	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// lowering turns ops into steps. It adds buffers of its own to a copy of the
// program: partial sums, packed weights and the like.
type lowering struct {
	*layout
	env   *kernels.Env
	norms map[program.Buffer]forwardNorm // of the routine, by SavedInv
	instr int
	steps []*step
}

// lower returns the steps of a routine in an order that is correct.
func (l *lowering) lower(r program.Routine) ([]*step, error) {
	l.steps, l.norms = nil, make(map[program.Buffer]forwardNorm)
	instrs := l.p.Instrs(r)
	for i := 0; i < len(instrs); {
		l.instr = i
		if _, ok := instrs[i].Op.(program.SGD); ok {
			i += l.updates(instrs[i:])
			continue
		}
		if err := l.op(instrs[i].Op); err != nil {
			return nil, err
		}
		i++
	}
	return l.steps, nil
}

// op adds the steps of one op.
func (l *lowering) op(op program.Op) error {
	switch o := op.(type) {
	case program.ConvForward:
		l.work(l.env.ConvForward(l.forwardSpec(o.Conv, o.X, o.Y)), arguments{kernels.ArgX: o.X, kernels.ArgW: o.W, kernels.ArgY: o.Y}, false)
	case program.ConvBackward:
		l.work(l.env.ConvBackward(l.backwardSpec(o.Conv, o.X, o.DX, o.DY, o.AddDX), o.DX != program.None),
			arguments{kernels.ArgX: o.X, kernels.ArgW: o.W, kernels.ArgDX: o.DX, kernels.ArgDY: o.DY, kernels.ArgDW: o.DW}, o.AddDX)
	case program.FMConvForward:
		s := kernels.FMSpec{ConvSpec: l.forwardSpec(o.Conv, o.X, o.Y), Map: o.Map}
		l.work(l.env.FMForward(s), arguments{kernels.ArgX: o.X, kernels.ArgW: o.M, kernels.ArgY: o.Y}, false)
	case program.FMConvBackward:
		s := kernels.FMSpec{ConvSpec: l.backwardSpec(o.Conv, o.X, o.DX, o.DY, o.AddDX), Map: o.Map, Rule: o.Rule}
		l.work(l.env.FMBackward(s, o.DX != program.None),
			arguments{kernels.ArgX: o.X, kernels.ArgW: o.M, kernels.ArgDX: o.DX, kernels.ArgDY: o.DY, kernels.ArgDW: o.DM}, o.AddDX)
	case program.BatchNormTrain:
		l.normTrain(o)
	case program.BatchNormInfer:
		l.normInfer(o)
	case program.BatchNormBackward:
		l.normBackward(o)
	case program.Concat:
		s := kernels.ConcatSpec{CA: o.CA, CB: o.CB, H: o.H, W: o.W, APad: l.pad(o.A), BPad: l.pad(o.B), YPad: l.pad(o.Y)}
		l.byGroup(l.env.Concat(s), operand{o.A, reads | own}, operand{o.B, reads | own}, operand{o.Y, writes | own})
	case program.ConcatBackward:
		s := kernels.ConcatSpec{CA: o.CA, CB: o.CB, H: o.H, W: o.W, AddA: o.AddDA, AddB: o.AddDB,
			APad: l.pad(o.DA), BPad: l.pad(o.DB), YPad: l.pad(o.DY)}
		l.byGroup(l.env.ConcatBackward(s), operand{o.DA, writing(o.AddDA) | own}, operand{o.DB, writing(o.AddDB) | own}, operand{o.DY, reads | own})
	case program.AvgPool:
		s := kernels.PoolSpec{C: o.C, H: o.H, W: o.W, R: o.R, S: o.S, XPad: l.pad(o.X), YPad: l.pad(o.Y)}
		l.byGroup(l.env.AvgPool(s), operand{o.X, reads | own}, operand{o.Y, writes | own})
	case program.AvgPoolBackward:
		s := kernels.PoolSpec{C: o.C, H: o.H, W: o.W, R: o.R, S: o.S, Add: o.AddDX, XPad: l.pad(o.DX), YPad: l.pad(o.DY)}
		l.byGroup(l.env.AvgPoolBackward(s), operand{o.DX, writing(o.AddDX) | own}, operand{o.DY, reads | own})
	case program.Linear:
		l.byGroup(l.env.Linear(l.linear(o.X, o.Y)), operand{o.X, reads | own}, operand{o.W, reads}, operand{o.B, reads}, operand{o.Y, writes | own})
	case program.LinearBackward:
		s := l.linear(o.X, o.DY)
		gw := l.env.LinearGradWeight(s)
		l.add(gw, s.Out, operand{o.X, reads}, operand{o.DY, reads}, operand{o.DW, writes}, operand{o.DB, writes})
		s.XPad = l.pad(o.DX)
		l.byGroup(l.env.LinearGradInput(s), operand{o.W, reads}, operand{o.DY, reads | own}, operand{o.DX, writes | own})
	case program.SoftmaxLoss:
		s := kernels.SoftmaxSpec{N: l.p.Batch, Classes: o.Classes, Smoothing: o.Smoothing}
		l.add(l.env.SoftmaxLoss(s), 1, operand{o.Logits, reads}, operand{o.Labels, reads}, operand{o.DLogits, writes}, operand{o.Stats, writes})
	default:
		return fmt.Errorf("simd: no kernel for %T", op)
	}
	return nil
}

// add adds a step of the current instruction.
func (l *lowering) add(fn *wasmgen.Func, tasks int, operands ...operand) *step {
	s := &step{instr: l.instr, fn: fn, tasks: tasks, operands: operands}
	l.steps = append(l.steps, s)
	return s
}

// byGroup adds a step whose tasks are the groups of pictures.
func (l *lowering) byGroup(fn *wasmgen.Func, operands ...operand) {
	l.add(fn, l.groups(), operands...).byGroup = true
}

func (l *lowering) groups() int { return kernels.GroupsOf(l.p.Batch) }

// writing is the access to a gradient that is overwritten or added to.
func writing(add bool) access {
	if add {
		return reads | writes
	}
	return writes
}

func (l *lowering) forwardSpec(c program.Conv, x, y program.Buffer) kernels.ConvSpec {
	s := l.conv(c)
	s.XPad, s.YPad = l.pad(x), l.pad(y)
	return s
}

func (l *lowering) backwardSpec(c program.Conv, x, dx, dy program.Buffer, add bool) kernels.ConvSpec {
	s := l.conv(c)
	s.XPad, s.DXPad, s.DYPad, s.AddDX = l.pad(x), l.pad(dx), l.pad(dy), add
	return s
}

func (l *lowering) linear(x, y program.Buffer) kernels.LinearSpec {
	in := l.picture(x)
	return kernels.LinearSpec{N: l.p.Batch, C: in.C, H: in.H, W: in.W, Out: l.picture(y).C, XPad: in.Pad}
}

// arguments are the buffers of a convolution by the names that its kernels use.
type arguments map[kernels.Arg]program.Buffer

// work adds the stages of a convolution.
func (l *lowering) work(w kernels.Work, args arguments, addDX bool) {
	args[kernels.ArgPacked] = l.internal("packed", w.Packed)
	args[kernels.ArgPartial] = l.internal("partial", w.Partial)
	for _, stage := range w.Stages {
		if stage.ByGroup && stage.Tasks != l.groups() {
			panic(fmt.Sprintf("simd: %s: %d tasks by group, but there are %d groups", stage.Func.Name(), stage.Tasks, l.groups()))
		}
		s := l.add(stage.Func, stage.Tasks)
		s.scratch, s.byGroup = stage.Scratch, stage.ByGroup
		for _, a := range stage.Args {
			s.operands = append(s.operands, operand{args[a], convAccess(a, stage, addDX)})
		}
	}
}

// convAccess says what a stage of a convolution does to an operand.
func convAccess(a kernels.Arg, stage kernels.Stage, addDX bool) access {
	mine := access(0)
	if stage.ByGroup {
		mine = own
	}
	switch a {
	case kernels.ArgX, kernels.ArgDY:
		return reads | mine
	case kernels.ArgW:
		return reads
	case kernels.ArgY:
		return writes | mine
	case kernels.ArgDX:
		return writing(addDX) | mine
	case kernels.ArgPartial:
		return reads | writes | mine
	case kernels.ArgPacked:
		if stage.Prepare {
			return writes
		}
		return reads
	default:
		return writes
	}
}
