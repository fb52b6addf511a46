package filtermap

import "fmt"

// maxK3 bounds K3 where the rule, not Table 1, chooses it: the largest K3 of
// that table.
const maxK3 = 8

// stemChannels is the C of a network's first layer, which sees the red, green
// and blue of a picture.
const stemChannels = 3

// Default returns the geometry for k filters of 3x3xc with strides x = y = 2:
//
//   - The first layer of a network (c = 3) has K3 = 1, as in the authors'
//     code: three colours are too few to share.
//   - Otherwise the row of the paper's Table 1 for k, if its K3 divides c.
//     A row for 16 filters, (2,4,2), is added to the table.
//   - Otherwise K3 is the largest number up to 8 that divides both c and k.
//
// Where no row says so, (K1,K2) is the most square pair with K1 >= K2, the
// order of Table 1's 128 = (8,4,4). It returns a [*FieldError] if k or c is
// not positive or too large.
func Default(k, c int) (Geometry, error) {
	// Bounded before it is factored: a hostile k must not cost a long loop.
	if k < 1 || k > MaxElements {
		return Geometry{}, &FieldError{"K", fmt.Sprintf("1 to %d filters", MaxElements), fmt.Sprint(k)}
	}
	k1, k2, k3, ok := table1(k)
	if !ok || c%k3 != 0 { // no K3 of the table divides a stem's 3
		k3 = sharedDivisor(k, c)
		k1, k2 = mostSquare(k / k3)
	}
	g := Geometry{K1: k1, K2: k2, K3: k3, X: 2, Y: 2, S1: 3, S2: 3, C: c}
	if err := g.Validate(); err != nil {
		return Geometry{}, err
	}
	return g, nil
}

// table1 returns the row of the paper's Table 1 for k filters, and the row for
// 16 in the same spirit.
func table1(k int) (k1, k2, k3 int, ok bool) {
	switch k {
	case 12:
		return 2, 3, 2, true
	case 16:
		return 2, 4, 2, true
	case 32:
		return 4, 4, 2, true
	case 64:
		return 4, 4, 4, true
	case 128:
		return 8, 4, 4, true
	case 256:
		return 8, 8, 4, true
	case 512:
		return 8, 8, 8, true
	}
	return 0, 0, 0, false
}

// sharedDivisor returns the K3 of the rule.
func sharedDivisor(k, c int) int {
	if c == stemChannels {
		return 1
	}
	for k3 := maxK3; k3 > 1; k3-- {
		if k%k3 == 0 && c%k3 == 0 {
			return k3
		}
	}
	return 1
}

// mostSquare returns n = k1*k2 with k1 >= k2 and k1-k2 as small as possible.
func mostSquare(n int) (k1, k2 int) {
	k2 = 1
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			k2 = d
		}
	}
	return n / k2, k2
}
