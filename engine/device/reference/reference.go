package reference

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// Device is the reference device. Its zero value is ready and runs on all
// processors.
type Device struct {
	// Workers is the number of goroutines; 0 means one for each processor.
	Workers int
}

// Name is "reference".
func (Device) Name() string { return "reference" }

// Load places the program in memory of its own.
func (d Device) Load(p *program.Program) (device.Executable, error) {
	workers := d.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	e := &executable{
		p:       p,
		plan:    program.NewPlan(p, func(b program.Buffer) int { return p.Info(b).Len() }),
		scratch: make([]scratch, workers),
		indices: make(map[filtermap.Geometry]filtermap.Index),
	}
	e.arena = make([]float32, e.plan.Size)
	for _, r := range []program.Routine{program.Train, program.Infer} {
		for _, in := range p.Instrs(r) {
			if err := e.reserve(in.Op); err != nil {
				return nil, err
			}
		}
	}
	return e, nil
}

// executable is a loaded program.
type executable struct {
	p     *program.Program
	plan  program.Plan
	arena []float32

	scratch  []scratch // one for each worker
	packed   []rowPack // the filters of the current convolution
	filters  []float32 // cut out of a map, or their gradients
	partials []float32 // filter gradients, one for each chunk of pictures
	indices  map[filtermap.Geometry]filtermap.Index
}

// scratch is one worker's own memory.
type scratch struct {
	columns []columnPack
	rows    []rowPack
	floats  []float32
	plane   []float32
}

// grown returns s with room for n elements at least.
func grown[T any](s []T, n int) []T {
	if len(s) < n {
		return make([]T, n)
	}
	return s
}

// reserve makes room for what op needs, so that runs allocate nothing large.
func (e *executable) reserve(op program.Op) error {
	conv := func(c program.Conv) {
		size := patches(c)
		e.packed = grown(e.packed, max(packs(c.K, tileRows)*size, packs(size, tileRows)*c.K))
		columns, rows, floats := convScratch(c)
		for i := range e.scratch {
			s := &e.scratch[i]
			s.columns, s.rows, s.floats = grown(s.columns, columns), grown(s.rows, rows), grown(s.floats, floats)
		}
	}
	gradient := func(c program.Conv) {
		e.partials = grown(e.partials, min(gradChunks, e.p.Batch)*c.K*patches(c))
	}
	switch o := op.(type) {
	case program.ConvForward:
		conv(o.Conv)
	case program.ConvBackward:
		conv(o.Conv)
		gradient(o.Conv)
	case program.FMConvForward:
		conv(o.Conv)
		e.filters = grown(e.filters, o.K*patches(o.Conv))
		e.index(o.Map)
	case program.FMConvBackward:
		conv(o.Conv)
		gradient(o.Conv)
		e.filters = grown(e.filters, o.K*patches(o.Conv))
	case program.BatchNormBackward:
		for i := range e.scratch {
			e.scratch[i].plane = grown(e.scratch[i].plane, o.H*o.W)
		}
	case program.BatchNormTrain, program.BatchNormInfer, program.Concat, program.ConcatBackward,
		program.AvgPool, program.AvgPoolBackward, program.Linear, program.LinearBackward,
		program.SoftmaxLoss, program.SGD:
	default:
		return fmt.Errorf("reference: no loop for %T", op)
	}
	return nil
}

// partial is the filter gradient of chunk i, n numbers.
func (e *executable) partial(i, n int) []float32 { return e.partials[i*n : (i+1)*n] }

// data is the memory of b; nil for None.
func (e *executable) data(b program.Buffer) []float32 {
	if b == program.None {
		return nil
	}
	at := e.plan.Offset[b]
	return e.arena[at : at+e.p.Info(b).Len()]
}

// each calls f for 0..n-1, on all workers, each with scratch of its own.
func (e *executable) each(n int, f func(s *scratch, i int)) {
	workers := min(n, len(e.scratch))
	if workers <= 1 {
		for i := range n {
			f(&e.scratch[0], i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(&e.scratch[w], int(i))
			}
		})
	}
	wg.Wait()
}

// Write copies src into b.
func (e *executable) Write(b program.Buffer, src []float32) error {
	dst, err := e.host(b, len(src))
	if err == nil {
		copy(dst, src)
	}
	return err
}

// Read copies b into dst.
func (e *executable) Read(b program.Buffer, dst []float32) error {
	src, err := e.host(b, len(dst))
	if err == nil {
		copy(dst, src)
	}
	return err
}

// host checks what the host asks for.
func (e *executable) host(b program.Buffer, n int) ([]float32, error) {
	info := e.p.Info(b)
	if info.Len() != n {
		return nil, fmt.Errorf("reference: buffer %q: want %v = %d values, got %d", info.Name, info.Shape, info.Len(), n)
	}
	if e.plan.Offset[b] < 0 {
		return nil, fmt.Errorf("reference: buffer %q is not used by the program", info.Name)
	}
	return e.data(b), nil
}

// Run executes a routine.
func (e *executable) Run(r program.Routine) error {
	for _, in := range e.p.Instrs(r) {
		e.do(in.Op)
	}
	return nil
}

// Profile runs a routine and returns the seconds of each instruction.
func (e *executable) Profile(r program.Routine) ([]float64, error) {
	instrs := e.p.Instrs(r)
	seconds := make([]float64, len(instrs))
	for i, in := range instrs {
		start := time.Now()
		e.do(in.Op)
		seconds[i] = time.Since(start).Seconds()
	}
	return seconds, nil
}

// Close lets the memory go.
func (e *executable) Close() error {
	*e = executable{p: e.p}
	return nil
}

// do executes one operation. Load has refused those that are not here.
func (e *executable) do(op program.Op) {
	switch o := op.(type) {
	case program.ConvForward:
		e.convForward(o.Conv, e.data(o.X), e.data(o.W), e.data(o.Y))
	case program.ConvBackward:
		if o.DX != program.None {
			e.convGradInput(o.Conv, e.data(o.W), e.data(o.DY), e.data(o.DX), o.AddDX)
		}
		e.convGradWeight(o.Conv, e.data(o.X), e.data(o.DY), e.data(o.DW))
	case program.FMConvForward:
		e.fmForward(o)
	case program.FMConvBackward:
		e.fmBackward(o)
	case program.BatchNormTrain:
		e.normTrain(o)
	case program.BatchNormBackward:
		e.normBackward(o)
	case program.BatchNormInfer:
		e.normInfer(o)
	case program.Concat:
		e.concat(o)
	case program.ConcatBackward:
		e.concatBackward(o)
	case program.AvgPool:
		e.avgPool(o)
	case program.AvgPoolBackward:
		e.avgPoolBackward(o)
	case program.Linear:
		e.linear(o)
	case program.LinearBackward:
		e.linearBackward(o)
	case program.SoftmaxLoss:
		e.softmaxLoss(o)
	case program.SGD:
		e.sgd(o)
	}
}
