// Command asm generates the AVX2 kernels of package native with avo. Run it
// through go generate in that package's folder.
package main

import (
	"os"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	// Avo reads the argument structs from the package itself. The tag leaves
	// out the file that calls what is yet to be generated.
	os.Setenv("GOFLAGS", os.Getenv("GOFLAGS")+" -tags=avo")
	Package("filtermaplab/engine/device/native")
	ConstraintExpr("amd64")
	tile()
	weightGrad()
	copyColumns()
	sumPixels()
	spreadPixels()
	moments()
	normalize()
	normSums()
	normGrad()
	sgd()
	rowTypes()
	combine()
	sum2()
	addSum3()
	splitSum3()
	butterflies()
	Generate()
}
