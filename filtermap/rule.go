package filtermap

import "fmt"

// Rule says what the gradient of a map element is, given the gradients of the
// filter elements that share it. The two differ by the factor n_j, element by
// element, and by nothing else.
type Rule uint8

const (
	// Mean averages the gradients: Eq. 1 of the paper.
	Mean Rule = iota

	// Sum adds the gradients. It is the true gradient of the loss with respect
	// to the map, and what the authors' published code computes.
	Sum
)

// String returns "mean" or "sum".
func (r Rule) String() string {
	switch r {
	case Mean:
		return "mean"
	case Sum:
		return "sum"
	}
	return fmt.Sprintf("Rule(%d)", uint8(r))
}

// ParseRule is the inverse of [Rule.String].
func ParseRule(s string) (Rule, error) {
	for _, r := range []Rule{Mean, Sum} {
		if s == r.String() {
			return r, nil
		}
	}
	return 0, fmt.Errorf("filtermap: rule: want mean or sum, got %q", s)
}

// MarshalText encodes the rule as its name, for JSON, flags and links.
func (r Rule) MarshalText() ([]byte, error) {
	if !r.valid() {
		return nil, fmt.Errorf("filtermap: rule: want mean or sum, got %v", r)
	}
	return []byte(r.String()), nil
}

// UnmarshalText is the inverse of [Rule.MarshalText].
func (r *Rule) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRule(string(text))
	return err
}

func (r Rule) valid() bool { return r <= Sum }
