package race

import (
	"fmt"

	"filtermaplab/engine"
	"filtermaplab/engine/model"
	"filtermaplab/engine/nn"
	"filtermaplab/engine/opcount"
	"filtermaplab/engine/program"
)

// Standing is what is known of an entrant.
type Standing struct {
	Name   string        `json:"name"`
	Config engine.Config `json:"config"`
	Params int           `json:"params"`
	Maps   int           `json:"maps"`  // parameters that stand in maps
	MACs   int64         `json:"macs"`  // multiply-adds of a picture's forward pass, counted direct
	Fast   opcount.Ops   `json:"fast"`  // the same with the fast algorithms, as mathematics counts them
	Spent  int64         `json:"spent"` // the same as the device does them

	Step        int     `json:"step"`         // steps done
	Seconds     float64 `json:"seconds"`      // on the clock
	StepSeconds float64 `json:"step_seconds"` // median of a step
	Points      []Point `json:"points"`       // one an epoch
	Out         string  `json:"out"`          // why the entrant dropped out; "" while it runs
}

// Point is an entrant at the end of an epoch.
type Point struct {
	Epoch         int     `json:"epoch"`
	Loss          float64 `json:"loss"`
	TrainAccuracy float64 `json:"train_accuracy"`
	TestAccuracy  float64 `json:"test_accuracy"` // 0..1
	Seconds       float64 `json:"seconds"`       // on the clock by then
	Fingerprint   string  `json:"fingerprint"`   // of the network
}

// Accuracy is the test accuracy after the last epoch, 0..1; 0 before the first.
func (s Standing) Accuracy() float64 {
	if len(s.Points) == 0 {
		return 0
	}
	return s.Points[len(s.Points)-1].TestAccuracy
}

// Counter says how many multiply-adds a device spends on an operation for one
// picture, as device.Counter does.
type Counter func(program.Op) int64

// Describe returns what is known of entrants before the start: names, sizes
// and costs on pictures of so many classes. Spent is counted by count; nil
// counts direct.
func Describe(configs []engine.Config, classes int, count Counter) ([]Standing, error) {
	if count == nil {
		count = func(op program.Op) int64 { return op.Cost(1).MACs }
	}
	names := Names(configs)
	var all []Standing
	for i, cfg := range configs {
		spec, err := cfg.Spec(classes)
		if err != nil {
			return nil, fmt.Errorf("race: %s: %w", names[i], err)
		}
		spec.Batch = 1
		net, err := model.Build(spec)
		if err != nil {
			return nil, fmt.Errorf("race: %s: %w", names[i], err)
		}
		s := describe(cfg, net, count)
		s.Name = names[i]
		all = append(all, s)
	}
	return all, nil
}

// describe is the standing of a network at the start.
func describe(cfg engine.Config, net *nn.Network, count Counter) Standing {
	s := Standing{Name: cfg.Network(), Config: cfg, MACs: net.MACs(), Fast: opcount.Network(net)}
	s.Params, s.Maps = net.ParamCount()
	for _, in := range net.Program.Infer {
		s.Spent += count(in.Op)
	}
	return s
}
