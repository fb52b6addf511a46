package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// sharedKey names the folder of golden vectors and pictures that are too large
// for the repository. Tests that need it say so and skip where it is absent.
const sharedKey = "FILTERMAP_SHARED"

// prepare goes to the root of the project and makes the folder's name
// absolute, since every package's tests run in a folder of their own.
func prepare() error {
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("run this in the root of the project: go run ./.ci/check")
	}
	shared := os.Getenv(sharedKey)
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	shared, err := filepath.Abs(shared)
	if err != nil {
		return err
	}
	if info, err := os.Stat(shared); err != nil || !info.IsDir() {
		if os.Getenv("CI") == "true" {
			return fmt.Errorf("there is no folder %s with the golden vectors; set %s", shared, sharedKey)
		}
		fmt.Printf("There is no folder %s (%s): the tests that need it are skipped.\n", shared, sharedKey)
	}
	return os.Setenv(sharedKey, shared)
}
