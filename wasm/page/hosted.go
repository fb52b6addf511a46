//go:build js

package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"
	"syscall/js"
	"time"

	"filtermaplab/engine"
	"filtermaplab/engine/checkpoint"
	"filtermaplab/wasm/browser"
	"filtermaplab/wasm/edge/share"
	"filtermaplab/wasm/hosted"
	"filtermaplab/wasm/lab"
)

// site is the card of a hosted page: publishing, and the gallery of a class.
// Where the page is not hosted nothing of it is seen and nothing is asked.
type site struct {
	p    *page
	keys keyring

	say, why, mine       *browser.Element
	name, room, publish  *browser.Element
	code, roomSay, shown *browser.Element
	title, list, plot    *browser.Element
	manage, toggle       *browser.Element
	secret, unlock, key  *browser.Element

	tested   engine.Tested
	busy     bool
	joined   string // the code of the room that is shown
	gallery  share.Room
	pictures bool // the run's pictures are the site's
}

// newSite returns nil where the page is not hosted.
func newSite(p *page) *site {
	if !js.Global().Get("document").Get("documentElement").Get("dataset").Get("site").Truthy() {
		return nil
	}
	s := &site{
		p: p, keys: readKeys(), say: browser.ByID("publish-say"), why: browser.ByID("publish-why"), mine: browser.ByID("publish-mine"),
		name: browser.ByID("publish-name"), room: browser.ByID("publish-room"), publish: browser.ByID("publish-go"),
		code: browser.ByID("room-code"), roomSay: browser.ByID("room-say"), shown: browser.ByID("room-view"),
		title: browser.ByID("room-title"), list: browser.ByID("room-rows"), plot: browser.ByID("room-plot"),
		manage: browser.ByID("room-manage"), toggle: browser.ByID("room-toggle"),
		secret: browser.ByID("room-secret"), unlock: browser.ByID("room-unlock"), key: browser.ByID("room-key"),
	}
	browser.ByID("hosted").Flag("hidden", false)
	submit := func(id string, act func()) {
		browser.ByID(id).On("submit", func(e js.Value) { e.Call("preventDefault"); act() })
	}
	submit("publish", func() { s.start(s.publishing) })
	submit("room-join", func() { s.join(s.code.Get("value").String()) })
	submit("room-new", func() { s.start(s.making) })
	submit("room-key-form", func() { s.start(s.unlocking) })
	s.secret.On("focus", func(js.Value) { s.secret.Call("select") })
	s.toggle.On("click", func(js.Value) { s.start(s.toggling) })
	browser.ByID("room-delete").On("click", func(js.Value) {
		p.note.ask(p.words.T("The room and every network in it will be deleted for everybody."), p.words.T("Delete the room"), func() { s.start(s.deletingRoom) })
	})
	for _, list := range []*browser.Element{s.list, s.mine} {
		list.On("click", func(e js.Value) { s.clicked(e.Get("target")) })
	}
	p.speakers = append(p.speakers, func() {
		s.say.Text("") // said in the other language
		s.draw()
	})
	s.poll()
	s.draw()
	return s
}

// arrive follows the short links, which lead to ?model=ID and ?room=CODE.
func (s *site) arrive() {
	query, err := url.ParseQuery(strings.TrimPrefix(js.Global().Get("location").Get("search").String(), "?"))
	if s == nil || err != nil {
		return
	}
	if code := query.Get("room"); code != "" {
		s.join(code)
	}
	if id := query.Get("model"); share.ValidID(id) {
		s.start(func() error { return s.opening(id) })
	}
}

// heard notes what the commands of this card are answered with.
func (s *site) heard(e engine.Event) {
	if s == nil {
		return
	}
	if e, ok := e.(engine.Tested); ok {
		s.tested = e
	}
}

func (s *site) show(state *lab.State, _ time.Time) {
	why := hosted.WhyNotPublish(s.p.words, state)
	s.why.Text(why)
	s.publish.Flag("disabled", why != "" || s.busy)
}

// start does what waits for the site or the trainer, one thing at a time, and
// says what went wrong.
func (s *site) start(act func() error) {
	if s.busy {
		return
	}
	s.busy = true
	s.p.frame.Ask()
	go func() {
		if err := act(); err != nil {
			s.say.Text(lab.Sentence(err.Error()))
		}
		s.busy = false
		s.draw()
		s.p.frame.Ask()
	}()
}

// command sends the trainer something and waits for what becomes of it.
func (s *site) command(send func(settle func(error))) error {
	done := make(chan error, 1)
	send(func(err error) { done <- err })
	return <-done
}

// save waits for the run as a file.
func (s *site) save(as string) (file []byte, err error) {
	err = s.command(func(settle func(error)) {
		s.p.saveAs(as, func(saved engine.Saved, err error) {
			file = saved.Bytes
			settle(err)
		})
	})
	return file, err
}

// ask asks the site and reads its answer into v, which may be nil.
func (s *site) ask(method, path string, key string, kind string, body []byte, v any) error {
	headers := map[string]any{}
	if method != "GET" {
		headers["Fmlab-Request"] = "1"
		headers["Content-Type"] = kind
	}
	if key != "" {
		headers["Authorization"] = "Bearer " + key
	}
	status, answer, err := browser.Ask(method, path, headers, body)
	if err != nil {
		return err
	}
	if status >= 400 {
		var problem share.Problem
		if json.Unmarshal(answer, &problem) != nil {
			problem.Error = fmt.Sprint("status ", status)
		}
		return errors.New(hosted.ProblemWords(s.p.words, problem))
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(answer, v)
}

const (
	jsonType = "application/json"
	fileType = "application/octet-stream"
)

// publishing sends the network that the page shows.
func (s *site) publishing() error {
	t := s.p.words
	s.say.Text(t.T("Publishing"))
	file, err := s.save(engine.AsRun)
	if err != nil {
		return err
	}
	request := share.Request{Name: s.name.Get("value").String()}
	if typed := s.room.Get("value").String(); strings.TrimSpace(typed) != "" {
		code, ok := share.ReadCode(typed)
		if !ok {
			return errors.New(t.T("A room's code has seven letters and digits."))
		}
		request.Room = code
	}
	request.Test, request.Tested = hosted.TestedOn(&s.p.state, s.p.chosen.file.IsNull(), s.pictures)
	body, err := share.Attach(file, request)
	if err != nil {
		return err
	}
	var published share.Published
	if err := s.ask("POST", "/api/models", "", fileType, body, &published); err != nil {
		return err
	}
	s.keys.keep("model", published.Entry.ID, published.Key)
	s.say.Text(t.T("Published."))
	if request.Room != "" {
		s.join(request.Room)
	}
	return nil
}

// opening makes a published network the run, tests it on its own test pictures,
// and tells the site what came out unless it is one's own.
func (s *site) opening(id string) error {
	t := s.p.words
	s.say.Text(t.T("Opening"))
	var e share.Entry
	if err := s.ask("GET", "/api/models/"+id, "", "", nil, &e); err != nil {
		return err
	}
	status, file, err := browser.Ask("GET", "/api/models/"+id+"/file", map[string]any{}, nil)
	if err != nil || status != 200 {
		return errors.Join(err, errors.New(t.T("The file of this network did not come. Try again.")))
	}
	if err := s.bring(e); err != nil {
		return err
	}
	blob := browser.NewBlob(browser.Uint8Array(file), fileType)
	name := hosted.Titled(t, e) + " (" + e.Network + ")"
	if err := s.command(func(settle func(error)) { s.p.openCheckpoint(name, blob, true, settle) }); err != nil {
		return err
	}
	s.p.state.Overlay(name, string(e.Config.Variant), e.Curve)
	if e.Standing() == share.Private {
		s.say.Text(t.T("Opened %s. Its accuracy was measured on pictures of its owner.", name))
		return nil
	}
	return s.checking(e, name)
}

// bring has the trainer learn and test on the pictures that an entry was tested
// on.
func (s *site) bring(e share.Entry) error {
	next := s.p.wanted
	next.perClass = hosted.PerClassFor(e.Tested)
	switch e.Test {
	case share.TestShapes:
		next.file = js.Null()
	case share.TestCIFAR:
		file, err := s.fetchPictures(next.perClass)
		if err != nil {
			return err
		}
		next.file = file
	default:
		return nil
	}
	err := s.command(func(settle func(error)) { s.p.apply(next, true, settle) })
	if err == nil {
		s.pictures = e.Test == share.TestCIFAR
	}
	return err
}

// checking tests what the trainer has just opened. The fingerprint is of the
// weights that it really has.
func (s *site) checking(e share.Entry, name string) error {
	t := s.p.words
	if err := s.command(func(settle func(error)) { s.p.send(engine.Test{}, settle) }); err != nil {
		return err
	}
	right := 0
	for i, label := range s.tested.Labels {
		if s.tested.Answers[i] == label {
			right++
		}
	}
	file, err := s.save(engine.AsWeights)
	if err != nil {
		return err
	}
	f, err := checkpoint.ReadBytes(file)
	if err != nil {
		return err
	}
	trained, err := engine.ReadTrained(f, 1)
	if err != nil {
		return err
	}
	check := share.Check{
		Fingerprint: trained.Fingerprint(), Test: e.Test, Tested: len(s.tested.Labels),
		Accuracy: float64(right) / float64(max(1, len(s.tested.Labels))),
	}
	said := t.T("Opened %s, fingerprint %s.", name, check.Fingerprint) + " " + hosted.CheckWords(t, e, check.Accuracy)
	s.say.Text(said)
	if s.keys.of("model", e.ID) != "" {
		return nil // one's own word is no check
	}
	body, err := json.Marshal(check)
	if err != nil {
		return err
	}
	// That the site has heard of it from here before is nothing to complain of.
	if err := s.ask("POST", "/api/models/"+e.ID+"/verifications", "", jsonType, body, nil); err == nil {
		s.refresh()
	}
	return nil
}

// making opens a room for a class.
func (s *site) making() error {
	title := browser.ByID("room-name")
	body, err := json.Marshal(share.NewRoom{Title: title.Get("value").String()})
	if err != nil {
		return err
	}
	var made share.RoomMade
	if err := s.ask("POST", "/api/rooms", "", jsonType, body, &made); err != nil {
		return err
	}
	title.Prop("value", "")
	s.keys.keep("room", made.Room.Code, made.Key)
	s.join(made.Room.Code)
	return nil
}

// join shows a room, from now on.
func (s *site) join(typed string) {
	code, ok := share.ReadCode(typed)
	if !ok {
		s.roomSay.Text(s.p.words.T("A room's code has seven letters and digits."))
		return
	}
	s.joined = code
	s.code.Prop("value", code)
	s.room.Prop("value", code)
	go s.refresh()
}

// refresh asks for the room anew.
func (s *site) refresh() {
	if s.joined == "" {
		return
	}
	var room share.Room
	if err := s.ask("GET", "/api/rooms/"+s.joined, "", "", nil, &room); err != nil {
		s.roomSay.Text(lab.Sentence(err.Error()))
		return
	}
	s.gallery = room
	s.draw()
}

const pollMilliseconds = 4000

// poll keeps the room up to date while somebody looks at it.
func (s *site) poll() {
	browser.After(pollMilliseconds, func() {
		if s.joined != "" && s.gallery.Code != "" && !hiddenPage() {
			go s.refresh()
		}
		s.poll()
	})
}

func (s *site) toggling() error {
	err := s.changing(share.RoomChange{Open: !s.gallery.Open}, s.keys.of("room", s.joined))
	if err == nil {
		s.gallery.Open = !s.gallery.Open
	}
	return err
}

// unlocking takes over a room that another browser has made. The site says
// whether the key is the right one: it is asked for the change that changes
// nothing.
func (s *site) unlocking() error {
	key := strings.TrimSpace(s.key.Get("value").String())
	if !share.ValidKey(key) {
		return errors.New(s.p.words.T("A key has 28 letters and digits."))
	}
	if err := s.changing(share.RoomChange{Open: s.gallery.Open}, key); err != nil {
		return err
	}
	s.keys.keep("room", s.joined, key)
	s.key.Prop("value", "")
	s.say.Text(s.p.words.T("This browser manages the room now."))
	return nil
}

func (s *site) changing(change share.RoomChange, key string) error {
	body, err := json.Marshal(change)
	if err != nil {
		return err
	}
	return s.ask("PATCH", "/api/rooms/"+s.joined, key, jsonType, body, nil)
}

func (s *site) deletingRoom() error {
	err := s.ask("DELETE", "/api/rooms/"+s.joined, s.keys.of("room", s.joined), jsonType, nil, nil)
	if err == nil {
		s.keys.drop("room", s.joined)
		s.joined, s.gallery = "", share.Room{}
		s.code.Prop("value", "")
		s.room.Prop("value", "")
	}
	return err
}

// clicked acts on a button of a list.
func (s *site) clicked(target js.Value) {
	button := target.Call("closest", "button[data-id]")
	if button.IsNull() {
		return
	}
	id, t := button.Get("dataset").Get("id").String(), s.p.words
	if !share.ValidID(id) {
		return
	}
	if button.Get("dataset").Get("act").String() == "open" {
		open := func() { s.start(func() error { return s.opening(id) }) }
		if s.p.state.Started() {
			s.p.note.ask(t.T("A run is under way. Opening this network starts another one."), t.T("Open it"), open)
			return
		}
		open()
		return
	}
	s.p.note.ask(t.T("The network will be deleted for everybody."), t.T("Delete it"), func() { s.start(func() error { return s.deleting(id) }) })
}

func (s *site) deleting(id string) error {
	key := s.keys.of("model", id)
	if key == "" {
		key = s.keys.of("room", s.joined)
	}
	err := s.ask("DELETE", "/api/models/"+id, key, jsonType, nil, nil)
	if err == nil {
		s.keys.drop("model", id)
		s.say.Text(s.p.words.T("Deleted."))
		entries := s.gallery.Entries[:0]
		for _, e := range s.gallery.Entries {
			if e.ID != id {
				entries = append(entries, e)
			}
		}
		s.gallery.Entries = entries
	}
	return err
}

// draw sets the room and the list of one's own.
func (s *site) draw() {
	t := s.p.words
	var own strings.Builder
	for _, id := range s.keys.names("model") {
		fmt.Fprintf(&own, `<li><a class="link" href="/m/%s">/m/%[1]s</a> <button class="link" type="button" data-id="%[1]s" data-act="delete">%s</button></li>`,
			html.EscapeString(id), html.EscapeString(t.T("Delete")))
	}
	s.mine.HTML(own.String())
	s.shown.Flag("hidden", s.gallery.Code == "")
	if s.gallery.Code == "" {
		return
	}
	title := s.gallery.Title
	if title == "" {
		title = t.T("Room %s", s.gallery.Code)
	}
	s.title.Text(title)
	say := t.N(len(s.gallery.Entries), "%d network", "%d networks", len(s.gallery.Entries))
	if !s.gallery.Open {
		say += ", " + t.T("closed")
	}
	s.roomSay.Text(say + ". " + t.T("Join with the code %s or the link %s.", s.gallery.Code, js.Global().Get("location").Get("origin").String()+"/r/"+s.gallery.Code))
	key := s.keys.of("room", s.gallery.Code)
	mine := key != ""
	s.manage.Flag("hidden", !mine)
	s.unlock.Flag("hidden", mine)
	s.secret.Prop("value", key)
	s.toggle.Text(map[bool]string{true: t.T("Close the room"), false: t.T("Open the room again")}[s.gallery.Open])
	s.list.HTML(s.rows(mine))
	s.plot.HTML(scatterSVG(hosted.PlotEntries(t, s.gallery.Entries), [3]string{"FM", t.T("plain"), t.T("thin")}))
}

// rows is the table of a room. Everything that comes from people is escaped.
func (s *site) rows(mine bool) string {
	t := s.p.words
	var b strings.Builder
	for _, e := range s.gallery.Entries {
		fmt.Fprintf(&b, `<tr><th scope="row">%s</th><td>%s</td><td class="amount">%s</td><td class="amount">%s</td><td class="standing %s">%s</td><td>`,
			html.EscapeString(hosted.Titled(t, e)), html.EscapeString(e.Network), t.Count(e.Params), t.Percent(e.Accuracy),
			html.EscapeString(string(e.Standing())), html.EscapeString(hosted.StandingWords(t, e)))
		button := func(act, text string) {
			fmt.Fprintf(&b, `<button class="link" type="button" data-id="%s" data-act="%s">%s</button> `, html.EscapeString(e.ID), act, html.EscapeString(text))
		}
		button("open", t.T("Open"))
		if mine || s.keys.of("model", e.ID) != "" {
			button("delete", t.T("Delete"))
		}
		b.WriteString("</td></tr>")
	}
	if len(s.gallery.Entries) == 0 {
		b.WriteString(`<tr><td colspan="6">` + html.EscapeString(t.T("Nothing is published here yet.")) + "</td></tr>")
	}
	return b.String()
}

// scatterSVG draws a room's entries: accuracy over parameters.
func scatterSVG(s hosted.Scatter, names [3]string) string {
	const width, height, left, bottom, top = 320, 170, 30, 18, 18
	x := func(v float64) float64 { return left + v*(width-left-8) }
	y := func(v float64) float64 { return height - bottom - v*(height-bottom-top) }
	var b strings.Builder
	for _, share := range []float64{0, 0.5, 1} {
		fmt.Fprintf(&b, `<path class="axis" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%.0f</text>`, left, y(share), width-8, left-4, y(share)+3, 100*share)
	}
	span := decades(s)
	for n, decade := s.From, 0.0; n <= s.To && n > 0; n, decade = n*10, decade+1 {
		anchor := "middle"
		if decade == span {
			anchor = "end"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="%s">%s</text>`, x(decade/span), height-4, anchor, thousands(n))
	}
	for i, kind := range []string{"fm", "plain", "thin"} { // colour alone tells nobody enough
		at := left + 60*i
		fmt.Fprintf(&b, `<circle class="%s" cx="%d" cy="6" r="3"/><text x="%d" y="9">%s</text>`, kind, at+4, at+11, html.EscapeString(names[i]))
	}
	for _, p := range s.Points {
		fmt.Fprintf(&b, `<circle class="%s" cx="%.1f" cy="%.1f" r="4"><title>%s</title></circle>`, html.EscapeString(p.Kind), x(p.X), y(p.Y), html.EscapeString(p.Say))
	}
	return fmt.Sprintf(`<svg viewBox="0 0 %d %d" aria-hidden="true">%s</svg>`, width, height, b.String())
}

// decades is how many powers of ten the axis spans.
func decades(s hosted.Scatter) float64 {
	n := 0.0
	for v := s.From; v < s.To && v > 0; v *= 10 {
		n++
	}
	return max(1, n)
}

func thousands(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprint(n/1_000_000, " M")
	case n >= 1000:
		return fmt.Sprint(n/1000, " k")
	}
	return fmt.Sprint(n)
}
