//go:build js

package browser

import (
	"strconv"
	"syscall/js"
)

// Element is a node of the page. It remembers what was last set through it and
// leaves the page alone where nothing changes, so that a view may set all of
// itself as often as it likes.
type Element struct {
	js.Value
	last map[string]string
}

// Of wraps a node.
func Of(v js.Value) *Element { return &Element{Value: v, last: make(map[string]string)} }

// ByID returns the element with an id, which index.html must have.
func ByID(id string) *Element {
	v := js.Global().Get("document").Call("getElementById", id)
	if v.IsNull() {
		panic("browser: index.html has no element with the id " + id)
	}
	return Of(v)
}

// New makes an element that is not in the page yet.
func New(tag, class string) *Element {
	e := Of(js.Global().Get("document").Call("createElement", tag))
	if class != "" {
		e.Value.Set("className", class)
	}
	return e
}

// Find returns the first element below e that matches a selector, which must
// be there.
func (e *Element) Find(selector string) *Element {
	v := e.Call("querySelector", selector)
	if v.IsNull() {
		panic("browser: nothing matches " + selector)
	}
	return Of(v)
}

// All returns every element below e that matches a selector.
func (e *Element) All(selector string) []*Element {
	list := e.Call("querySelectorAll", selector)
	found := make([]*Element, list.Length())
	for i := range found {
		found[i] = Of(list.Index(i))
	}
	return found
}

// changed notes a value and reports whether it is another than before.
func (e *Element) changed(key, value string) bool {
	old, known := e.last[key]
	e.last[key] = value
	return !known || old != value
}

// Text replaces what is inside by text.
func (e *Element) Text(s string) {
	if e.changed("text", s) {
		e.Set("textContent", s)
	}
}

// HTML replaces what is inside by markup of our own making. Text from outside
// must be escaped in it.
func (e *Element) HTML(s string) {
	if e.changed("html", s) {
		e.Set("innerHTML", s)
	}
}

// Attr sets an attribute.
func (e *Element) Attr(name, value string) {
	if e.changed("attr "+name, value) {
		e.Call("setAttribute", name, value)
	}
}

// Prop sets a property that is text, such as the value of an input. It looks
// at what is there, for a person may have changed it.
func (e *Element) Prop(name, value string) {
	if e.Get(name).String() != value {
		e.Set(name, value)
	}
}

// Flag sets a property that is true or false: hidden, disabled, checked. Like
// Prop it looks at what is there.
func (e *Element) Flag(name string, on bool) {
	if e.Get(name).Bool() != on {
		e.Set(name, on)
	}
}

// Class switches a class on or off.
func (e *Element) Class(name string, on bool) {
	if e.changed("class "+name, strconv.FormatBool(on)) {
		e.Get("classList").Call("toggle", name, on)
	}
}

// Style sets a property of the element's style, such as --share.
func (e *Element) Style(name, value string) {
	if e.changed("style "+name, value) {
		e.Get("style").Call("setProperty", name, value)
	}
}

// On calls f for every event of a kind, for as long as the page lives.
func (e *Element) On(kind string, f func(event js.Value)) {
	e.Call("addEventListener", kind, js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	}))
}

// Size is the width and the height in CSS pixels.
func (e *Element) Size() (width, height float64) {
	return e.Get("clientWidth").Float(), e.Get("clientHeight").Float()
}

// Window is where events without an element arrive.
func Window() *Element { return Of(js.Global()) }

// Document is the page.
func Document() *Element { return Of(js.Global().Get("document")) }

// Body is what is visible of the page.
func Body() *Element { return Of(js.Global().Get("document").Get("body")) }
