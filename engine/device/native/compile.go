package native

import (
	"fmt"

	"filtermaplab/engine/program"
)

// compile lays out the buffers of a program and turns each instruction into phases.
func compile(d *Device, p *program.Program) (*executable, error) {
	e := &executable{
		prog:    p,
		kernel:  d.kernels,
		direct:  d.direct,
		images:  make(map[program.Buffer]image),
		packs:   make(map[packKey]*pack),
		packsOf: make(map[program.Buffer][]*pack),
	}
	if err := e.layOut(); err != nil {
		return nil, err
	}
	e.plan = program.NewPlan(p, e.sizeOf)
	e.memory = alignedFloats(e.plan.Size)
	for _, r := range []program.Routine{program.Train, program.Infer} {
		for i, in := range p.Instrs(r) {
			phases, err := e.phases(in.Op)
			if err != nil {
				return nil, fmt.Errorf("native: %v instruction %d: %w", r, i, err)
			}
			var steps []step
			for _, ph := range phases {
				steps = append(steps, step{&job{tasks: ph.tasks, body: ph.run}, ph.fresh, ph.after})
			}
			e.routines[r] = append(e.routines[r], steps)
		}
	}
	e.shared = alignedFloats(e.needs.shared)
	e.pool = newPool(d.threads, e.needs.scratch)
	return e, nil
}

// layOut decides which buffers are lane-blocked.
func (e *executable) layOut() error {
	for _, r := range []program.Routine{program.Train, program.Infer} {
		for _, in := range e.prog.Instrs(r) {
			for _, b := range activations(in.Op) {
				if b == program.None {
					continue
				}
				im, err := imageOf(e.prog.Info(b))
				if err != nil {
					return err
				}
				e.images[b] = im
			}
		}
	}
	return nil
}

// phases compiles one operation.
func (e *executable) phases(op program.Op) ([]phase, error) {
	switch o := op.(type) {
	case program.ConvForward:
		return e.convForward(o), nil
	case program.ConvBackward:
		return e.convBackward(o), nil
	case program.FMConvForward:
		return e.fmConvForward(o), nil
	case program.FMConvBackward:
		return e.fmConvBackward(o), nil
	case program.BatchNormTrain:
		return e.batchNormTrain(o), nil
	case program.BatchNormBackward:
		return e.batchNormBackward(o), nil
	case program.BatchNormInfer:
		return e.batchNormInfer(o), nil
	case program.Concat:
		return e.concat(o), nil
	case program.ConcatBackward:
		return e.concatBackward(o), nil
	case program.AvgPool:
		return e.avgPool(o), nil
	case program.AvgPoolBackward:
		return e.avgPoolBackward(o), nil
	case program.Linear:
		return e.linear(o), nil
	case program.LinearBackward:
		return e.linearBackward(o), nil
	case program.SoftmaxLoss:
		return e.softmaxLoss(o), nil
	case program.SGD:
		return e.sgd(o), nil
	}
	return nil, fmt.Errorf("unknown operation %T", op)
}

// scratch asks for n floats of every worker's private memory.
func (e *executable) scratch(n int) { e.needs.scratch = max(e.needs.scratch, n) }

// share asks for n floats of e.shared, which one instruction at a time may use.
func (e *executable) share(n int) { e.needs.shared = max(e.needs.shared, n) }
