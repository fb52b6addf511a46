package main

import (
	"slices"
	"strings"
	"testing"
)

func TestNormalise(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"params -json", "params --json"},
		{"params --json", "params --json"},
		{"train -lr=0.1 -model resnet14 -json", "train --lr=0.1 --model resnet14 --json"},
		{"train -no-augment -per-class 20", "train --no-augment --per-class 20"},
		{"-help", "--help"},
		// Left alone: short flags, values, numbers, what stands behind --.
		{"train -h", "train -h"},
		{"train -out -model", "train --out -model"},
		{"train --out -model", "train --out -model"},
		{"train -out=-model", "train --out=-model"},
		{"train -lr -1", "train --lr -1"},
		{"train -lr -.5 -wd -1e-4", "train --lr -.5 --wd -1e-4"},
		{"verify -1.safetensors", "verify -1.safetensors"},
		{"verify -", "verify -"},
		{"verify -json -- -json", "verify --json -- -json"},
		// A boolean flag does not take the next word with it.
		{"train -nesterov -json", "train --nesterov --json"},
		{"train -json -out x", "train --json --out x"},
		// A word that only looks like a command stands behind one.
		{"params train -json", "params train --json"},
		// The word to be completed stays as the shell has it.
		{"__complete train -model _", "__complete train --model _"},
		{"__complete train -mod", "__complete train -mod"},
		{"train -nonsense", "train --nonsense"},
		{"", ""},
	} {
		got := normalise(newRoot(), strings.Fields(tc.in))
		if want := strings.Fields(tc.want); !slices.Equal(got, want) {
			t.Errorf("normalise(%q) = %q, want %q", tc.in, got, want)
		}
	}
}

// Whatever the words, none is lost, none is added, and a second pass changes
// nothing that the first has made.
func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"train -lr -1 -json", "verify -- -json", "-", "--", "__complete -x", "train -out"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		in := strings.Split(line, " ")
		once := normalise(newRoot(), in)
		if len(once) != len(in) {
			t.Fatalf("%q: %d words became %d", in, len(in), len(once))
		}
		for i := range in {
			if once[i] != in[i] && once[i] != "-"+in[i] {
				t.Errorf("%q became %q", in[i], once[i])
			}
		}
		if twice := normalise(newRoot(), once); !slices.Equal(once, twice) {
			t.Errorf("%q, then %q", once, twice)
		}
	})
}

// Both spellings do the same.
func TestBothSpellings(t *testing.T) {
	one, two := succeed(t, "params", "-json", "resnet8"), succeed(t, "params", "--json", "resnet8")
	if one != two || !strings.HasPrefix(one, "{") {
		t.Errorf("-json printed\n%s--json printed\n%s", one, two)
	}
}
