//go:build js

// Command wasm is what the browser runs: one program in two roles. As "page"
// it drives index.html, as "trainer" it trains in a Web Worker. They share one
// compiled module and talk in messages (package protocol).
package main

import (
	"os"

	"filtermaplab/wasm/page"
	"filtermaplab/wasm/trainer"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "trainer" {
		trainer.Run()
		return
	}
	page.Run()
}
