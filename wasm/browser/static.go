//go:build js

package browser

import (
	"strings"
	"syscall/js"
)

// Static is the text that stands in the page when it is opened: its text nodes
// and the attributes that people read or hear. It remembers the English, so
// that the page can say it in another language and back, and leaves alone what
// somebody else has written since.
type Static struct{ texts []staticText }

type staticText struct {
	node    js.Value
	attr    string // "" for a text node
	english string // without the space around it
	before  string
	after   string
	said    string // last, with the space around it
}

// NewStatic reads the page. It must be called before anything is written.
func NewStatic() *Static {
	s := &Static{}
	document := js.Global().Get("document")
	const showText = 4
	walker := document.Call("createTreeWalker", document.Get("documentElement"), showText)
	for {
		node := walker.Call("nextNode")
		if node.IsNull() {
			break
		}
		if !silent(node.Get("parentNode")) {
			s.note(node, "", node.Get("data").String())
		}
	}
	for _, attr := range []string{"aria-label", "title", "placeholder", "alt"} {
		for _, e := range Of(document).All("[" + attr + "]") {
			if silent(e.Value) {
				continue
			}
			s.note(e.Value, attr, e.Call("getAttribute", attr).String())
		}
	}
	return s
}

// silent reports whether an element's text stays what it is.
func silent(e js.Value) bool {
	return !e.Call("closest", "script, style, noscript, code, title, [translate=no]").IsNull()
}

func (s *Static) note(node js.Value, attr, text string) {
	english := strings.TrimSpace(text)
	if english == "" {
		return
	}
	before, after, _ := strings.Cut(text, english)
	s.texts = append(s.texts, staticText{node, attr, strings.Join(strings.Fields(english), " "), before, after, text})
}

// Say writes everything as translate has it.
func (s *Static) Say(translate func(english string) string) {
	for i := range s.texts {
		t := &s.texts[i]
		if !t.node.Get("isConnected").Bool() || t.now() != t.said {
			continue
		}
		t.said = t.before + translate(t.english) + t.after
		if t.attr == "" {
			t.node.Set("data", t.said)
		} else {
			t.node.Call("setAttribute", t.attr, t.said)
		}
	}
}

// now is what the page has there.
func (t *staticText) now() string {
	if t.attr == "" {
		return t.node.Get("data").String()
	}
	if v := t.node.Call("getAttribute", t.attr); !v.IsNull() {
		return v.String()
	}
	return ""
}
