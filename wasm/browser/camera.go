//go:build js

package browser

import (
	"errors"
	"syscall/js"
)

// Camera is a camera that shows what it sees in a video element.
type Camera struct{ stream, video js.Value }

// OpenCamera asks a person for a camera and shows it in video; ended is called
// if it goes away by itself. It waits, so it must not be called from an
// event's handler. Its errors say what can be done.
func OpenCamera(video *Element, ended func()) (*Camera, error) {
	devices := js.Global().Get("navigator").Get("mediaDevices")
	if !devices.Truthy() || devices.Get("getUserMedia").Type() != js.TypeFunction {
		return nil, errors.New("this browser gives the page no camera; open the page on this machine or over https, in a current browser")
	}
	stream, err := awaitCamera(devices.Call("getUserMedia", map[string]any{
		"audio": false, "video": map[string]any{"width": map[string]any{"ideal": 640}, "height": map[string]any{"ideal": 480}},
	}))
	if err != nil {
		return nil, err
	}
	c := &Camera{stream, video.Value}
	gone := js.FuncOf(func(js.Value, []js.Value) any { // lives as long as the page
		c.Close()
		ended()
		return nil
	})
	c.eachTrack(func(track js.Value) {
		track.Call("addEventListener", "ended", gone)
		// People expect a mirror of what looks at them, and none of what looks away.
		away := track.Call("getSettings").Get("facingMode")
		video.Class("mirror", away.Type() != js.TypeString || away.String() != "environment")
	})
	video.Set("srcObject", stream)
	if _, err := Await(video.Call("play")); err != nil {
		c.Close()
		return nil, errors.New("the camera's picture cannot be shown; try again")
	}
	return c, nil
}

// awaitCamera waits for a stream and says in a sentence why there is none.
func awaitCamera(promise js.Value) (js.Value, error) {
	var name string
	note := js.FuncOf(func(_ js.Value, args []js.Value) any {
		name = args[0].Get("name").String()
		return js.Global().Get("Promise").Call("reject", args[0])
	})
	defer note.Release()
	stream, err := Await(promise.Call("catch", note))
	if err == nil {
		return stream, nil
	}
	switch name {
	case "NotAllowedError", "SecurityError":
		return stream, errors.New("the camera was not allowed; allow it for this page in the browser, and press the button again")
	case "NotFoundError", "OverconstrainedError":
		return stream, errors.New("no camera was found; connect one and press the button again")
	case "NotReadableError", "AbortError":
		return stream, errors.New("another program uses the camera; close it and press the button again")
	}
	return stream, err
}

// Frame is what can be drawn of what the camera sees now, and its size; ok is
// false before the first picture.
func (c *Camera) Frame() (source js.Value, w, h int, ok bool) {
	w, h = c.video.Get("videoWidth").Int(), c.video.Get("videoHeight").Int()
	return c.video, w, h, w > 0 && h > 0
}

// Close lets go of the camera: its light goes out.
func (c *Camera) Close() {
	c.eachTrack(func(track js.Value) { track.Call("stop") })
	c.video.Set("srcObject", js.Null())
}

func (c *Camera) eachTrack(f func(track js.Value)) {
	tracks := c.stream.Call("getTracks")
	for i := range tracks.Length() {
		f(tracks.Index(i))
	}
}
