package words

import "strings"

// pick returns the form of "one|other" that goes with n. English and German
// agree on the rule: one thing is one thing, everything else, 0 too, is many.
func pick(both string, n int) string {
	one, other, two := strings.Cut(both, "|")
	if n == 1 || !two {
		return one
	}
	return other
}
