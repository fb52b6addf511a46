package paper

import (
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
)

// Printed is what Table 2 says of a network.
type Printed struct {
	Params   string  `json:"params"`   // rounded, as printed: 11.2M
	Accuracy float64 `json:"accuracy"` // on CIFAR-10, 0..1
}

// Side is one of the two networks of a row.
type Side struct {
	Variant model.Variant `json:"variant"`
	Paper   *Printed      `json:"paper"` // nil for networks that the paper lacks
	Params  int           `json:"params"`
	MACs    int64         `json:"macs"`    // multiply-adds of a picture's forward pass, counted direct
	Fast    opcount.Ops   `json:"fast"`    // with the fast algorithms where there are maps
	Train   int64         `json:"train"`   // bytes of activations and their gradients, a picture in training
	Infer   int64         `json:"infer"`   // bytes of activations, a picture in inference
	Trained *Result       `json:"trained"` // nil where none was given
}

// Result is what a trained network reached, and where that is known from.
type Result struct {
	Accuracy float64 `json:"accuracy"` // 0..1
	Source   string  `json:"source"`
}

// Comparison is a row of Table 2: a network with independent filters and with
// maps.
type Comparison struct {
	Model string  `json:"model"`
	Plain Side    `json:"plain"`
	FM    Side    `json:"fm"`
	Ratio float64 `json:"ratio"` // of the parameters
}

// Networks are those of Table 2.
func Networks() []string { return []string{"resnet18", "resnet34", "resnet50", "densenet121"} }

// printed is Table 2, "Performance of 3D-FM-CNN and the corresponding baseline
// CNN".
func printed(name string) (plain, fm *Printed) {
	switch name {
	case "resnet18":
		return &Printed{"11.2M", .9418}, &Printed{"0.95M", .9355}
	case "resnet34":
		return &Printed{"21.3M", .9472}, &Printed{"1.8M", .9425}
	case "resnet50":
		return &Printed{"23.5M", .9516}, &Printed{"13.1M", .9547}
	case "densenet121":
		return &Printed{"7.0M", .9513}, &Printed{"5.3M", .9545}
	}
	return nil, nil
}

// Compare counts both networks of a row, for pictures of CIFAR-10. Any network
// that package model builds will do.
func Compare(name string) (Comparison, error) {
	c := Comparison{Model: name}
	plain, fm := printed(name)
	var err error
	if c.Plain, err = count(name, model.Plain, plain); err != nil {
		return c, err
	}
	if c.FM, err = count(name, model.FM, fm); err != nil {
		return c, err
	}
	c.Ratio = float64(c.Plain.Params) / float64(c.FM.Params)
	return c, nil
}

func count(name string, variant model.Variant, printed *Printed) (Side, error) {
	net, err := model.Build(model.Spec{Model: name, Variant: variant, Batch: 1})
	if err != nil {
		return Side{}, err
	}
	s := Side{
		Variant: variant, Paper: printed, MACs: net.MACs(), Fast: opcount.Network(net),
		Train: activations(net, program.Train), Infer: activations(net, program.Infer),
	}
	s.Params, _ = net.ParamCount()
	return s, nil
}

// activations is the bytes that one routine of a network for one picture needs
// beside what outlives it: float32, memory reused as program.NewPlan does.
func activations(net *nn.Network, r program.Routine) int64 {
	p := *net.Program
	if r == program.Train {
		p.Infer = nil
	} else {
		p.Train = nil
	}
	const float = 4 // bytes
	plan := program.NewPlan(&p, func(b program.Buffer) int { return float * p.Info(b).Len() })
	return int64(plan.Size - plan.Fixed)
}
