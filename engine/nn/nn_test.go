package nn

import (
	"strings"
	"testing"

	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// residual is one block whose input is used twice.
func residual(t *testing.T) *Network {
	t.Helper()
	b := NewBuilder(2)
	x := b.Input(3, 8, 8)
	x = BatchNorm(b, Conv(b, x, "conv1", 8, 3, 1), "bn1", Act{ReLU: true})
	y := Conv(b, x, "conv2", 8, 3, 1)
	x = BatchNorm(b, y, "bn2", Act{ReLU: true, Res: &x})
	Classifier(b, GlobalAvgPool(b, x, "pool"), "linear", 10, 0)
	return b.Finish()
}

// The first consumer in the backward pass writes a gradient, the second adds.
func TestGradientsAddUp(t *testing.T) {
	var shared program.Buffer
	adds := 0
	for _, in := range residual(t).Program.Train {
		switch op := in.Op.(type) {
		case program.BatchNormBackward:
			if op.DRes != program.None {
				shared = op.DRes
				if op.AddDRes {
					t.Error("the shortcut comes first and must overwrite")
				}
			}
		case program.ConvBackward:
			if op.DX == shared && shared != program.None {
				adds++
				if !op.AddDX {
					t.Error("conv2 comes second and must add")
				}
			}
		}
	}
	if adds != 1 {
		t.Errorf("%d convolutions write the shared gradient, want 1", adds)
	}
}

func TestInputHasNoGradient(t *testing.T) {
	for _, in := range residual(t).Program.Train {
		if op, ok := in.Op.(program.ConvBackward); ok && op.X == 0 {
			t.Error("a convolution without input")
		} else if ok && op.C == 3 && op.DX != program.None {
			t.Error("the first layer computes a gradient that nobody needs")
		}
	}
}

// Every buffer is written before it is read, in both routines.
func TestOrderIsSound(t *testing.T) {
	net := residual(t)
	p := net.Program
	for _, r := range []program.Routine{program.Train, program.Infer} {
		written := make(map[program.Buffer]bool)
		for i, in := range p.Instrs(r) {
			reads, writes := in.Op.Operands()
			for _, b := range reads {
				if b != program.None && p.Info(b).Kind == program.Activation && !written[b] {
					t.Errorf("%v %d: %T reads %s before it is written", r, i, in.Op, p.Info(b).Name)
				}
			}
			for _, b := range writes {
				written[b] = true
			}
		}
	}
}

// Every parameter has a gradient and one update.
func TestEveryParameterIsUpdated(t *testing.T) {
	net := residual(t)
	updates := make(map[program.Buffer]int)
	grads := make(map[program.Buffer]bool)
	for _, in := range net.Program.Train {
		if op, ok := in.Op.(program.SGD); ok {
			updates[op.W]++
			continue
		}
		_, writes := in.Op.Operands()
		for _, b := range writes {
			grads[b] = true
		}
	}
	for _, param := range net.Params {
		if updates[param.Weight] != 1 || !grads[param.Grad] {
			t.Errorf("%s: %d updates, gradient written: %v", param.Name, updates[param.Weight], grads[param.Grad])
		}
	}
}

func TestFMConvRefusesMisfit(t *testing.T) {
	g, err := filtermap.Default(16, 16)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		msg, _ := recover().(string)
		if !strings.Contains(msg, "16 channels") || !strings.Contains(msg, "(3,8,8)") {
			t.Errorf("panicked with %q, want both shapes", msg)
		}
	}()
	b := NewBuilder(1)
	FMConv(b, b.Input(3, 8, 8), "conv1", g, filtermap.Mean, 1)
}

func TestParamShapes(t *testing.T) {
	g, err := filtermap.Default(16, 8)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuilder(1)
	x := FMConv(b, b.Input(8, 4, 4), "conv1", g, filtermap.Mean, 2)
	if x.C != 16 || x.H != 2 || x.W != 2 {
		t.Errorf("output (%d,%d,%d), want (16,2,2)", x.C, x.H, x.W)
	}
	Classifier(b, GlobalAvgPool(b, x, "pool"), "linear", 5, 0)
	net := b.Finish()
	if all, maps := net.ParamCount(); maps != g.MapLen() || all != g.MapLen()+16*5+5 {
		t.Errorf("%d parameters, %d in maps; want %d and %d", all, maps, g.MapLen()+85, g.MapLen())
	}
}
