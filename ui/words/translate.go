package words

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is an entry of the table as a pattern for finished sentences: the
// pieces between its verbs.
type pattern struct {
	key    string
	pieces []string
	verbs  []byte // one between each two pieces
}

// Translate says an English sentence that is already finished, with numbers
// and names in it, such as the message of an error that the engine made far
// from any reader. It looks for the entry whose format could have made the
// sentence; a first letter of the other case and a full stop more or less do
// not matter. What the verbs stand for is translated in turn, numbers are
// written as the language does. What stands before a colon may be a name, of a
// file for instance, that no entry has. A sentence that fits no entry stays.
func (t *Table) Translate(sentence string) string {
	said, _ := t.translate(sentence)
	return said
}

// translate also tells how much of the sentence the entries account for.
func (t *Table) translate(sentence string) (said string, length int) {
	if t == nil || len(t.text) == 0 || sentence == "" {
		return sentence, 0
	}
	stopped := strings.HasSuffix(sentence, ".")
	said = sentence
	for _, s := range []string{strings.TrimSuffix(sentence, "."), sentence} {
		for _, s := range []string{s, otherCase(s)} {
			if found, n := t.match(s); n > length {
				said, length = found, n
			}
		}
		for at := range s {
			if rest, ok := strings.CutPrefix(s[at:], ": "); ok {
				if found, n := t.match(rest); n > length {
					said, length = s[:len(s)-len(rest)]+found, n
				}
			}
		}
	}
	if length == 0 {
		return sentence, 0
	}
	if first, _ := utf8.DecodeRuneInString(sentence); unicode.IsUpper(first) {
		said = upper(said)
	}
	if stopped && !strings.HasSuffix(said, ".") {
		said += "."
	}
	return said, length
}

// match finds the entry that fits s exactly, and how much of s is text of that
// entry and of those that fit what stands for its verbs; 0 where none fits.
func (t *Table) match(s string) (said string, length int) {
	if german, ok := t.text[s]; ok && !strings.Contains(s, "%") {
		return german, len(s)
	}
	for _, p := range t.patterns() {
		values, ok := p.fit(s)
		if !ok {
			continue
		}
		length = p.length()
		for i, v := range values {
			n := 0
			values[i], n = t.value(p.verbs[i], v)
			length += n
		}
		return fill(t.text[p.key], values), length
	}
	return "", 0
}

// value says what stood for a verb, and how much of it the entries account for.
func (t *Table) value(verb byte, v string) (said string, length int) {
	switch {
	case isNumber(v):
		return t.Mark(v), 0
	case verb == 'q':
		return v, 0
	}
	return t.translate(v)
}

// patterns lists the entries with verbs, those with the most text of their own
// first, so that the closest fit is found.
func (t *Table) patterns() []pattern {
	if t.formats == nil {
		for key := range t.text {
			if p := newPattern(key); len(p.verbs) > 0 && p.length() > 0 && !strings.Contains(key, "|") {
				t.formats = append(t.formats, p)
			}
		}
		slices.SortFunc(t.formats, func(a, b pattern) int {
			return cmp.Or(cmp.Compare(b.length(), a.length()), cmp.Compare(a.key, b.key))
		})
	}
	return t.formats
}

// newPattern cuts a format at its verbs.
func newPattern(format string) pattern {
	p := pattern{key: format}
	piece := ""
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			piece += format[i : i+1]
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-#0123456789.[]", format[i]) >= 0; i++ {
		}
		if i == len(format) {
			break
		}
		if !isVerb(format[i]) { // %% or a percent sign in a text without arguments
			piece += "%" + strings.TrimPrefix(format[i:i+1], "%")
			continue
		}
		p.pieces, p.verbs, piece = append(p.pieces, piece), append(p.verbs, format[i]), ""
	}
	p.pieces = append(p.pieces, piece)
	return p
}

func isVerb(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// length is how much text a pattern has besides its verbs.
func (p pattern) length() int {
	n := 0
	for _, s := range p.pieces {
		n += len(strings.TrimSpace(s))
	}
	return n
}

// fit returns what stands for the verbs if p could have made s. Each verb
// takes as little as it can.
func (p pattern) fit(s string) (values []string, ok bool) {
	rest, found := strings.CutPrefix(s, p.pieces[0])
	if !found {
		return nil, false
	}
	for i, verb := range p.verbs {
		next, last := p.pieces[i+1], i == len(p.verbs)-1
		end := strings.Index(rest, next)
		if last {
			end = len(rest) - len(next)
			if end < 0 || rest[end:] != next {
				return nil, false
			}
		}
		if end <= 0 || next == "" && !last {
			return nil, false
		}
		if v := rest[:end]; couldBe(verb, v) {
			values = append(values, v)
		} else {
			return nil, false
		}
		rest = rest[end+len(next):]
	}
	return values, true
}

// couldBe reports whether a verb may have written v.
func couldBe(verb byte, v string) bool {
	switch verb {
	case 'd', 'f', 'g', 'e':
		return isNumber(v)
	case 'q':
		return len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"'
	}
	return true
}

func isNumber(v string) bool {
	digits := false
	for i := range len(v) {
		c := v[i]
		digits = digits || c >= '0' && c <= '9'
		if !(c >= '0' && c <= '9' || strings.IndexByte("+-.,e", c) >= 0) {
			return false
		}
	}
	return digits
}

// fill puts values into the verbs of a translation, which may be numbered.
func fill(format string, values []string) string {
	var b strings.Builder
	at := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-#0123456789.[]", format[i]) >= 0; i++ {
			if format[i] == '[' && i+1 < len(format) {
				at = int(format[i+1] - '1')
			}
		}
		switch {
		case i == len(format):
		case !isVerb(format[i]):
			b.WriteString("%" + strings.TrimPrefix(format[i:i+1], "%"))
		case at >= 0 && at < len(values):
			b.WriteString(values[at])
			at++
		}
	}
	return b.String()
}

// otherCase is s with its first letter in the other case.
func otherCase(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(first) {
		return string(unicode.ToLower(first)) + s[size:]
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
