// Command arrows checks that the module's imports point one way:
//
//	filtermap <- engine/... <- ui/scene <- (ui/desktop | wasm)
//
// and that only code for the browser imports syscall/js. It reads the import
// clauses of every Go file, whatever its build tags and tests included, so
// that a file that is not built on this machine counts as well.
//
// It prints one line for each import that points the wrong way and exits with
// status 1 if there are any.
package main

import (
	"fmt"
	"os"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	violations, files, err := check(os.DirFS(root))
	if err != nil {
		fmt.Fprintln(os.Stderr, "arrows:", err)
		os.Exit(1)
	}
	for _, v := range violations {
		fmt.Println(v)
	}
	if len(violations) > 0 {
		os.Exit(1)
	}
	fmt.Printf("the imports of %d files point one way\n", files)
}
