//go:build js

package page

import (
	"errors"
	"fmt"
	"html"
	"strings"
	"syscall/js"

	"filtermaplab/wasm/browser"
)

// drawnWith is the style of a drawing that lives in style sheets; a file has
// none.
func drawnWith() []string {
	return []string{"fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity",
		"font-size", "font-weight", "font-variant-numeric", "text-anchor", "dominant-baseline", "paint-order", "display"}
}

// curvesSVG is the two learning curves as they are drawn now, one below the
// other, as a file that needs nothing else.
func curvesSVG() (svg string, width, height float64, err error) {
	const head, gap, edge = 26.0, 14.0, 12.0
	style := func(node js.Value) js.Value { return js.Global().Call("getComputedStyle", node) }
	card := browser.ByID("curves")
	ink, ground := style(card.Value).Get("color").String(), style(card.Value).Get("backgroundColor").String()
	var b strings.Builder
	height = edge
	for _, figure := range card.All("figure") {
		plot := figure.Find(".canvas svg")
		box := plot.Call("getBoundingClientRect")
		w, h := box.Get("width").Float(), box.Get("height").Float()
		if w == 0 {
			return "", 0, 0, errors.New("the curves are not on the screen; show them first")
		}
		title := figure.Find("h3").Get("textContent").String()
		fmt.Fprintf(&b, `<text x="%g" y="%g" font-size="15" font-weight="600" fill="%s">%s</text>`, edge, height+16, ink, html.EscapeString(title))
		height += head
		copied := plot.Call("cloneNode", true)
		inline(plot.Value, copied, style)
		for _, a := range []struct {
			name  string
			value any
		}{{"x", edge}, {"y", height}, {"width", w}, {"height", h}} {
			copied.Call("setAttribute", a.name, a.value)
		}
		b.WriteString(js.Global().Get("XMLSerializer").New().Call("serializeToString", copied).String())
		height += h + gap
		width = max(width, w+2*edge)
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" font-family="sans-serif"><rect width="100%%" height="100%%" fill="%s"/>%s</svg>`,
		width, height, width, height, ground, b.String()), width, height, nil
}

// inline writes the style that an element and all below it have on the page
// into a copy of them.
func inline(from, to js.Value, style func(js.Value) js.Value) {
	computed := style(from)
	var b strings.Builder
	for _, name := range drawnWith() {
		if v := computed.Call("getPropertyValue", name).String(); v != "" {
			b.WriteString(name + ":" + v + ";")
		}
	}
	to.Call("setAttribute", "style", b.String())
	to.Call("removeAttribute", "class")
	a, c := from.Get("children"), to.Get("children")
	for i := range a.Length() {
		inline(a.Index(i), c.Index(i), style)
	}
}

// curvesPNG is the same as pixels, two for each of the screen's.
func curvesPNG() (js.Value, error) {
	svg, width, height, err := curvesSVG()
	if err != nil {
		return js.Undefined(), err
	}
	image := js.Global().Get("Image").New()
	image.Set("src", "data:image/svg+xml;charset=utf-8,"+js.Global().Call("encodeURIComponent", svg).String())
	if _, err := browser.Await(image.Call("decode")); err != nil {
		return js.Undefined(), err
	}
	const scale = 2
	canvas := browser.New("canvas", "")
	canvas.Set("width", scale*width)
	canvas.Set("height", scale*height)
	canvas.Call("getContext", "2d").Call("drawImage", image, 0, 0, scale*width, scale*height)
	return canvasPNG(canvas.Value)
}

// scopePNG is the microscope's view.
func scopePNG() (js.Value, error) {
	return canvasPNG(browser.ByID("scope").Find(".view canvas").Value)
}

// canvasPNG waits for a canvas to be encoded.
func canvasPNG(canvas js.Value) (js.Value, error) {
	blobs := make(chan js.Value, 1)
	take := js.FuncOf(func(_ js.Value, args []js.Value) any {
		blobs <- args[0]
		return nil
	})
	defer take.Release()
	canvas.Call("toBlob", take, "image/png")
	blob := <-blobs
	if !blob.Truthy() {
		return js.Undefined(), errors.New("the browser could not encode the picture; make the window smaller and try again")
	}
	return blob, nil
}
