//go:build js

package trainer

import (
	"filtermaplab/engine/data"
	"filtermaplab/wasm/lab"
)

// shapesSeed makes the built-in set the same for everybody.
const shapesSeed = 1

// builtin draws so many pictures of each class; 0 is the usual number.
func builtin(perClass, testPerClass int) *data.Pair {
	if perClass == 0 {
		perClass = lab.PerClass
	}
	if testPerClass == 0 {
		testPerClass = lab.TestPerClass(lab.PerClass)
	}
	return data.Shapes(perClass, testPerClass, shapesSeed)
}
