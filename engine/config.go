package engine

import (
	"fmt"
	"strings"

	"filtermaplab/engine/model"
	"filtermaplab/engine/optim"
	"filtermaplab/filtermap"
)

// Config is everything that decides a run besides its pictures. Two runs with
// equal Config, pictures and device give equal weights to the bit.
type Config struct {
	Model   string        `json:"model"`   // see model.Names
	Variant model.Variant `json:"variant"` // fm, plain or thin
	Rule    string        `json:"rule"`    // gradient of a map: mean (paper, Eq. 1) or sum
	Padding string        `json:"padding"` // what a window finds beyond the map's edge: wrap or authors
	Maps    string        `json:"maps"`    // geometries of single layers; see model.ParseMaps

	Epochs      int     `json:"epochs"`
	Batch       int     `json:"batch"` // pictures a step
	LR          float64 `json:"lr"`    // learning rate; the highest one of a schedule
	Rates       string  `json:"rates"` // what LR was changed to by hand: STEP:RATE, with commas; see Rate
	Schedule    string  `json:"schedule"`
	Momentum    float64 `json:"momentum"`
	Nesterov    bool    `json:"nesterov"`
	WeightDecay float64 `json:"weightDecay"`
	Smoothing   float64 `json:"smoothing"` // label smoothing
	Augment     bool    `json:"augment"`   // random crop (reflect 4) and flip
	Seed        uint64  `json:"seed"`
}

// DefaultConfig is ResNet-8-FM under the mean rule with the recipe that the
// project's tables were measured with.
func DefaultConfig() Config {
	sgd := optim.DefaultSGD()
	return Config{
		Model: "resnet8", Variant: model.FM, Rule: filtermap.Mean.String(), Padding: filtermap.Wrap.String(),
		Epochs: 10, Batch: 32, LR: sgd.LR, Schedule: "onecycle",
		Momentum: sgd.Momentum, Nesterov: sgd.Nesterov, WeightDecay: sgd.WeightDecay,
		Augment: true, Seed: 1,
	}
}

// Limits of what a person may ask for.
const (
	maxEpochs = 10000
	maxBatch  = 1024
)

// Validate says which setting is wrong and what it may be.
func (c Config) Validate() error {
	if c.Epochs < 1 || c.Epochs > maxEpochs {
		return fmt.Errorf("engine: epochs: want 1 to %d, got %d", maxEpochs, c.Epochs)
	}
	if c.Batch < 1 || c.Batch > maxBatch {
		return fmt.Errorf("engine: batch: want 1 to %d, got %d", maxBatch, c.Batch)
	}
	if err := c.sgd().Validate(); err != nil {
		return err
	}
	if _, err := c.schedule(1); err != nil {
		return err
	}
	if !(c.Smoothing >= 0 && c.Smoothing < 1) {
		return fmt.Errorf("engine: label smoothing: want 0 up to 1, got %v", c.Smoothing)
	}
	spec, err := c.Spec(10)
	if err != nil {
		return err
	}
	spec.Batch = 1
	_, err = model.Build(spec)
	return err
}

// Spec is the network that c asks for, for pictures of so many classes.
func (c Config) Spec(classes int) (model.Spec, error) {
	rule, err := filtermap.ParseRule(c.Rule)
	if err != nil {
		return model.Spec{}, err
	}
	padding, err := filtermap.ParsePadding(c.Padding)
	if err != nil {
		return model.Spec{}, err
	}
	spec := model.Spec{
		Model: c.Model, Variant: c.Variant, Rule: rule, Padding: padding,
		Batch: c.Batch, Classes: classes, Smoothing: float32(c.Smoothing),
	}
	spec.Geometry, err = model.ParseMaps(spec, c.Maps)
	return spec, err
}

// Network names the network in the words of its field: "ResNet-8-FM".
func (c Config) Network() string {
	name := strings.NewReplacer("resnet", "ResNet-", "densenet-", "DenseNet-", "densenet", "DenseNet-").Replace(c.Model)
	switch c.Variant {
	case model.FM:
		return name + "-FM"
	case model.Thin:
		return name + "-thin"
	}
	return name
}

func (c Config) sgd() optim.SGD {
	return optim.SGD{LR: c.LR, Momentum: c.Momentum, WeightDecay: c.WeightDecay, Nesterov: c.Nesterov}
}
