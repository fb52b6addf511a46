package checkpoint

import (
	"fmt"
	"slices"
	"strings"
)

// Spec is what an importer wants of one tensor.
type Spec struct {
	Name     string
	Shape    []int
	Integer  bool // Ints are wanted instead of Data
	Optional bool // the file may lack it, as with PyTorch's num_batches_tracked
}

// MatchError lists all differences between a file and what was wanted of it,
// each as the name and what is the matter.
type MatchError struct {
	Missing   []string // wanted, not in the file
	Misshapen []string // there, with another shape or kind of number
	Extra     []string // in the file, not wanted
}

// Error returns a line that counts, then one line for each difference.
func (e *MatchError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "checkpoint: tensors do not match: %d missing, %d misshapen, %d extra",
		len(e.Missing), len(e.Misshapen), len(e.Extra))
	for _, kind := range []struct {
		name string
		list []string
	}{{"missing", e.Missing}, {"misshapen", e.Misshapen}, {"extra", e.Extra}} {
		for _, line := range kind.list {
			fmt.Fprintf(&b, "\n\t%s: %s", kind.name, line)
		}
	}
	return b.String()
}

// Match returns nil if f holds exactly the tensors of want, otherwise a
// [*MatchError] with every difference. Any float type will do where floats are
// wanted, and any integer type where integers are.
func (f *File) Match(want []Spec) error {
	byName := make(map[string]Tensor, len(f.Tensors))
	for _, t := range f.Tensors {
		byName[t.Name] = t
	}
	e := &MatchError{}
	wanted := make(map[string]bool, len(want))
	for _, s := range want {
		wanted[s.Name] = true
		t, ok := byName[s.Name]
		switch {
		case !ok && !s.Optional:
			e.Missing = append(e.Missing, fmt.Sprintf("%s %v", s.Name, s.Shape))
		case ok && t.DType.Integer() != s.Integer:
			kind := "floats"
			if s.Integer {
				kind = "integers"
			}
			e.Misshapen = append(e.Misshapen, fmt.Sprintf("%s: want %s, got %v", s.Name, kind, t.DType))
		case ok && !slices.Equal(t.Shape, s.Shape):
			e.Misshapen = append(e.Misshapen, fmt.Sprintf("%s: want shape %v, got %v", s.Name, s.Shape, t.Shape))
		}
	}
	for _, t := range f.Tensors {
		if !wanted[t.Name] {
			e.Extra = append(e.Extra, fmt.Sprintf("%s %v", t.Name, t.Shape))
		}
	}
	if len(e.Missing)+len(e.Misshapen)+len(e.Extra) > 0 {
		return e
	}
	return nil
}
