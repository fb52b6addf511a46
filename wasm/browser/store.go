//go:build js

package browser

import (
	"errors"
	"syscall/js"
)

// Store keeps values in the browser's IndexedDB under names, over http and
// from file:// alike. Its methods wait for the browser, so they must not be
// called from an event's handler. Storage may be refused, full or taken away
// at any moment: every method may fail, with the browser's own reason.
type Store struct{ db js.Value }

const storeTable = "kept"

// OpenStore opens the database of that name, or makes it.
func OpenStore(name string) (store *Store, err error) {
	defer refused(&err)
	// Where storage is off even looking may throw, which only a call survives.
	factory := js.Global().Get("Reflect").Call("get", js.Global(), "indexedDB")
	if !factory.Truthy() {
		return nil, errors.New("this browser has no IndexedDB")
	}
	request := factory.Call("open", name, 1)
	upgrade := js.FuncOf(func(js.Value, []js.Value) any {
		request.Get("result").Call("createObjectStore", storeTable)
		return nil
	})
	defer upgrade.Release()
	request.Set("onupgradeneeded", upgrade)
	if err := done(request, "success", "error", "blocked"); err != nil {
		return nil, err
	}
	return &Store{request.Get("result")}, nil
}

// Get returns a value; undefined where there is none of that name.
func (s *Store) Get(name string) (v js.Value, err error) {
	defer refused(&err)
	request := s.table("readonly").Call("get", name)
	if err := done(request, "success", "error"); err != nil {
		return js.Undefined(), err
	}
	return request.Get("result"), nil
}

// Put keeps values under names, all or none of them. A value that is nil is
// forgotten.
func (s *Store) Put(values map[string]any) (err error) {
	defer refused(&err)
	table := s.table("readwrite")
	for name, v := range values {
		if v == nil {
			table.Call("delete", name)
		} else {
			table.Call("put", v, name)
		}
	}
	return done(table.Get("transaction"), "complete", "error", "abort")
}

func (s *Store) table(mode string) js.Value {
	return s.db.Call("transaction", storeTable, mode).Call("objectStore", storeTable)
}

// done waits for a request or a transaction to say how it ended.
func done(request js.Value, good string, bad ...string) error {
	said := make(chan string, 1)
	var heard []js.Func
	for _, kind := range append(bad, good) {
		f := js.FuncOf(func(js.Value, []js.Value) any {
			select {
			case said <- kind:
			default:
			}
			return nil
		})
		heard = append(heard, f)
		request.Set("on"+kind, f)
	}
	kind := <-said
	for i, k := range append(bad, good) {
		request.Set("on"+k, js.Null())
		heard[i].Release()
	}
	if kind == good {
		return nil
	}
	if why := request.Get("error"); why.Truthy() {
		return errors.New(why.Call("toString").String())
	}
	return errors.New("the browser refused: " + kind)
}

// refused turns what the browser throws into an error.
func refused(err *error) {
	switch thrown := recover().(type) {
	case nil:
	case js.Error:
		*err = thrown
	default:
		panic(thrown)
	}
}
