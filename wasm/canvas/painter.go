//go:build js

package canvas

import (
	"strings"
	"syscall/js"
	"unsafe"

	"filtermaplab/ui/scene"
	"filtermaplab/wasm/browser"
)

// painter draws pictures on a canvas element.
type painter struct {
	canvas  *browser.Element
	ctx     js.Value
	scratch js.Value // what images pass through
	replay  js.Value
	tape    tape
}

func newPainter(canvas *browser.Element) *painter {
	return &painter{
		canvas: canvas, ctx: canvas.Call("getContext", "2d"), scratch: browser.New("canvas", "").Value,
		replay: js.Global().Get(replayName),
	}
}

// paint draws p with ratio device pixels to a CSS pixel.
func (p *painter) paint(pic *scene.Picture, ratio float64) {
	w, h := int(pic.W*ratio+0.5), int(pic.H*ratio+0.5)
	if p.canvas.Get("width").Int() != w || p.canvas.Get("height").Int() != h {
		p.canvas.Set("width", w)
		p.canvas.Set("height", h)
	}
	p.tape.record(pic)
	fonts := make([]any, len(p.tape.fonts))
	for i, f := range p.tape.fonts {
		fonts[i] = f
	}
	numbers := browser.Uint8Array(bytesOf(p.tape.data))
	p.replay.Invoke(p.ctx, ratio, js.Global().Get("Float32Array").New(numbers.Get("buffer")),
		strings.Join(p.tape.texts, "\n"), fonts, browser.Uint8Array(p.tape.bytes), p.scratch)
}

// bytesOf looks at numbers as the bytes that they are; JavaScript reads them
// in the same order, for WebAssembly is little-endian as every machine that
// runs browsers is.
func bytesOf(v []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v))
}
