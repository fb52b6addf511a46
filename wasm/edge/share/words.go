package share

import (
	"crypto/subtle"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// alphabet has no letter that is taken for another or for a digit, and no
// vowels, so that no word comes out.
const alphabet = "23456789bcdfghjkmnpqrstvwxz"

// Lengths of random words. With 27 letters a code of 7 is one of ten thousand
// million; an ID of 12 has 57 bits, which nobody guesses at the rate that is
// allowed; a key of 28 has 133.
const (
	codeLen = 7
	idLen   = 12
	keyLen  = 28
)

// NewCode draws the code that joins a room.
func NewCode(random io.Reader) (string, error) { return word(random, codeLen) }

// NewID draws the name of a published network.
func NewID(random io.Reader) (string, error) { return word(random, idLen) }

// NewKey draws a secret.
func NewKey(random io.Reader) (string, error) { return word(random, keyLen) }

// word draws n letters, each as likely as any other.
func word(random io.Reader, n int) (string, error) {
	const fair = 256 - 256%len(alphabet)
	out := make([]byte, 0, n)
	var b [64]byte
	for len(out) < n {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("share: %w", err)
		}
		for _, v := range b {
			if int(v) < fair && len(out) < n {
				out = append(out, alphabet[int(v)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}

// ValidCode, ValidID and ValidKey report whether a word could have been drawn.
func ValidCode(s string) bool { return drawn(s, codeLen) }
func ValidID(s string) bool   { return drawn(s, idLen) }
func ValidKey(s string) bool  { return drawn(s, keyLen) }

func drawn(s string, n int) bool {
	return len(s) == n && strings.Trim(s, alphabet) == ""
}

// ReadCode is a code as people type it: capitals, blanks and hyphens do not
// matter.
func ReadCode(typed string) (code string, ok bool) {
	code = strings.NewReplacer(" ", "", "-", "", "\t", "").Replace(strings.ToLower(typed))
	return code, ValidCode(code)
}

// SameHash compares two secrets' hashes in a time that does not tell where
// they differ.
func SameHash(a, b []byte) bool { return len(a) > 0 && subtle.ConstantTimeCompare(a, b) == 1 }

// Limits of names, in letters.
const (
	maxName  = 40
	maxTitle = 60
)

// CleanName returns a name without blanks around it and with single ones in
// it. Letters of any script, digits, blanks and a few signs may be in it; what
// could be taken for markup or change the direction of writing may not.
func CleanName(name string) (string, error) { return clean("name", name, maxName) }

// CleanTitle is CleanName for the title of a room.
func CleanTitle(title string) (string, error) { return clean("title", title, maxTitle) }

func clean(what, s string, limit int) (string, error) {
	if !utf8.ValidString(s) || len(s) > 16*limit {
		return "", fmt.Errorf("share: %s: want up to %d letters", what, limit)
	}
	s = strings.Join(strings.Fields(s), " ")
	if n := utf8.RuneCountInString(s); n > limit {
		return "", fmt.Errorf("share: %s: want up to %d letters, got %d", what, limit, n)
	}
	for _, r := range s {
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" .,'’-_()+:", r) {
			return "", fmt.Errorf("share: %s: want letters, digits, blanks and . , ' - _ ( ) + :, got %q", what, r)
		}
	}
	return s, nil
}
