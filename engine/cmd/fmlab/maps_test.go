package main

import (
	"math"
	"testing"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
)

// unusual maps, one a layer: no overlap and gaps, windows that wrap more than
// once, strides that differ, as many groups of filters as channels.
const unusual = "conv1=4x4x1:1x1,layer1.0.conv1=1x1x16,layer1.0.conv2=16x1x1:3x1,layer2.0.conv1=2x4x4:1x3," +
	"layer2.0.conv2=1x1x32,layer3.0.conv1=8x8x1:4x4,layer3.0.conv2=2x1x32:1x1"

// Devices compute maps of any geometry, on a fast path or not, and agree.
func TestUnusualMapsTrainOnEveryDevice(t *testing.T) {
	for _, padding := range []string{"wrap", "authors"} {
		losses := make(map[string][]float64)
		for _, choice := range deviceChoices() {
			dev, err := choice.open()
			if err != nil {
				t.Logf("%s: %v", choice.name, err)
				continue
			}
			cfg := engine.DefaultConfig()
			cfg.Maps, cfg.Padding, cfg.Batch, cfg.Epochs = unusual, padding, 6, 1
			s, err := engine.NewSession(cfg, data.Shapes(2, 1, 7), dev)
			if err != nil {
				t.Fatalf("%s, %s: %v", choice.name, padding, err)
			}
			defer s.Close()
			for range 3 {
				res, err := s.Step()
				if err != nil {
					t.Fatalf("%s, %s: %v", choice.name, padding, err)
				}
				losses[choice.name] = append(losses[choice.name], res.Loss)
			}
		}
		const tolerance = 1e-3 // three steps amplify the last bits of float32
		for name, got := range losses {
			for i, want := range losses["reference"] {
				if math.Abs(got[i]-want) > tolerance {
					t.Errorf("%s, %s: loss %v after step %d, the reference's is %v", name, padding, got[i], i+1, want)
				}
			}
		}
		if len(losses) < 2 {
			t.Errorf("only %d devices have been compared", len(losses))
		}
	}
}
