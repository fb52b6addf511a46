package paper

import (
	"fmt"
	"strconv"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/engine/model"
)

// Take notes what the network of a checkpoint reached, if it is one of c's:
// the test accuracy that its metadata records, with file as the source. It
// reports whether it was; of several, the best one stays. Accuracies above 1
// are percentages, as other programs may write them.
func (c *Comparison) Take(f *checkpoint.File, file string) (bool, error) {
	t, err := engine.ReadTrained(f, 1)
	if err != nil {
		return false, fmt.Errorf("%s: %w", file, err)
	}
	if t.Spec.Model != c.Model || t.Spec.Variant == model.Thin {
		return false, nil
	}
	accuracy, err := strconv.ParseFloat(f.Metadata["test_accuracy"], 64)
	if err != nil || !(accuracy >= 0 && accuracy <= 100) {
		return false, fmt.Errorf("paper: %s: want test_accuracy in the metadata, a number from 0 to 1, got %q", file, f.Metadata["test_accuracy"])
	}
	if accuracy > 1 {
		accuracy /= 100
	}
	r := &Result{Accuracy: accuracy, Source: file}
	if cfg, err := engine.SavedConfig(f); err == nil {
		r.Source = fmt.Sprintf("%s, epochs %d, %s rule", file, cfg.Epochs, cfg.Rule)
		if t.Spec.Variant != model.FM {
			r.Source = fmt.Sprintf("%s, epochs %d", file, cfg.Epochs)
		}
	}
	side := &c.Plain
	if t.Spec.Variant == model.FM {
		side = &c.FM
	}
	if side.Trained == nil || side.Trained.Accuracy < accuracy {
		side.Trained = r
	}
	return true, nil
}
