//go:build !amd64 || avo

package native

import (
	"fmt"
	"runtime"
)

func vectorKernels() (kernels, error) {
	return nil, fmt.Errorf("native: want amd64 with AVX2 and FMA, got %s", runtime.GOARCH)
}
