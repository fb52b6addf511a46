package model

import (
	"fmt"

	"filtermaplab/engine/nn"
)

// resnet is a ResNet in CIFAR form: a 3x3 stem without pooling, stages of
// residual blocks, each stage but the first halving the picture.
type resnet struct {
	widths     []int // of the stages; the first is the stem's too
	blocks     []int
	bottleneck bool // 1x1, 3x3, 1x1 to four times the width, instead of two 3x3
}

func (r resnet) reduction() int { return 1 << (len(r.widths) - 1) }

func (r resnet) emit(e *emitter, x nn.Value) {
	x = e.conv3x3(x, "conv1", r.widths[0], 1)
	x = nn.BatchNorm(e.Builder, x, "bn1", nn.Act{ReLU: true})
	for s, width := range r.widths {
		for i := range r.blocks[s] {
			stride := 1
			if s > 0 && i == 0 {
				stride = 2
			}
			block := r.basic
			if r.bottleneck {
				block = r.neck
			}
			x = block(e, x, fmt.Sprintf("layer%d.%d", s+1, i), width, stride)
		}
	}
	x = nn.GlobalAvgPool(e.Builder, x, "pool")
	nn.Classifier(e.Builder, x, "linear", e.spec.Classes, e.spec.Smoothing)
}

// basic is relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)).
func (r resnet) basic(e *emitter, x nn.Value, name string, width, stride int) nn.Value {
	y := e.conv3x3(x, name+".conv1", width, stride)
	y = nn.BatchNorm(e.Builder, y, name+".bn1", nn.Act{ReLU: true})
	y = e.conv3x3(y, name+".conv2", width, 1)
	return r.join(e, x, y, name, ".bn2", stride)
}

func (r resnet) neck(e *emitter, x nn.Value, name string, width, stride int) nn.Value {
	y := nn.Conv(e.Builder, x, name+".conv1", width, 1, 1)
	y = nn.BatchNorm(e.Builder, y, name+".bn1", nn.Act{ReLU: true})
	y = e.conv3x3(y, name+".conv2", width, stride)
	y = nn.BatchNorm(e.Builder, y, name+".bn2", nn.Act{ReLU: true})
	y = nn.Conv(e.Builder, y, name+".conv3", 4*width, 1, 1)
	return r.join(e, x, y, name, ".bn3", stride)
}

// join ends a block: the shortcut is x itself, or its 1x1 projection where
// the shapes differ.
func (r resnet) join(e *emitter, x, y nn.Value, name, norm string, stride int) nn.Value {
	if stride != 1 || x.C != y.C {
		x = nn.Conv(e.Builder, x, name+".shortcut.0", y.C, 1, stride)
		x = nn.BatchNorm(e.Builder, x, name+".shortcut.1", nn.Act{})
	}
	return nn.BatchNorm(e.Builder, y, name+norm, nn.Act{ReLU: true, Res: &x})
}

// thin narrows r until it has as many parameters as the FM network: of all
// widths s*r.widths, each rounded down or up, it takes those whose count is
// nearest to the FM network's and not more than 2 % above it.
func (r resnet) thin(s Spec) (resnet, error) {
	s.Batch = 1 // counts do not depend on the batch
	s.Variant = FM
	fm, err := build(r, s)
	if err != nil {
		return resnet{}, err
	}
	target, _ := fm.ParamCount()

	best, bestGap := resnet{}, -1
	last := r.widths[len(r.widths)-1]
	for w := 1; w <= last; w++ { // every width of the widest stage
		for up := range 1 << len(r.widths) { // which stages round up
			t := resnet{widths: make([]int, len(r.widths)), blocks: r.blocks, bottleneck: r.bottleneck}
			for i, full := range r.widths {
				t.widths[i] = max(1, full*w/last+up>>i&1)
			}
			count := t.plainParams(s.Channels, s.Classes)
			gap := max(count-target, target-count)
			if count <= target+target/50 && (bestGap < 0 || gap < bestGap) {
				best, bestGap = t, gap
			}
		}
	}
	if bestGap < 0 {
		return resnet{}, fmt.Errorf("model: no width brings %s down to %d parameters", s.Model, target)
	}
	return best, nil
}

// plainParams counts what r learns with independent filters, as building it
// would, but fast enough to try thousands of widths.
func (r resnet) plainParams(channels, classes int) int {
	conv := func(in, out, side int) int { return in*out*side*side + 2*out } // with its batch norm
	c := r.widths[0]
	n := conv(channels, c, 3)
	for s, width := range r.widths {
		for i := range r.blocks[s] {
			out := width
			if r.bottleneck {
				out = 4 * width
				n += conv(c, width, 1) + conv(width, width, 3) + conv(width, out, 1)
			} else {
				n += conv(c, width, 3) + conv(width, width, 3)
			}
			if c != out || s > 0 && i == 0 {
				n += conv(c, out, 1)
			}
			c = out
		}
	}
	return n + c*classes + classes
}
