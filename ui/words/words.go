package words

import (
	"embed"
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
	lang    Language
	text    map[string]string
	classes map[string]string // of pictures, by their names in the data
	formats []pattern         // of Translate; made when it is first asked
}

//go:embed german*.json
var files embed.FS

// In returns the table of a language, English for one that there is none of.
func In(lang Language) *Table {
	if lang != German {
		return &Table{lang: English}
	}
	t := &Table{lang: German}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // they are compiled in
	}
	for _, e := range entries {
		to := &t.text
		if e.Name() == classesFile {
			to = &t.classes
		}
		read(e.Name(), to)
	}
	return t
}

// classesFile has names of classes; all others have sentences.
const classesFile = "german-classes.json"

// read reads a file that is compiled in. That it can be read is tested.
func read(name string, to *map[string]string) {
	file, err := files.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(file, to)
	}
	if err != nil {
		panic(fmt.Sprintf("words: %s: %v", name, err))
	}
}

// Language is the language that t speaks.
func (t *Table) Language() Language {
	if t == nil || !slices.Contains(Languages(), t.lang) {
		return English
	}
	return t.lang
}

// T says a sentence, whose English is also its key. With arguments it is a
// format for fmt.Sprintf, which writes numbers as the language does; a
// translation that needs another order numbers its verbs, %[2]s. A sentence
// that the table lacks stays English.
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
	return fmt.Sprintf(format, t.figures(args)...)
}

// Lookup says a text of index.html, which is found there and not written in
// the source; everything else says T.
func (t *Table) Lookup(english string) string { return t.T(english) }

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
	return fmt.Sprintf(format, t.figures(args)...)
}

// Class says the name of a class of pictures that everybody has: of the
// built-in set and of CIFAR. Other names stay what they are.
func (t *Table) Class(name string) string {
	if t != nil {
		if s, ok := t.classes[name]; ok {
			return s
		}
	}
	return name
}
