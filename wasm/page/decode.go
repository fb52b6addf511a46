//go:build js

package page

import (
	"errors"
	"syscall/js"

	"filtermaplab/engine/data"
	"filtermaplab/wasm/browser"
)

// mostPixels is the side of the square that a picture passes through: the
// browser makes larger ones that small, the rest is exact (data.Shrink).
const mostPixels = 256

// mostPictureBytes is the largest file that is taken for a picture.
const mostPictureBytes = 50 << 20

// decoder turns the browser's pictures into those of the network. It has one
// canvas for all of them.
type decoder struct{ canvas, ctx js.Value }

func newDecoder() *decoder {
	canvas := browser.New("canvas", "").Value
	ctx := canvas.Call("getContext", "2d", map[string]any{"willReadFrequently": true})
	return &decoder{canvas, ctx}
}

// file decodes a File or Blob. It waits, so it must not be called from an
// event's handler.
func (d *decoder) file(blob js.Value) ([]byte, error) {
	if blob.Get("size").Float() > mostPictureBytes {
		return nil, errors.New("the file is larger than 50 MB")
	}
	if !js.Global().Get("createImageBitmap").Truthy() {
		return nil, errors.New("this browser cannot decode pictures")
	}
	bitmap, err := browser.Await(js.Global().Call("createImageBitmap", blob))
	if err != nil {
		return nil, errors.New("this is no picture that the browser can show")
	}
	defer bitmap.Call("close")
	return d.draw(bitmap, bitmap.Get("width").Int(), bitmap.Get("height").Int()), nil
}

// draw takes the middle of anything that a canvas can draw.
func (d *decoder) draw(source js.Value, w, h int) []byte {
	side := min(w, h)
	size := min(side, mostPixels)
	if d.canvas.Get("width").Int() != size || d.canvas.Get("height").Int() != size {
		d.canvas.Set("width", size)
		d.canvas.Set("height", size)
	}
	d.ctx.Set("imageSmoothingQuality", "high")
	d.ctx.Call("clearRect", 0, 0, size, size)
	d.ctx.Call("drawImage", source, (w-side)/2, (h-side)/2, side, side, 0, 0, size, size)
	rgba := make([]byte, 4*size*size)
	js.CopyBytesToGo(rgba, d.ctx.Call("getImageData", 0, 0, size, size).Get("data"))
	return data.Shrink(rgba, size, size)
}
