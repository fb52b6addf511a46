package golden

import (
	"fmt"

	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/device"
	"filtermaplab/engine/program"
	"filtermaplab/filtermap"
)

// convFile is a parsed convolution file.
type convFile struct {
	*checkpoint.File
	g    filtermap.Geometry
	conv program.Conv
	n    int
}

func verifyConv(f *checkpoint.File, dev device.Device) (Report, error) {
	c, err := parseConv(f)
	if err != nil {
		return Report{}, err
	}
	r := Report{What: fmt.Sprintf("FM convolution, %v, %d x %dx%dx%d, stride %d", c.g, c.n, c.conv.C, c.conv.H, c.conv.W, c.conv.Stride)}
	if err := c.indices(&r); err != nil {
		return r, err
	}
	return r, c.run(&r, dev)
}

// parseConv reads the metadata and checks every shape against it.
func parseConv(f *checkpoint.File) (convFile, error) {
	c := convFile{File: f}
	for key, into := range map[string]*int{
		"K1": &c.g.K1, "K2": &c.g.K2, "K3": &c.g.K3, "x": &c.g.X, "y": &c.g.Y, "S1": &c.g.S1, "S2": &c.g.S2, "C": &c.g.C,
		"stride": &c.conv.Stride, "pad": &c.conv.Pad,
	} {
		if err := number(f, key, "%d", into); err != nil {
			return c, err
		}
	}
	if p, ok := f.Metadata["padding"]; ok {
		var err error
		if c.g.Padding, err = filtermap.ParsePadding(p); err != nil {
			return c, err
		}
	}
	if err := c.g.Validate(); err != nil {
		return c, err
	}
	x, err := floats(f, "input")
	if err != nil {
		return c, err
	}
	if len(x.Shape) != 4 || x.Shape[1] != c.g.C {
		return c, fmt.Errorf("golden: input: want (N,%d,H,W), got %v", c.g.C, x.Shape)
	}
	if c.conv.Stride < 1 || c.conv.Pad < 0 || c.conv.Pad > 1<<10 {
		return c, fmt.Errorf("golden: want a stride of at least 1 and a pad of 0 to 1024, got %d and %d", c.conv.Stride, c.conv.Pad)
	}
	c.n = x.Shape[0]
	c.conv.C, c.conv.H, c.conv.W = x.Shape[1], x.Shape[2], x.Shape[3]
	c.conv.K, c.conv.R, c.conv.S = c.g.K(), c.g.S1, c.g.S2
	if c.conv.H+2*c.conv.Pad < c.conv.R || c.conv.W+2*c.conv.Pad < c.conv.S {
		return c, fmt.Errorf("golden: filters of %dx%d do not fit pictures of %dx%d", c.conv.R, c.conv.S, c.conv.H, c.conv.W)
	}
	hm, wm, ch := c.g.MapShape()
	out := []int{c.n, c.conv.K, c.conv.Ho(), c.conv.Wo()}
	specs := []checkpoint.Spec{
		{Name: "map", Shape: []int{hm, wm, ch}}, {Name: "input", Shape: x.Shape}, {Name: "output", Shape: out},
		{Name: "grad_output", Shape: out}, {Name: "grad_input", Shape: x.Shape},
		{Name: "grad_map_sum", Shape: []int{hm, wm, ch}}, {Name: "grad_map_mean", Shape: []int{hm, wm, ch}},
		{Name: "count", Shape: []int{hm, wm, ch}, Optional: true},
	}
	filters := []int{c.conv.K, ch, c.conv.R, c.conv.S}
	specs = append(specs,
		checkpoint.Spec{Name: "filters", Shape: filters, Optional: true},
		checkpoint.Spec{Name: "index", Shape: filters, Integer: true, Optional: true})
	return c, f.Match(specs)
}

// indices compares what needs no device: T, the counts and the filters.
func (c convFile) indices(r *Report) error {
	ix := filtermap.NewIndex(c.g)
	if t, ok := c.Lookup("index"); ok {
		got, want := make([]float32, len(t.Ints)), make([]float32, len(t.Ints))
		for i, j := range ix.T() {
			got[i], want[i] = float32(j), float32(t.Ints[i])
		}
		if err := r.compare("index", got, want, 0); err != nil {
			return err
		}
	}
	if t, ok := c.Lookup("count"); ok {
		got := make([]float32, len(t.Data))
		for i, n := range ix.Counts() {
			got[i] = float32(n)
		}
		if err := r.compare("count", got, t.Data, 0); err != nil {
			return err
		}
	}
	if t, ok := c.Lookup("filters"); ok {
		m, _ := c.Lookup("map")
		got := make([]float32, len(t.Data))
		ix.Extract(got, m.Data)
		return r.compare("filters", got, t.Data, 0)
	}
	return nil
}

// run computes the convolution and both gradients, the map's under each rule.
func (c convFile) run(r *Report, dev device.Device) error {
	p := program.New(c.n)
	activation := func(name string, ch, h, w int) program.Buffer {
		b := p.Add(name, program.Activation, c.n, ch, h, w)
		p.Keep = append(p.Keep, b)
		return b
	}
	hm, wm, ch := c.g.MapShape()
	x := activation("input", c.conv.C, c.conv.H, c.conv.W)
	dx := activation("grad_input", c.conv.C, c.conv.H, c.conv.W)
	y := activation("output", c.conv.K, c.conv.Ho(), c.conv.Wo())
	dy := activation("grad_output", c.conv.K, c.conv.Ho(), c.conv.Wo())
	m := p.Add("map", program.Param, hm, wm, ch)
	sum := p.Add("grad_map_sum", program.Gradient, hm, wm, ch)
	mean := p.Add("grad_map_mean", program.Gradient, hm, wm, ch)
	backward := func(rule filtermap.Rule, dm, dx program.Buffer) program.Instr {
		return program.Instr{Pass: program.Backward, Op: program.FMConvBackward{
			Conv: c.conv, Map: c.g, Rule: rule, X: x, M: m, DY: dy, DX: dx, DM: dm,
		}}
	}
	p.Layers = []string{"conv"}
	p.Train = []program.Instr{
		{Op: program.FMConvForward{Conv: c.conv, Map: c.g, X: x, M: m, Y: y}},
		backward(filtermap.Sum, sum, dx),
		backward(filtermap.Mean, mean, program.None),
	}
	exe, err := dev.Load(p)
	if err != nil {
		return err
	}
	defer exe.Close()
	for _, b := range []program.Buffer{x, m, dy} {
		t, err := floats(c.File, p.Info(b).Name)
		if err != nil {
			return err
		}
		if err := exe.Write(b, t.Data); err != nil {
			return err
		}
	}
	if err := exe.Run(program.Train); err != nil {
		return err
	}
	for _, b := range []program.Buffer{y, dx, sum, mean} {
		t, err := floats(c.File, p.Info(b).Name)
		if err != nil {
			return err
		}
		if err := r.read(exe, p, b, t, stepTolerance); err != nil {
			return err
		}
	}
	return nil
}

// read compares a buffer with the tensor t.
func (r *Report) read(exe device.Executable, p *program.Program, b program.Buffer, t checkpoint.Tensor, tolerance float64) error {
	got := make([]float32, p.Info(b).Len())
	if err := exe.Read(b, got); err != nil {
		return err
	}
	return r.compare(t.Name, got, t.Data, tolerance)
}
