//go:build js

package trainer

import (
	"io"

	"filtermaplab/engine"
	"filtermaplab/engine/data"
	"filtermaplab/engine/onnx"
	"filtermaplab/engine/torch"
	"filtermaplab/wasm/lab"
)

// memory is the most that a session may take in a browser, whose pages have a
// few gigabytes at best and are closed without a word when they take more.
const memory = 1 << 30

// again draws the built-in pictures of a saved run once more; nil for pictures
// that came out of a file. How many there are of each class follows from their
// number.
func again(name string, train, test int) *data.Pair {
	classes := len(data.ShapeNames())
	if name != data.ShapesName || train < classes {
		return nil
	}
	testPerClass := test / classes
	if test == 0 { // an older file, which does not say
		testPerClass = lab.TestPerClass(train / classes)
	}
	return data.Shapes(train/classes, testPerClass, shapesSeed)
}

// formats are what networks can be taken away in besides safetensors.
func formats() []engine.Format {
	write := func(w io.Writer, t *engine.Trained) error {
		m, err := onnx.Export(t)
		if err != nil {
			return err
		}
		_, err = w.Write(m.Encode())
		return err
	}
	return []engine.Format{
		{As: "onnx", Ending: ".onnx", Write: write},
		{As: "onnx-filters", Ending: "-filters.onnx", Expand: true, Write: write},
		{As: "torch", Ending: ".py", Write: torch.Write},
	}
}
