package filtermap

import "fmt"

// Padding says which map row (and likewise column) a window reads where it
// reaches beyond the last one. Channels wrap to channel 0 in every variant.
type Padding uint8

const (
	// Wrap continues with row 0: the map is a torus. Only this reading gives
	// the parameter counts of the paper's Table 2.
	Wrap Padding = iota

	// Authors continues with row 1, as the authors' published PyTorch code
	// does: it appends a copy of row 1, then of column 1, where wrapping would
	// append row and column 0. Their windows leave the map by one row at most
	// (S <= stride+1); for those that reach further, row Hm+i is row
	// (1+i) mod Hm, which is the same copy made longer. A map of one row has
	// no row 1 and wraps.
	Authors
)

// String returns "wrap" or "authors".
func (p Padding) String() string {
	switch p {
	case Wrap:
		return "wrap"
	case Authors:
		return "authors"
	}
	return fmt.Sprintf("Padding(%d)", uint8(p))
}

// ParsePadding is the inverse of [Padding.String].
func ParsePadding(s string) (Padding, error) {
	for _, p := range []Padding{Wrap, Authors} {
		if s == p.String() {
			return p, nil
		}
	}
	return 0, fmt.Errorf("filtermap: padding: want wrap or authors, got %q", s)
}

// MarshalText encodes the padding as its name, for JSON, flags and links.
func (p Padding) MarshalText() ([]byte, error) {
	if p > Authors {
		return nil, fmt.Errorf("filtermap: padding: want wrap or authors, got %v", p)
	}
	return []byte(p.String()), nil
}

// UnmarshalText is the inverse of [Padding.MarshalText].
func (p *Padding) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePadding(string(text))
	return err
}

// fold returns the line (row or column) of a map of n lines that line m >= 0
// of the endless, repeated map stands for.
func (p Padding) fold(m, n int) int {
	if m >= n && p == Authors {
		m++
	}
	return m % n
}
