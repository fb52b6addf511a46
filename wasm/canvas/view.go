//go:build js

package canvas

import (
	"strconv"
	"strings"
	"syscall/js"

	"filtermaplab/ui/scene"
	"filtermaplab/ui/words"
	"filtermaplab/wasm/browser"
)

// surroundings finds out what the page is like right now.
func surroundings(host *browser.Element, t *words.Table) scene.View {
	width, _ := host.Size()
	root := js.Global().Get("document").Get("documentElement")
	v := scene.View{
		W: max(width, leastWidth), Root: rootSize(root), Theme: scene.Light(), Words: t,
		Calm: matches("(prefers-reduced-motion: reduce)"), Coarse: matches("(pointer: coarse)"),
	}
	theme := root.Get("dataset").Get("theme")
	if theme.Truthy() && theme.String() == "dark" || (!theme.Truthy() && matches("(prefers-color-scheme: dark)")) {
		v.Theme = scene.Dark()
	}
	return v
}

// leastWidth is for moments in which the host has no size yet.
const leastWidth = 280

func rootSize(root js.Value) float64 {
	css := js.Global().Call("getComputedStyle", root).Get("fontSize").String()
	size, err := strconv.ParseFloat(strings.TrimSuffix(css, "px"), 64)
	if err != nil {
		return 16
	}
	return size
}

func matches(query string) bool {
	return js.Global().Call("matchMedia", query).Get("matches").Bool()
}

// watchSurroundings calls changed when any of it is another.
func watchSurroundings(host *browser.Element, changed func()) {
	call := js.FuncOf(func(js.Value, []js.Value) any {
		changed()
		return nil
	})
	js.Global().Get("ResizeObserver").New(call).Call("observe", host.Value)
	root := js.Global().Get("document").Get("documentElement")
	js.Global().Get("MutationObserver").New(call).Call("observe", root, map[string]any{
		"attributes": true, "attributeFilter": []any{"data-theme", "data-projector", "data-view", "style", "class"},
	})
	for _, query := range []string{"(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(pointer: coarse)"} {
		js.Global().Call("matchMedia", query).Call("addEventListener", "change", call)
	}
}

// watchSight calls changed whenever e comes into sight or goes out of it.
func watchSight(e *browser.Element, changed func(seen bool)) {
	call := js.FuncOf(func(_ js.Value, args []js.Value) any {
		changed(args[0].Index(args[0].Length() - 1).Get("isIntersecting").Bool())
		return nil
	})
	js.Global().Get("IntersectionObserver").New(call).Call("observe", e.Value)
}
