package program

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"filtermaplab/filtermap"
)

// chain is a program of n linear layers, forward and backward, whose
// activations live as those of a network do.
func chain(n int) (*Program, []Buffer) {
	p := New(4)
	p.Input = p.Add("input", Host, 4, 8)
	x := p.Input
	var acts []Buffer
	w := p.Add("w", Param, 8, 8)
	g := p.Add("w.grad", Gradient, 8, 8)
	bias := p.Add("b", Param, 8)
	gb := p.Add("b.grad", Gradient, 8)
	for i := range n {
		y := p.Add(fmt.Sprintf("y%d", i), Activation, 4, 8)
		p.Train = append(p.Train, Instr{Op: Linear{In: 8, Out: 8, X: x, W: w, B: bias, Y: y}})
		acts = append(acts, y)
		x = y
	}
	dy := p.Add("dy", Activation, 4, 8)
	p.Train = append(p.Train, Instr{Op: Concat{CA: 8, H: 1, W: 1, A: x, Y: dy}})
	for i := n - 1; i > 0; i-- {
		dx := p.Add(fmt.Sprintf("dy%d", i), Activation, 4, 8)
		p.Train = append(p.Train, Instr{Pass: Backward, Op: LinearBackward{
			In: 8, Out: 8, X: acts[i-1], W: w, DY: dy, DX: dx, DW: g, DB: gb,
		}})
		dy = dx
	}
	return p, acts
}

// clash returns two buffers that share memory while both hold something.
func clash(p *Program, plan Plan, r Routine, size func(Buffer) int) (a, b Buffer, ok bool) {
	all := lives(p, r)
	for i, l := range all {
		for _, q := range all[:i] {
			apart := l.first > q.last || q.first > l.last
			la, qa := plan.Offset[l.b], plan.Offset[q.b]
			if !apart && la < qa+size(q.b) && qa < la+size(l.b) {
				return l.b, q.b, true
			}
		}
	}
	return None, None, false
}

func TestPlanNeverOverlaps(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 2; n < 20; n++ {
		p, _ := chain(n)
		sizes := make([]int, len(p.Buffers))
		for b := range sizes {
			sizes[b] = 1 + rng.IntN(100)
		}
		size := func(b Buffer) int { return sizes[b] }
		plan := NewPlan(p, size)
		if a, b, bad := clash(p, plan, Train, size); bad {
			t.Errorf("%d layers: %s and %s share memory while both live", n, p.Info(a).Name, p.Info(b).Name)
		}
		for b := Buffer(1); int(b) < len(p.Buffers); b++ {
			if plan.Offset[b] < 0 || plan.Offset[b]+size(b) > plan.Size {
				t.Errorf("%d layers: %s lies at %d..%d of %d", n, p.Info(b).Name, plan.Offset[b], plan.Offset[b]+size(b), plan.Size)
			}
			if fixed := p.Info(b).Kind != Activation; fixed && plan.Offset[b]+size(b) > plan.Fixed {
				t.Errorf("%d layers: %s outlives runs but lies beyond the fixed part", n, p.Info(b).Name)
			}
		}
	}
}

func TestPlanReusesMemory(t *testing.T) {
	p, _ := chain(20)
	size := func(b Buffer) int { return p.Info(b).Len() }
	plan := NewPlan(p, size)
	apart := 0
	for b := Buffer(1); int(b) < len(p.Buffers); b++ {
		apart += size(b)
	}
	if plan.Size >= apart {
		t.Errorf("the plan takes %d, as much as without reuse (%d)", plan.Size, apart)
	}
}

func TestKeptBuffersAreAlone(t *testing.T) {
	p, acts := chain(10)
	p.Keep = []Buffer{acts[3]}
	size := func(b Buffer) int { return p.Info(b).Len() }
	plan := NewPlan(p, size)
	if at := plan.Offset[acts[3]]; at+size(acts[3]) > plan.Fixed {
		t.Errorf("a kept activation lies at %d, the fixed part ends at %d", at, plan.Fixed)
	}
}

func TestPlanLeavesOut(t *testing.T) {
	p, acts := chain(3)
	plan := NewPlan(p, func(b Buffer) int {
		if b == acts[0] {
			return 0
		}
		return 16
	})
	if got := plan.Offset[acts[0]]; got != -1 {
		t.Errorf("a buffer of size 0 lies at %d, want -1", got)
	}
}

func TestConvCost(t *testing.T) {
	c := Conv{C: 16, H: 32, W: 32, K: 32, R: 3, S: 3, Stride: 2, Pad: 1}
	if c.Ho() != 16 || c.Wo() != 16 {
		t.Errorf("output %d x %d, want 16 x 16", c.Ho(), c.Wo())
	}
	forward := int64(32 * 16 * 9 * 16 * 16)
	g, err := filtermap.Default(32, 16)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		op   Op
		want int64
	}{
		{ConvForward{Conv: c}, forward},
		{ConvBackward{Conv: c}, forward},
		{ConvBackward{Conv: c, DX: 1}, 2 * forward},
		{FMConvForward{Conv: c, Map: g}, forward},
		{FMConvBackward{Conv: c, Map: g, DX: 1}, 2 * forward},
	} {
		if got := tc.op.Cost(3).MACs; got != 3*tc.want {
			t.Errorf("%s: %d multiply-adds for 3 pictures, want %d", name(tc.op), got, 3*tc.want)
		}
	}
}

func TestOddSizes(t *testing.T) {
	for _, tc := range []struct {
		conv   Conv
		ho, wo int
	}{
		{Conv{H: 7, W: 5, R: 3, S: 3, Stride: 2, Pad: 1}, 4, 3},
		{Conv{H: 7, W: 5, R: 1, S: 1, Stride: 2}, 4, 3},
		{Conv{H: 5, W: 5, R: 5, S: 5, Stride: 1}, 1, 1},
	} {
		if ho, wo := tc.conv.Ho(), tc.conv.Wo(); ho != tc.ho || wo != tc.wo {
			t.Errorf("%+v: output %d x %d, want %d x %d", tc.conv, ho, wo, tc.ho, tc.wo)
		}
	}
}

func TestInfoPanicsOnStrangers(t *testing.T) {
	for _, b := range []Buffer{None, -1, 99} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Info(%d) did not panic", b)
				}
			}()
			New(1).Info(b)
		}()
	}
}

func TestString(t *testing.T) {
	p, _ := chain(2)
	text := p.String()
	for _, want := range []string{"train, batch 4", "Linear input w b -> y0", "LinearBackward y0 w dy -> dy1 w.grad b.grad"} {
		if !strings.Contains(text, want) {
			t.Errorf("the listing lacks %q:\n%s", want, text)
		}
	}
}
