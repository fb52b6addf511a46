package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	comments = regexp.MustCompile(`(?s)<!--.*?-->|<(script|style)\b.*?</(?:script|style)>|<!doctype[^>]*>`)
	tags     = regexp.MustCompile(`<(/?)([a-z0-9]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>`)
	void     = []string{"meta", "link", "input", "br", "hr", "img"} // have no end
)

// Every element of index.html ends where it should: a browser repairs what does
// not, and cards end up inside others.
func TestIndexIsWellFormed(t *testing.T) {
	raw, err := os.ReadFile("../../index.html")
	if err != nil {
		t.Fatal(err)
	}
	page := comments.ReplaceAllStringFunc(string(raw), func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) })
	type element struct {
		name string
		line int
	}
	var open []element
	seen := 0
	for _, at := range tags.FindAllStringSubmatchIndex(page, -1) {
		name, line := page[at[4]:at[5]], 1+strings.Count(page[:at[0]], "\n")
		seen++
		switch {
		case slices.Contains(void, name) || strings.HasSuffix(page[at[6]:at[7]], "/"):
		case at[2] == at[3]:
			open = append(open, element{name, line})
		case len(open) == 0 || open[len(open)-1].name != name:
			t.Fatalf("line %d ends <%s>, open are %v", line, name, open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 || seen < 500 {
		t.Errorf("after %d tags these are open: %v", seen, open)
	}
}
