package words

import (
	"slices"
	"strings"
)

// Choose returns the language of the first tag that there is a table for,
// such as "de-AT" or "en": what a person chose, then what their browser
// prefers. English where none is known.
func Choose(tags ...string) Language {
	for _, tag := range tags {
		if lang, ok := Parse(tag); ok {
			return lang
		}
	}
	return English
}

// Parse reads a language's tag; ok is false for languages that there is no
// table for.
func Parse(tag string) (lang Language, ok bool) {
	primary, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	for _, lang := range Languages() {
		if primary == string(lang) {
			return lang, true
		}
	}
	return "", false
}

// Next is the language after l, the first one after the last.
func (l Language) Next() Language {
	all := Languages()
	return all[(slices.Index(all, l)+1)%len(all)]
}

// Name is what a language calls itself.
func (l Language) Name() string {
	if l == German {
		return "Deutsch"
	}
	return "English"
}
