//go:build js

package browser

import "syscall/js"

// Frame draws at most once for each picture that the screen shows, however
// often it is asked.
type Frame struct {
	asked bool
	draw  js.Func
}

// NewFrame returns a frame that draws with f.
func NewFrame(f func()) *Frame {
	frame := &Frame{}
	frame.draw = js.FuncOf(func(js.Value, []js.Value) any {
		frame.asked = false
		f()
		return nil
	})
	return frame
}

// Ask has the frame drawn before the screen shows its next picture.
func (f *Frame) Ask() {
	if !f.asked {
		f.asked = true
		js.Global().Call("requestAnimationFrame", f.draw)
	}
}

// After calls f once, some milliseconds from now.
func After(milliseconds int, f func()) {
	var call js.Func
	call = js.FuncOf(func(js.Value, []js.Value) any {
		call.Release()
		f()
		return nil
	})
	js.Global().Call("setTimeout", call, milliseconds)
}
