package main

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filtermaplab/filtermap"
	"filtermaplab/ui/scene"
	"filtermaplab/ui/scene/fixture"
)

// The README lists the flags and the keys of the window: all, and no others.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(text), "\n## The window\n")
	if !found {
		t.Fatal("there is no section on the window")
	}
	part, _, _ = strings.Cut(part, "\n## ")
	var flags, keys []string
	for line := range strings.Lines(part) {
		cells := strings.Split(line, "|")
		switch {
		case len(cells) < 3 || !strings.HasPrefix(line, "| "):
		case strings.HasPrefix(cells[1], " `-") && !strings.Contains(cells[1], "`-`"):
			for _, m := range regexp.MustCompile("`-([a-z]+)").FindAllStringSubmatch(cells[1], -1) {
				flags = append(flags, m[1])
			}
		default:
			for key := range strings.SplitSeq(cells[1], ",") {
				keys = append(keys, strings.Trim(strings.TrimSpace(key), "`"))
			}
		}
	}
	var o options
	var want []string
	set, _ := o.flags()
	set.VisitAll(func(f *flag.Flag) { want = append(want, f.Name) })
	slices.Sort(flags)
	if !slices.Equal(flags, want) {
		t.Errorf("the README has the flags %q, the window %q", flags, want)
	}

	controls := everyControl()
	for _, c := range controls {
		if c.Shortcut != "" && !slices.Contains(keys, strings.ReplaceAll(c.Shortcut, "−", "-")) {
			t.Errorf("the README does not have %s, the key of %s", c.Shortcut, c.Name)
		}
	}
	for key := range commands() {
		if !slices.Contains(keys, "Ctrl-"+key.String()) {
			t.Errorf("the README does not have Ctrl-%v", key)
		}
	}
	for _, key := range keys {
		letter, ctrl := strings.CutPrefix(key, "Ctrl-")
		known := slices.ContainsFunc(controls, func(c scene.Control) bool { return strings.ReplaceAll(c.Shortcut, "−", "-") == key })
		for k := range commands() {
			known = known || ctrl && k.String() == letter
		}
		if !known && !slices.Contains([]string{
			"keys", "flags", "Tab", "Shift-Tab", "arrow keys", "Page Up", "Page Down", "Home", "Enter", "Esc", "F11", "Ctrl-Q",
		}, key) {
			t.Errorf("the README has %q, which is no key of the window", key)
		}
	}
}

// Every control that has no word on it has a sign.
func TestSigns(t *testing.T) {
	for _, c := range everyControl() {
		if name := signOf(c); name != "" && c.Kind != scene.Range && c.Kind != scene.List && len(sign(name, 8, scene.Light().Ink)) == 0 {
			t.Errorf("there is no sign for %s", name)
		}
	}
}

// everyControl lists the controls of all modes.
func everyControl() []scene.Control {
	w := newWindow(nil, nil)
	w.left = &replaced{until: time.Now().Add(undoFor)}
	all := w.controls()
	sub := scene.NewSubject(fixture.Snapshot(fixture.Usual()), filtermap.Geometry{}, nil)
	for _, m := range scene.Modes() {
		s := scene.NewState(sub.G)
		s.Mode = m
		all = append(all, scene.Controls(s, sub, nil)...)
	}
	return all
}
