//go:build js

package page

import (
	"encoding/json"
	"maps"
	"slices"
	"syscall/js"
)

// keyring holds the secrets of what was published from this browser, by kind
// (model or room) and name. It lies in the browser's own storage; where that
// is refused it lasts as long as the page.
type keyring map[string]map[string]string

const keyringName = "fmlab.keys"

// readKeys reads what is stored. Whatever makes no sense is as if it were not
// there.
func readKeys() keyring {
	k := keyring{}
	defer func() { _ = recover() }() // a browser may refuse storage with an exception
	if v := js.Global().Get("localStorage").Call("getItem", keyringName); v.Type() == js.TypeString {
		if json.Unmarshal([]byte(v.String()), &k) != nil {
			k = keyring{}
		}
	}
	return k
}

func (k keyring) of(kind, name string) string { return k[kind][name] }

// names lists what there are keys of.
func (k keyring) names(kind string) []string { return slices.Sorted(maps.Keys(k[kind])) }

func (k keyring) keep(kind, name, key string) {
	if k[kind] == nil {
		k[kind] = map[string]string{}
	}
	k[kind][name] = key
	k.store()
}

func (k keyring) drop(kind, name string) {
	delete(k[kind], name)
	k.store()
}

func (k keyring) store() {
	defer func() { _ = recover() }()
	if b, err := json.Marshal(k); err == nil {
		js.Global().Get("localStorage").Call("setItem", keyringName, string(b))
	}
}
