package devicetest

import (
	"fmt"
	"math"
	"testing"

	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
)

// Tolerance is how far a device may be from the oracle, as a share of the
// tensor's largest element. Sums of a few thousand float32 products are off
// by some 1e-6 of that, whatever their order.
const Tolerance = 1e-5

// Options adapt the table to a device.
type Options struct {
	// Skip returns why a case cannot run on the device, or "".
	Skip func(Case) string
	// Tolerance replaces the usual one, 1e-5 of a tensor's maximum, if not 0.
	Tolerance float64
}

// Run holds a device to the table.
func Run(t *testing.T, d device.Device, o Options) {
	if o.Tolerance == 0 {
		o.Tolerance = Tolerance
	}
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			if o.Skip != nil {
				if why := o.Skip(c); why != "" {
					t.Skip(why)
				}
			}
			if err := Check(d, c, o.Tolerance); err != nil {
				t.Error(err)
			}
		})
	}
}

// Check runs both routines of a case and compares everything with the oracle.
// It runs each twice, so that nothing left behind by the first run can hide.
func Check(d device.Device, c Case, tol float64) error {
	if c.Loose != 0 {
		tol *= c.Loose
	}
	e, err := d.Load(c.Program)
	if err != nil {
		return err
	}
	defer e.Close()
	for _, r := range []program.Routine{program.Train, program.Infer} {
		if len(c.Program.Instrs(r)) == 0 {
			continue
		}
		for seed := range uint64(2) {
			in := c.inputs(seed + 1)
			want := newOracle(c.Program, in)
			want.run(r)
			if err := write(e, c.Program, r, in); err != nil {
				return err
			}
			if err := e.Run(r); err != nil {
				return err
			}
			if err := compare(e, c.Program, r, want, tol); err != nil {
				return fmt.Errorf("%v, run %d: %w", r, seed+1, err)
			}
		}
	}
	return nil
}

// touched lists the buffers of a routine, each once.
func touched(p *program.Program, r program.Routine) []program.Buffer {
	var all []program.Buffer
	seen := make(map[program.Buffer]bool)
	for _, in := range p.Instrs(r) {
		reads, writes := in.Op.Operands()
		for _, b := range append(reads, writes...) {
			if b != program.None && !seen[b] {
				seen[b] = true
				all = append(all, b)
			}
		}
	}
	return all
}

func write(e device.Executable, p *program.Program, r program.Routine, in map[program.Buffer][]float32) error {
	for _, b := range touched(p, r) {
		if err := e.Write(b, in[b]); err != nil {
			return err
		}
	}
	return nil
}

func compare(e device.Executable, p *program.Program, r program.Routine, want *oracle, tol float64) error {
	for _, b := range touched(p, r) {
		got := make([]float32, p.Info(b).Len())
		if err := e.Read(b, got); err != nil {
			return err
		}
		if err := near(got, want.data[b], tol); err != nil {
			return fmt.Errorf("%s %v: %w", p.Info(b).Name, p.Info(b).Shape, err)
		}
	}
	return nil
}

// near compares two tensors.
func near(got []float32, want []float64, tol float64) error {
	top := 0.0
	for _, v := range want {
		top = max(top, math.Abs(v))
	}
	for i, v := range want {
		if diff := math.Abs(float64(got[i]) - v); !(diff <= tol*top) {
			return fmt.Errorf("element %d is %g, want %g: off by %.2g of the maximum %g, more than %.1g",
				i, got[i], v, diff/top, top, tol)
		}
	}
	return nil
}
