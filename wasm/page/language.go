//go:build js

package page

import (
	"net/url"
	"strings"
	"syscall/js"

	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
)

// languageKey is where the browser keeps the language that a person chose.
const languageKey = "fmlab.lang"

// listenToLanguage finds the page's language and makes the button in the header
// change it: at once, whatever trains meanwhile.
func listenToLanguage(p *page) {
	p.static = browser.NewStatic()
	p.words = words.In(preferred())
	p.chosenLanguage = explicit()
	browser.ByID("language").On("click", func(js.Value) {
		if p.worker.IsUndefined() {
			return // the page is not up yet
		}
		lang := p.words.Language().Next()
		keep(languageKey, string(lang))
		p.chosenLanguage = lang
		p.speak(lang)
	})
}

// speak has the whole page say everything in a language.
func (p *page) speak(lang words.Language) {
	p.words = words.In(lang)
	root := js.Global().Get("document").Get("documentElement")
	root.Set("lang", string(lang))
	button, next := browser.ByID("language"), lang.Next()
	sign := strings.ToUpper(string(next))
	button.Text(sign)
	button.Attr("lang", string(next))
	button.Attr("aria-label", sign+", "+next.Name())
	button.Attr("title", next.Name())
	p.static.Say(p.words.Lookup)
	p.scope.Speak(p.words)
	for _, again := range p.speakers {
		again()
	}
	p.frame.Ask()
}

// preferred is the language of the link that was opened, or what was chosen
// on this machine before, or what the browser prefers.
func preferred() words.Language {
	tags := []string{string(explicit())}
	if list := js.Global().Get("navigator").Get("languages"); list.Truthy() {
		for i := range list.Length() {
			tags = append(tags, list.Index(i).String())
		}
	}
	return words.Choose(tags...)
}

// explicit is the language that somebody has chosen; "" where nobody has.
func explicit() words.Language {
	location := js.Global().Get("location")
	for _, part := range []string{location.Get("hash").String(), location.Get("search").String()} {
		if values, err := url.ParseQuery(strings.TrimLeft(part, "#?")); err == nil {
			if lang, ok := words.Parse(values.Get("lang")); ok {
				return lang
			}
		}
	}
	lang, _ := words.Parse(kept(languageKey))
	return lang
}
