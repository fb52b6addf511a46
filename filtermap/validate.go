package filtermap

import "fmt"

const (
	// MaxExtent is the largest value of any single number of a geometry.
	MaxExtent = 1 << 16

	// MaxElements is the largest number of elements of a map and of its
	// filters. The paper's largest layer (512 filters of 3x3x512) has
	// 2,359,296; an [Index] of MaxElements takes 256 MiB.
	MaxElements = 1 << 26
)

// FieldError says which number of a geometry is wrong and why.
type FieldError struct {
	Field string // a field of Geometry, "K" for the product K1*K2*K3, "map" or "filters" for their sizes
	Want  string // what the field may be, in words
	Got   string // what it is
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("filtermap: %s: want %s, got %s", e.Field, e.Want, e.Got)
}

// Validate returns nil if g describes a map, otherwise a [*FieldError] for the
// first number that is wrong. Windows larger than the map (they wrap more than
// once) and gaps between windows (x > S1, y > S2) are valid.
func (g Geometry) Validate() error {
	for _, n := range []struct {
		field string
		value int
	}{
		{"K1", g.K1}, {"K2", g.K2}, {"K3", g.K3},
		{"X", g.X}, {"Y", g.Y},
		{"S1", g.S1}, {"S2", g.S2}, {"C", g.C},
	} {
		if n.value < 1 || n.value > MaxExtent {
			return &FieldError{n.field, fmt.Sprintf("1 to %d", MaxExtent), fmt.Sprint(n.value)}
		}
	}
	if g.Padding > Authors {
		return &FieldError{"Padding", "wrap or authors", g.Padding.String()}
	}
	if g.C%g.K3 != 0 {
		return &FieldError{"K3", fmt.Sprintf("a divisor of C = %d such as %s", g.C, nearDivisors(g.C, g.K3)), fmt.Sprint(g.K3)}
	}
	if !fits(g.K1, g.X, g.K2, g.Y, g.C) {
		return &FieldError{"map", fmt.Sprintf("at most %d elements; lower K1, K2, X, Y or C", MaxElements),
			fmt.Sprintf("(%d*%d)x(%d*%d)x%d", g.K1, g.X, g.K2, g.Y, g.C)}
	}
	if !fits(g.K1, g.K2, g.K3, g.S1, g.S2, g.C) {
		return &FieldError{"filters", fmt.Sprintf("at most %d elements; lower K1, K2, K3, S1, S2 or C", MaxElements),
			fmt.Sprintf("(%d*%d*%d)x%dx%dx%d", g.K1, g.K2, g.K3, g.S1, g.S2, g.C)}
	}
	return nil
}

// ValidateFor is [Geometry.Validate] for a layer that needs k filters: it also
// refuses a geometry whose K1*K2*K3 is another number, and names one that fits.
func (g Geometry) ValidateFor(k int) error {
	if err := g.Validate(); err != nil {
		return err
	}
	if g.K() == k {
		return nil
	}
	want := fmt.Sprintf("%d filters", k)
	if d, err := Default(k, g.C); err == nil {
		want += fmt.Sprintf(", such as (K1,K2,K3) = (%d,%d,%d)", d.K1, d.K2, d.K3)
	}
	return &FieldError{"K", want, fmt.Sprintf("%d*%d*%d = %d", g.K1, g.K2, g.K3, g.K())}
}

// fits reports whether the product of positive factors is at most MaxElements.
func fits(factors ...int) bool {
	n := 1
	for _, f := range factors {
		if n > MaxElements/f { // n*f would exceed the limit; it is never formed, so it cannot overflow
			return false
		}
		n *= f
	}
	return true
}

// nearDivisors names the divisors of c next to n, which is positive and not
// itself one.
func nearDivisors(c, n int) string {
	below := min(n, c)
	for c%below != 0 {
		below--
	}
	for above := n + 1; above <= c; above++ {
		if c%above == 0 {
			return fmt.Sprintf("%d or %d", below, above)
		}
	}
	return fmt.Sprint(below)
}
