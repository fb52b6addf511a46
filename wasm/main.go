//go:build js

// Command wasm is what the browser runs: one program in several roles. As
// "page" it drives index.html; in a Web Worker it trains ("trainer"), races
// ("racer") or measures ("stopwatch"). All share one compiled module and talk
// in messages.
package main

import (
	"os"

	"filtermaplab/wasm/page"
	"filtermaplab/wasm/stopwatch"
	"filtermaplab/wasm/trainer"
)

func main() {
	role := "page"
	if len(os.Args) == 2 {
		role = os.Args[1]
	}
	switch role {
	case "trainer":
		trainer.Run()
	case "racer":
		trainer.Race()
	case "stopwatch":
		stopwatch.Serve()
	default:
		page.Run()
	}
}
