//go:build js

package page

import (
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// themeKey is where the browser keeps the chosen theme; index.html reads it
// before anything is painted.
const themeKey = "fmlab.theme"

// newTheme makes the button switch between light and dark.
func newTheme(p *page) {
	root := browser.Of(js.Global().Get("document").Get("documentElement"))
	system := browser.Of(js.Global().Call("matchMedia", "(prefers-color-scheme: dark)"))
	button := browser.ByID("theme")
	dark := func() bool {
		if chosen := root.Get("dataset").Get("theme").String(); chosen == "dark" || chosen == "light" {
			return chosen == "dark"
		}
		return system.Get("matches").Bool()
	}
	label := func() {
		if dark() {
			button.Attr("aria-label", p.words.T("Switch to light"))
		} else {
			button.Attr("aria-label", p.words.T("Switch to dark"))
		}
	}
	button.On("click", func(js.Value) {
		theme := "dark"
		if dark() {
			theme = "light"
		}
		root.Get("dataset").Set("theme", theme)
		keep(themeKey, theme)
		label()
	})
	system.On("change", func(js.Value) { label() })
	label()
	p.speakers = append(p.speakers, label)
}

// kept reads a word that keep stored; "" where there is none.
func kept(key string) (word string) {
	defer func() { _ = recover() }()
	if v := js.Global().Get("localStorage").Call("getItem", key); !v.IsNull() {
		word = v.String()
	}
	return word
}

// keep stores a word in the browser. Where storage is switched off it is
// forgotten, which is no reason to stop.
func keep(key, value string) {
	defer func() { _ = recover() }()
	js.Global().Get("localStorage").Call("setItem", key, value)
}
