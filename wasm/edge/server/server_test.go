package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/wasm/edge/server"
	"filtermaplab/wasm/edge/share"
)

// A teacher makes a room, students publish, everybody looks and opens, the
// teacher closes and deletes.
func TestClass(t *testing.T) {
	s := newSite(t, server.Limits{})
	made := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{Title: "  Class   9b "}), http.StatusCreated)
	if made.Room.Title != "Class 9b" || !made.Room.Open || !share.ValidCode(made.Room.Code) || !share.ValidKey(made.Key) {
		t.Errorf("the room is %+v", made)
	}
	if got := made.Room.Expires - made.Room.Created; got != int64((90*24*time.Hour)/time.Second) {
		t.Errorf("the room expires after %d seconds, want 90 days", got)
	}
	room := "/api/rooms/" + made.Room.Code

	published := read[share.Published](t, s.publish(upload(t, usual(made.Room.Code))), http.StatusCreated)
	e := published.Entry
	if e.Name != "Änne 3" || e.Network != "ResNet-8-FM" || e.Params != 14314 || e.Maps != 10432 || e.MACs != 12501632 ||
		e.Dataset != "Shapes" || e.Learned != 10 || e.Tested != 10 || e.Room != made.Room.Code || len(e.Curve) != 1 {
		t.Errorf("the entry is %+v", e)
	}

	list := s.ask("GET", room, nil)
	shown := read[share.Room](t, list, http.StatusOK)
	if len(shown.Entries) != 1 || shown.Entries[0].ID != e.ID || shown.Entries[0].Curve != nil || shown.Entries[0].Standing() != share.Unverified {
		t.Errorf("the room shows %+v", shown.Entries)
	}
	if list.has(made.Key) || list.has(published.Key) {
		t.Error("the room tells a key")
	}
	if a := s.ask("GET", room, nil, "If-None-Match", list.header.Get("ETag")); a.status != http.StatusNotModified {
		t.Errorf("the same room again: status %d, want 304", a.status)
	}

	// What is opened is the very network.
	file := s.ask("GET", "/api/models/"+e.ID+"/file", nil)
	if file.status != http.StatusOK {
		t.Fatalf("the file: %d", file.status)
	}
	f, err := checkpoint.ReadBytes(file.body)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := engine.ReadTrained(f, 10)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Fingerprint() != e.Fingerprint || e.Fingerprint != e.Curve[0].Fingerprint {
		t.Errorf("fingerprints: opened %s, told %s, of the run %s", opened.Fingerprint(), e.Fingerprint, e.Curve[0].Fingerprint)
	}
	if len(opened.Classes) != 10 || opened.Classes[0] != "disc" {
		t.Errorf("classes %v", opened.Classes)
	}
	for key := range f.Metadata {
		if strings.Contains(key, "share") || strings.Contains(key, "state") {
			t.Errorf("the stored file has the entry %s", key)
		}
	}
	part := s.ask("GET", "/api/models/"+e.ID+"/file", nil, "Range", "bytes=10-19")
	if part.status != http.StatusPartialContent || !bytes.Equal(part.body, file.body[10:20]) {
		t.Errorf("a range of the file: %d, %d bytes", part.status, len(part.body))
	}

	// Closed, the room takes nothing more, and shows what it has.
	if a := s.sendJSON("PATCH", room, share.RoomChange{Open: false}, bearer(made.Key)...); a.status != http.StatusNoContent {
		t.Fatalf("closing: %d %s", a.status, a.body)
	}
	another := usual(made.Room.Code)
	another.Name = "Berta"
	if a := s.publish(upload(t, another)); a.status != http.StatusForbidden || a.problem().Code != "room-closed" {
		t.Errorf("publishing into a closed room: %d %s", a.status, a.body)
	}
	s.sendJSON("PATCH", room, share.RoomChange{Open: true}, bearer(made.Key)...)
	second := read[share.Published](t, s.publish(upload(t, another)), http.StatusCreated)

	// An owner deletes what is theirs, the teacher the rest.
	if a := s.sendJSON("DELETE", "/api/models/"+second.Entry.ID, nil, bearer(second.Key)...); a.status != http.StatusNoContent {
		t.Errorf("the owner deletes: %d %s", a.status, a.body)
	}
	if a := s.ask("GET", "/api/models/"+second.Entry.ID, nil); a.status != http.StatusNotFound {
		t.Errorf("a deleted network: %d", a.status)
	}
	if a := s.sendJSON("DELETE", room, nil, bearer(made.Key)...); a.status != http.StatusNoContent {
		t.Errorf("the teacher deletes the room: %d %s", a.status, a.body)
	}
	if a := s.ask("GET", room, nil); a.status != http.StatusNotFound {
		t.Errorf("a deleted room: %d", a.status)
	}
	s.nothingStored()
}

// The teacher's key also takes a single network out of the room, and no key of
// another room does.
func TestRoomKeyDeletesEntries(t *testing.T) {
	s := newSite(t, server.Limits{})
	room := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	other := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	p := read[share.Published](t, s.publish(upload(t, usual(room.Room.Code))), http.StatusCreated)
	path := "/api/models/" + p.Entry.ID
	if a := s.sendJSON("DELETE", path, nil, bearer(other.Key)...); a.status != http.StatusForbidden {
		t.Errorf("the key of another room: %d", a.status)
	}
	if a := s.sendJSON("DELETE", path, nil, bearer(room.Key)...); a.status != http.StatusNoContent {
		t.Errorf("the key of its room: %d", a.status)
	}
	s.nothingStored()
}

// Whatever is wrong with an upload is said, and nothing of it is kept.
func TestHostileUploads(t *testing.T) {
	s := newSite(t, server.Limits{})
	room := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	good := upload(t, usual(""))
	named := func(name string) []byte { r := usual(""); r.Name = name; return upload(t, r) }
	into := func(code string) []byte { return upload(t, usual(code)) }
	tensor := func(change func(*checkpoint.Tensor)) []byte {
		return upload(t, usual(""), func(f *checkpoint.File) { change(&f.Tensors[0]) })
	}
	meta := func(key, value string) []byte {
		return upload(t, usual(""), func(f *checkpoint.File) { f.Metadata[key] = value })
	}
	replaced := func(old, new string) []byte {
		return upload(t, usual(""), func(f *checkpoint.File) {
			f.Metadata["filtermaplab.state"] = strings.Replace(f.Metadata["filtermaplab.state"], old, new, 1)
		})
	}
	for _, tt := range []struct {
		name   string
		file   []byte
		status int
		says   string
	}{
		{"empty", nil, 422, "cut short"},
		{"text", []byte(strings.Repeat("hello ", 100)), 422, "header"},
		{"oversized", make([]byte, share.MaxFile+1), 413, "at most"},
		{"truncated", good[:len(good)-100], 422, "cut short"},
		{"half a header", good[:100], 422, "cut short"},
		{"a longer tail", append(bytes.Clone(good), 0), 422, "belongs to no tensor"},
		{"a tensor of another name", tensor(func(t *checkpoint.Tensor) { t.Name = "evil" }), 422, "evil"},
		{"a name that climbs", tensor(func(t *checkpoint.Tensor) { t.Name = "../../etc/passwd" }), 422, "missing"},
		{"a tensor of another shape", tensor(func(t *checkpoint.Tensor) { t.Shape, t.Data = []int{1}, t.Data[:1] }), 422, "shape"},
		{"a number that is none", tensor(func(t *checkpoint.Tensor) {
			nan := append([]float32(nil), t.Data...)
			nan[0] -= nan[0] * 0
			zero := float32(0)
			nan[0] = zero / zero
			t.Data = nan
		}), 422, "finite"},
		{"other weights than those tested", tensor(func(t *checkpoint.Tensor) { d := append([]float32(nil), t.Data...); d[0]++; t.Data = d }), 422, "since its last test"},
		{"a script for a name", named("<script>alert(1)</script>"), 422, "letters"},
		{"a name that turns the text round", named("\u202egpj.exe"), 422, "letters"},
		{"a name without end", named(strings.Repeat("a", 41)), 422, "up to 40"},
		{"no training state", meta("filtermaplab.state", ""), 422, "damaged"},
		{"state that is no JSON", meta("filtermaplab.state", "{"), 422, "damaged"},
		{"no request", meta(share.RequestKey, ""), 422, "page's own button"},
		{"another network", replaced(`"model":"resnet8"`, `"model":"resnet14"`), 422, "missing"},
		{"a network from nowhere", replaced(`"model":"resnet8"`, `"model":"<img src=x>"`), 422, "no network"},
		{"an impossible accuracy", replaced(`"test_accuracy":`, `"test_accuracy":1e3,"x":`), 422, "curve is damaged"},
		{"a script for a set of pictures", replaced(`"name":"Shapes"`, `"name":"<b>Shapes"`), 422, "letters"},
		{"a script for a class", replaced(`"disc"`, `"<i>disc"`), 422, "letters"},
		{"a room that is none", into("../evil"), 422, "code"},
		{"a room that is not there", into("2222222"), 404, "no room"},
		{"a test that is none", upload(t, share.Request{Test: "mine", Tested: 10}), 422, "want shapes"},
		{"a test of no pictures", upload(t, share.Request{Test: share.TestShapes}), 422, "tested"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.publish(tt.file)
			if a.status != tt.status || !strings.Contains(a.problem().Error, tt.says) || a.problem().Code == "" {
				t.Errorf("%d %s, want %d with %q", a.status, a.body, tt.status, tt.says)
			}
			s.nothingStored()
		})
	}

	for _, tt := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"another site's page", []string{"Origin", "https://evil.example"}, 403},
		{"a page of no site", []string{"Origin", "null"}, 403},
		{"a page that the browser calls foreign", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a form", []string{"Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"a plain type", []string{"Content-Type", "text/plain"}, 415},
		{"without the header", []string{server.RequestHeader, ""}, 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.publish(good, tt.headers...)
			if a.status != tt.status {
				t.Errorf("%d %s, want %d", a.status, a.body, tt.status)
			}
			if a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("another site may read the answer")
			}
			s.nothingStored()
		})
	}

	// The same once more is told apart from a new one.
	first := read[share.Published](t, s.publish(into(room.Room.Code)), http.StatusCreated)
	if a := s.publish(into(room.Room.Code)); a.status != http.StatusConflict || !a.has(first.Entry.ID) {
		t.Errorf("a replay: %d %s", a.status, a.body)
	}
	if len(s.objects.files) != 1 {
		t.Errorf("%d files after a replay", len(s.objects.files))
	}
}

// Keys: wrong ones, missing ones, and those of others open nothing.
func TestKeys(t *testing.T) {
	s := newSite(t, server.Limits{})
	room := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	p := read[share.Published](t, s.publish(upload(t, usual(""))), http.StatusCreated)
	wrong := strings.Repeat("2", len(room.Key))
	for _, path := range []string{"/api/rooms/" + room.Room.Code, "/api/models/" + p.Entry.ID} {
		for _, tt := range []struct {
			name    string
			headers []string
			status  int
		}{
			{"none", nil, 401}, {"empty", bearer(""), 401}, {"short", bearer(room.Key[:10]), 401}, {"wrong", bearer(wrong), 403},
			{"from another site", append(bearer(room.Key), "Origin", "https://evil.example"), 403},
		} {
			if a := s.sendJSON("DELETE", path, nil, tt.headers...); a.status != tt.status {
				t.Errorf("%s with key %s: %d, want %d", path, tt.name, a.status, tt.status)
			}
		}
	}
	if a := s.sendJSON("DELETE", "/api/models/"+p.Entry.ID, nil, bearer(room.Key)...); a.status != 403 {
		t.Errorf("the key of a room for a network outside it: %d", a.status)
	}
	if a := s.sendJSON("PATCH", "/api/rooms/"+room.Room.Code, share.RoomChange{}, bearer(p.Key)...); a.status != 403 {
		t.Errorf("the key of a network for a room: %d", a.status)
	}
	if a := s.ask("GET", "/api/models/"+p.Entry.ID, nil); a.status != 200 {
		t.Errorf("the network is gone: %d", a.status)
	}
}

// A flood is stopped, told when to come back, and forgotten after its window.
func TestLimits(t *testing.T) {
	limits := server.DefaultLimits()
	limits.Publish = server.Limit{Count: 5, Window: time.Minute}
	limits.PublishRoom = server.Limit{Count: 3, Window: time.Minute}
	limits.Manage = server.Limit{Count: 4, Window: time.Minute}
	s := newSite(t, limits)
	room := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	post := func(i int) answer {
		r := usual(room.Room.Code)
		r.Name = fmt.Sprint("n", i)
		return s.publish(upload(t, r))
	}
	for i := range 3 {
		if a := post(i); a.status != http.StatusCreated {
			t.Fatalf("network %d: %d %s", i, a.status, a.body)
		}
	}
	a := post(3)
	if a.status != http.StatusTooManyRequests || a.problem().Code != "too-many" || a.header.Get("Retry-After") == "" {
		t.Errorf("a fourth one into the room: %d %s", a.status, a.body)
	}
	post(4)
	for i := range 100 {
		if a := s.publish([]byte("flood")); a.status != http.StatusTooManyRequests {
			t.Fatalf("upload %d of a flood: %d", i, a.status)
		}
	}
	s.address = "192.0.2.8"
	if a := s.publish([]byte("x")); a.status != 422 {
		t.Errorf("another address pays for the first: %d", a.status)
	}
	s.address = "192.0.2.7"
	s.now = s.now.Add(time.Minute)
	if a := post(5); a.status != http.StatusCreated {
		t.Errorf("after a minute: %d %s", a.status, a.body)
	}
	for i := range 10 {
		want := http.StatusForbidden
		if i >= 4 {
			want = http.StatusTooManyRequests
		}
		if a := s.sendJSON("DELETE", "/api/rooms/"+room.Room.Code, nil, bearer(strings.Repeat("3", 28))...); a.status != want {
			t.Errorf("guess %d: %d, want %d", i, a.status, want)
		}
	}
	// IPv6 counts by network, since anybody has as many addresses as there are.
	for i := range 5 {
		s.address = fmt.Sprintf("2001:db8::%x", i+1)
		s.publish([]byte("x"))
	}
	if s.address = "2001:db8::ffff"; s.publish([]byte("x")).status != http.StatusTooManyRequests {
		t.Error("a sixth address of one network is another one")
	}
	if s.address = "2001:db8:0:1::1"; s.publish([]byte("x")).status != 422 {
		t.Error("another network pays for the first")
	}
}

// No address is anywhere in the database, and what stands for it changes from
// day to day.
func TestAddressesAreNotKept(t *testing.T) {
	s := newSite(t, server.Limits{})
	buckets := func() []string {
		rows, err := s.db.Query("SELECT bucket FROM rates WHERE bucket LIKE 'publish %'")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var all []string
		for rows.Next() {
			var b string
			if err := rows.Scan(&b); err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.Fields(b)[1])
		}
		return all
	}
	s.publish([]byte("x"))
	first := buckets()
	s.now = s.now.Add(24 * time.Hour)
	if err := s.server.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.publish([]byte("x"))
	second := buckets()
	if len(first) != 1 || len(second) != 1 || first[0] == second[0] || strings.Contains(first[0], s.address) {
		t.Errorf("buckets %q, a day later %q", first, second)
	}
	var salts int
	if err := s.db.QueryRow("SELECT COUNT(*) FROM salts").Scan(&salts); err != nil || salts != 1 {
		t.Errorf("%d salts (%v), want that of today", salts, err)
	}
}

// What has expired is not there, and a sweep removes it.
func TestExpiry(t *testing.T) {
	s := newSite(t, server.Limits{})
	room := read[share.RoomMade](t, s.sendJSON("POST", "/api/rooms", share.NewRoom{}), http.StatusCreated)
	p := read[share.Published](t, s.publish(upload(t, usual(room.Room.Code))), http.StatusCreated)
	s.now = s.now.Add(share.Lifetime - time.Second)
	if a := s.ask("GET", "/api/models/"+p.Entry.ID, nil); a.status != 200 {
		t.Errorf("a second before its time: %d", a.status)
	}
	s.now = s.now.Add(time.Second)
	for _, path := range []string{"/api/models/" + p.Entry.ID, "/api/models/" + p.Entry.ID + "/file", "/api/rooms/" + room.Room.Code} {
		if a := s.ask("GET", path, nil); a.status != http.StatusNotFound {
			t.Errorf("%s after its time: %d", path, a.status)
		}
	}
	if err := s.server.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.nothingStored()
}

// Checks count once a day for an address, agree within the tolerance, and are
// of the very network.
func TestChecks(t *testing.T) {
	s := newSite(t, server.Limits{})
	p := read[share.Published](t, s.publish(upload(t, usual(""))), http.StatusCreated)
	path := "/api/models/" + p.Entry.ID + "/verifications"
	good := share.Check{Fingerprint: p.Entry.Fingerprint, Test: share.TestShapes, Tested: 10, Accuracy: p.Entry.Accuracy}
	for name, change := range map[string]func(*share.Check){
		"another network":       func(c *share.Check) { c.Fingerprint = "0123456789abcdef" },
		"other pictures":        func(c *share.Check) { c.Test = share.TestCIFAR },
		"fewer pictures":        func(c *share.Check) { c.Tested = 5 },
		"impossible accuracy":   func(c *share.Check) { c.Accuracy = 2 },
		"no accuracy like that": func(c *share.Check) { c.Accuracy = -0.1 },
	} {
		c := good
		change(&c)
		if a := s.sendJSON("POST", path, c); a.status != 422 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	standing := func() share.Standing {
		return read[share.Entry](t, s.ask("GET", "/api/models/"+p.Entry.ID, nil), 200).Standing()
	}
	if got := standing(); got != share.Unverified {
		t.Errorf("at first it is %s", got)
	}
	if c := read[share.Checks](t, s.sendJSON("POST", path, good), 201); c.Agree != 1 || standing() != share.Verified {
		t.Errorf("after one that agrees: %+v, %s", c, standing())
	}
	if a := s.sendJSON("POST", path, good); a.status != http.StatusConflict {
		t.Errorf("the same address again: %d", a.status)
	}
	s.address = "192.0.2.9"
	bad := good
	bad.Accuracy = good.Accuracy/2 + 0.3
	if c := read[share.Checks](t, s.sendJSON("POST", path, bad), 201); c.Disagree != 1 || c.Measured != bad.Accuracy || standing() != share.Disputed {
		t.Errorf("after one that does not: %+v, %s", c, standing())
	}
	if a := s.sendJSON("POST", path, good, "Origin", "https://evil.example"); a.status != 403 {
		t.Errorf("from another site: %d", a.status)
	}
	other := usual("")
	other.Test = share.TestOther
	q := read[share.Published](t, s.publish(upload(t, other)), http.StatusCreated)
	if a := s.sendJSON("POST", "/api/models/"+q.Entry.ID+"/verifications", good); a.status != 409 || q.Entry.Standing() != share.Private {
		t.Errorf("pictures of somebody's own: %d, %s", a.status, q.Entry.Standing())
	}
}

// Shards as a browser, a proxy and a prankster ask for them.
func TestShards(t *testing.T) {
	s := newSite(t, server.Limits{})
	if a := s.ask("GET", "/shards/cifar10/index.json", nil); a.status != http.StatusNoContent {
		t.Errorf("a site without shards: %d", a.status)
	}
	content := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 1000)
	s.objects.files["shards/cifar10/train/0.bin"] = content
	s.objects.files["shards/cifar10/index.json"] = []byte(`{"version":1}`)
	s.objects.files["secret"] = []byte("secret")
	whole := s.ask("GET", "/shards/cifar10/train/0.bin", nil)
	if whole.status != 200 || !bytes.Equal(whole.body, content) || !strings.Contains(whole.header.Get("Cache-Control"), "immutable") ||
		whole.header.Get("Accept-Ranges") != "bytes" || whole.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%d, %d bytes, %v", whole.status, len(whole.body), whole.header)
	}
	etag := whole.header.Get("ETag")
	for _, tt := range []struct {
		method, path string
		headers      []string
		status       int
		body         []byte
		says         string // in Content-Range or Allow
	}{
		{"GET", "train/0.bin", []string{"Range", "bytes=100-199"}, 206, content[100:200], "bytes 100-199/8000"},
		{"GET", "train/0.bin", []string{"Range", "bytes=7990-"}, 206, content[7990:], "bytes 7990-7999/8000"},
		{"GET", "train/0.bin", []string{"Range", "bytes=-5"}, 206, content[7995:], "bytes 7995-7999/8000"},
		{"GET", "train/0.bin", []string{"Range", "bytes=8000-"}, 416, nil, "bytes */8000"},
		{"GET", "train/0.bin", []string{"Range", "bytes=5-2"}, 416, nil, ""},
		{"GET", "train/0.bin", []string{"If-None-Match", etag}, 304, []byte{}, ""},
		{"GET", "train/0.bin", []string{"If-None-Match", `"other"`}, 200, content, ""},
		{"GET", "train/0.bin", []string{"Range", "bytes=0-9", "If-Range", etag}, 206, content[:10], "bytes 0-9/8000"},
		{"GET", "train/0.bin", []string{"Range", "bytes=0-9", "If-Range", `"other"`}, 200, content, ""},
		{"HEAD", "train/0.bin", nil, 200, []byte{}, ""},
		{"OPTIONS", "train/0.bin", nil, 204, []byte{}, "GET, HEAD, OPTIONS"},
		{"POST", "train/0.bin", nil, 405, nil, "GET, HEAD, OPTIONS"},
		{"GET", "index.json", nil, 200, []byte(`{"version":1}`), ""},
		{"GET", "train/1.bin", nil, 404, nil, ""},
		{"GET", "train/00000.bin", nil, 404, nil, ""},
		{"GET", "train/-1.bin", nil, 404, nil, ""},
		{"GET", "valid/0.bin", nil, 404, nil, ""},
		{"GET", "train/../../../secret", nil, 404, nil, ""},
		{"GET", "train/..%2f..%2f..%2fsecret", nil, 404, nil, ""},
		{"GET", "train/%2e%2e/index.json", nil, 404, nil, ""},
		{"GET", "train//0.bin", nil, 404, nil, ""},
		{"GET", "", nil, 404, nil, ""},
	} {
		s.objects.reads = 0
		a := s.ask(tt.method, "/shards/cifar10/"+tt.path, nil, tt.headers...)
		if a.status != tt.status || tt.body != nil && !bytes.Equal(a.body, tt.body) {
			t.Errorf("%s %s %v: %d with %d bytes, want %d", tt.method, tt.path, tt.headers, a.status, len(a.body), tt.status)
		}
		if tt.says != "" && a.header.Get("Content-Range") != tt.says && a.header.Get("Allow") != tt.says {
			t.Errorf("%s %s %v: want %q in %v", tt.method, tt.path, tt.headers, tt.says, a.header)
		}
		if tt.body == nil && s.objects.reads > 0 || tt.method == "HEAD" && s.objects.reads > 0 {
			t.Errorf("%s %s %v: %d bytes of the file were read for nothing", tt.method, tt.path, tt.headers, s.objects.reads)
		}
	}
	if a := s.ask("HEAD", "/shards/cifar10/train/0.bin", nil); a.header.Get("Content-Length") != "8000" {
		t.Errorf("HEAD says %q bytes", a.header.Get("Content-Length"))
	}
}

// Everything else is answered with a sentence, and never with permission for
// other sites.
func TestOtherRequests(t *testing.T) {
	s := newSite(t, server.Limits{})
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/api/", 404, ""},
		{"GET", "/api/models", 405, "POST, OPTIONS"},
		{"GET", "/api/rooms", 405, "POST, OPTIONS"},
		{"OPTIONS", "/api/models", 204, "POST, OPTIONS"},
		{"OPTIONS", "/api/rooms/2222222", 204, "GET, HEAD, PATCH, DELETE, OPTIONS"},
		{"PUT", "/api/rooms/2222222", 405, "GET, HEAD, PATCH, DELETE, OPTIONS"},
		{"GET", "/api/rooms/2222222", 404, ""},
		{"HEAD", "/api/rooms/2222222", 404, ""},
		{"GET", "/api/rooms/<script>", 404, ""},
		{"GET", "/api/models/" + strings.Repeat("a", 500), 404, ""},
		{"GET", "/api/models/222222222222/file", 404, ""},
		{"TRACE", "/api/models", 405, "POST, OPTIONS"},
	} {
		a := s.ask(tt.method, tt.path, nil)
		if a.status != tt.status || a.header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d, Allow %q; want %d, %q", tt.method, tt.path, a.status, a.header.Get("Allow"), tt.status, tt.allow)
		}
		for key := range a.header {
			if strings.HasPrefix(key, "Access-Control") {
				t.Errorf("%s %s: %s", tt.method, tt.path, key)
			}
		}
		if tt.method != "HEAD" && tt.status >= 400 && a.problem().Code == "" {
			t.Errorf("%s %s: no problem in %q", tt.method, tt.path, a.body)
		}
	}
	for _, tt := range []struct {
		body   string
		status int
	}{{`{"title":"<script>"}`, 422}, {`{`, 400}, {`[]`, 400}, {`{"title":"` + strings.Repeat("a", 5000) + `"}`, 413}, {`{"title":"` + strings.Repeat("a", 70) + `"}`, 422}} {
		a := s.ask("POST", "/api/rooms", []byte(tt.body), server.RequestHeader, "1", "Content-Type", "application/json")
		if a.status != tt.status {
			t.Errorf("a room of %.40s: %d %s, want %d", tt.body, a.status, a.body, tt.status)
		}
	}
}
