package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The README shows commands as they are, and prints what they print.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, line := range []string{"params resnet8 resnet18"} {
		if want := "$ fmlab " + line + "\n" + succeed(t, strings.Fields(line)...); !strings.Contains(text, want) {
			t.Errorf("README.md does not show\n%s", want)
		}
	}
	shown := regexp.MustCompile(`(?m)^\$ fmlab (.+)$`).FindAllStringSubmatch(text, -1)
	for _, m := range shown {
		root := newRoot()
		cmd, flags, err := root.Find(normalise(root, strings.Fields(m[1])))
		if err == nil {
			err = cmd.ParseFlags(flags)
		}
		if err != nil || cmd == root {
			t.Errorf("README.md shows fmlab %s: %v", m[1], err)
		}
	}
	if len(shown) == 0 {
		t.Error("README.md shows no command; does the pattern still fit?")
	}
	for _, cmd := range newRoot().Commands() {
		if !strings.Contains(text, "fmlab "+cmd.Name()) && !strings.Contains(text, "`"+cmd.Name()+"`") {
			t.Errorf("README.md does not speak of %s", cmd.Name())
		}
	}
}
