//go:build js

package page

import (
	"encoding/hex"
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"filtermaplab/engine/data/shard"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/lab"
)

const (
	shardsPath  = "/shards/cifar10/"
	shardsCache = "fmlab-shards"
	shardTries  = 5

	// standardTest is how many pictures of each class everybody is tested on.
	standardTest = 100
)

// offerPictures shows the site's CIFAR-10 where it has some.
func (s *site) offerPictures() {
	if s == nil {
		return
	}
	row, button := browser.ByID("site-data"), browser.ByID("site-cifar")
	button.On("click", func(js.Value) {
		use := func() { s.start(s.usePictures) }
		if t := s.p.words; s.p.state.Started() {
			s.p.note.ask(t.T("A run is under way. Other pictures start another one."), t.T("Reset and load"), use)
			return
		}
		use()
	})
	go func() {
		if x, err := s.index(); err == nil && x != nil {
			row.Flag("hidden", false)
		}
	}()
}

// index returns what the site has, nil where it has none.
func (s *site) index() (*shard.Index, error) {
	status, b, err := browser.Ask("GET", shardsPath+"index.json", map[string]any{}, nil)
	if err != nil || status != 200 {
		return nil, err
	}
	return shard.ParseIndex(b)
}

// usePictures starts a run with the site's pictures, as many of each class as
// the setup asks for.
func (s *site) usePictures() error {
	next := s.p.wanted
	file, err := s.fetchPictures(next.perClass)
	say := browser.ByID("site-say")
	if err != nil {
		say.Text(lab.Sentence(err.Error()))
		return nil
	}
	say.Text("")
	next.file = file
	err = s.command(func(settle func(error)) { s.p.apply(next, true, settle) })
	s.pictures = err == nil
	return err
}

// fetchPictures returns an archive of the first perClass pictures of every
// class and of the standard test, 100 of each.
func (s *site) fetchPictures(perClass int) (js.Value, error) {
	x, err := s.index()
	if err != nil {
		return js.Null(), err
	}
	if x == nil {
		return js.Null(), errors.New(s.p.words.T("This site has no pictures of CIFAR-10."))
	}
	train, test := shard.First(x.Train, perClass), shard.First(x.Test, standardTest)
	d := &download{site: s, began: time.Now()}
	for _, list := range [][]shard.Shard{train, test} {
		_, n := shard.PerClass(list)
		d.total += n
	}
	var parts []any
	for i, sh := range append(train[:len(train):len(train)], test...) {
		name := fmt.Sprintf("data_batch_%d.bin", i)
		if i >= len(train) {
			name = fmt.Sprintf("test_batch_%d.bin", i)
		}
		content, err := d.shard(sh)
		if err != nil {
			return js.Null(), err
		}
		header, padding, err := shard.Archive(name, sh.Bytes)
		if err != nil {
			return js.Null(), err
		}
		parts = append(parts, browser.Uint8Array(header), content, browser.Uint8Array(make([]byte, padding)))
	}
	parts = append(parts, browser.Uint8Array(make([]byte, shard.ArchiveEnd)))
	return js.Global().Get("File").New(parts, x.Name+".tar"), nil
}

// download fetches shards and says how far it is.
type download struct {
	site        *site
	done, total int64 // bytes
	fetched     int64 // of done, over the network
	began       time.Time
}

// shard returns the content of a shard as a Blob: from the browser's cache, or
// from the site, where a download that breaks off goes on from where it was.
// Its hash is checked either way.
func (d *download) shard(sh shard.Shard) (js.Value, error) {
	path := shardsPath + sh.File + "?" + sh.SHA256[:12]
	cache := js.Null()
	if caches := js.Global().Get("caches"); caches.Truthy() {
		if c, err := browser.Await(caches.Call("open", shardsCache)); err == nil {
			cache = c
		}
	}
	if !cache.IsNull() {
		if hit, err := browser.Await(cache.Call("match", path)); err == nil && hit.Truthy() {
			if blob, err := browser.Await(hit.Call("blob")); err == nil && d.whole(blob, sh) == nil {
				d.done += sh.Bytes
				d.tell()
				return blob, nil
			}
			browser.Await(cache.Call("delete", path)) // damaged; it is fetched anew
		}
	}
	blob, err := d.fetch(path, sh)
	if err != nil {
		return blob, err
	}
	if err := d.whole(blob, sh); err != nil {
		return blob, err
	}
	if !cache.IsNull() {
		// A cache that is full is told by nothing but another download.
		browser.Await(cache.Call("put", path, js.Global().Get("Response").New(blob)))
	}
	return blob, nil
}

// fetch downloads a shard, in as many attempts as it takes up to shardTries.
func (d *download) fetch(path string, sh shard.Shard) (js.Value, error) {
	var pieces []any
	have := int64(0)
	for try := 1; ; try++ {
		headers := map[string]any{}
		if have > 0 {
			headers["Range"] = fmt.Sprintf("bytes=%d-", have)
		}
		status, err := browser.Stream(path, headers, func(chunk js.Value) {
			pieces = append(pieces, chunk)
			n := int64(chunk.Get("byteLength").Int())
			have += n
			d.done += n
			d.fetched += n
			d.tell()
		})
		switch {
		case have == sh.Bytes:
			return js.Global().Get("Blob").New(pieces), nil
		case have > sh.Bytes || status == 200 && len(headers) > 0:
			return js.Null(), fmt.Errorf("%s does not have the %d bytes that the index says", sh.File, sh.Bytes)
		case status != 0 && status != 200 && status != 206:
			return js.Null(), fmt.Errorf("the site answered %d for %s", status, sh.File)
		case try == shardTries:
			return js.Null(), errors.Join(err, errors.New(d.site.p.words.T("The download broke off. Try again: what has come is kept.")))
		}
		time.Sleep(time.Duration(try) * 500 * time.Millisecond)
	}
}

// whole checks a shard's size and hash. The browser computes it off this thread
// where the page came over a secure connection.
func (d *download) whole(blob js.Value, sh shard.Shard) error {
	if int64(blob.Get("size").Float()) != sh.Bytes {
		return fmt.Errorf("%s has another size than the index says", sh.File)
	}
	array, err := browser.Await(blob.Call("arrayBuffer"))
	if err != nil {
		return err
	}
	subtle := js.Global().Get("crypto").Get("subtle")
	if !subtle.Truthy() {
		return sh.Verify(browser.Bytes(js.Global().Get("Uint8Array").New(array)), int(sh.Bytes)/sh.PerClass/(1+3072))
	}
	digest, err := browser.Await(subtle.Call("digest", "SHA-256", array))
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(browser.Bytes(js.Global().Get("Uint8Array").New(digest))); got != sh.SHA256 {
		return errors.New(d.site.p.words.T("%s arrived damaged. Try again.", sh.File))
	}
	return nil
}

// tell says how much has come and how long the rest will take.
func (d *download) tell() {
	t := d.site.p.words
	say := t.T("Loading, %s of %s MB", t.Decimal(float64(d.done)/1e6, 1), t.Decimal(float64(d.total)/1e6, 1))
	if seconds := time.Since(d.began).Seconds(); seconds > 1 && d.fetched > 0 {
		say += ", " + t.T("%s left", lab.Clock(seconds*float64(d.total-d.done)/float64(d.fetched)))
	}
	browser.ByID("site-say").Text(say)
}
