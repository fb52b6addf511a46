package words

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// Language is the tag of a language, as in <html lang>.
type Language string

const (
	English Language = "en"
	German  Language = "de"
)

// Languages lists all, the usual one first.
func Languages() []Language { return []Language{English, German} }

// Table has what the lab says in one language. The nil Table speaks English.
type Table struct {
	lang Language
	text map[string]string
}

//go:embed german.json
var german []byte

// In returns the table of a language, English for one that there is none of.
func In(lang Language) *Table {
	if lang != German {
		return &Table{lang: English}
	}
	t := &Table{lang: German}
	if err := json.Unmarshal(german, &t.text); err != nil {
		panic(fmt.Sprintf("words: german.json: %v", err)) // compiled in, and read by the tests
	}
	return t
}

// Language is the language that t speaks.
func (t *Table) Language() Language {
	if t == nil || !slices.Contains(Languages(), t.lang) {
		return English
	}
	return t.lang
}

// T says a sentence, whose English is also its key. With arguments it is a
// format for fmt.Sprintf; a translation that needs another order numbers its
// verbs, %[2]s. A sentence that the table lacks stays English.
func (t *Table) T(english string, args ...any) string {
	format := english
	if t != nil {
		if s, ok := t.text[english]; ok {
			format = s
		}
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// N says a sentence about n things: the one format if n is 1, else the other.
// Both take the same arguments, n among them. Their key is "one|other".
func (t *Table) N(n int, one, other string, args ...any) string {
	format := other
	if n == 1 {
		format = one
	}
	if t != nil {
		if both, ok := t.text[one+"|"+other]; ok {
			format = pick(both, n)
		}
	}
	return fmt.Sprintf(format, args...)
}
