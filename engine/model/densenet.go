package model

import (
	"fmt"

	"filtermaplab/engine/nn"
)

// densenet is DenseNet-BC: dense blocks of bottleneck layers, each adding
// growth channels, with transitions that halve channels and picture between.
// New features come first in the concatenation.
type densenet struct {
	growth int
	blocks []int
}

func (d densenet) reduction() int { return 1 << (len(d.blocks) - 1) }

func (d densenet) emit(e *emitter, x nn.Value) {
	x = e.conv3x3(x, "conv1", 2*d.growth, 1)
	for s, layers := range d.blocks {
		for i := range layers {
			x = d.layer(e, x, fmt.Sprintf("dense%d.%d", s+1, i))
		}
		if s < len(d.blocks)-1 {
			x = d.transition(e, x, fmt.Sprintf("trans%d", s+1))
		}
	}
	x = nn.BatchNorm(e.Builder, x, "bn", nn.Act{ReLU: true})
	x = nn.GlobalAvgPool(e.Builder, x, "pool")
	nn.Classifier(e.Builder, x, "linear", e.spec.Classes, e.spec.Smoothing)
}

// layer is cat(conv2(relu(bn2(conv1(relu(bn1(x)))))), x).
func (d densenet) layer(e *emitter, x nn.Value, name string) nn.Value {
	y := nn.BatchNorm(e.Builder, x, name+".bn1", nn.Act{ReLU: true})
	y = nn.Conv(e.Builder, y, name+".conv1", 4*d.growth, 1, 1)
	y = nn.BatchNorm(e.Builder, y, name+".bn2", nn.Act{ReLU: true})
	y = e.conv3x3(y, name+".conv2", d.growth, 1)
	return nn.Concat(e.Builder, y, x, name+".cat")
}

// transition is avgpool2(conv(relu(bn(x)))) with half the channels.
func (d densenet) transition(e *emitter, x nn.Value, name string) nn.Value {
	x = nn.BatchNorm(e.Builder, x, name+".bn", nn.Act{ReLU: true})
	x = nn.Conv(e.Builder, x, name+".conv", x.C/2, 1, 1)
	return nn.AvgPool(e.Builder, x, name+".pool", 2, 2)
}
