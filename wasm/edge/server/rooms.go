package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"filtermaplab/wasm/edge/share"
)

// makeRoom opens a room for a class.
func (s *Server) makeRoom(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var asked share.NewRoom
	if err := readJSON(r, &asked); err != nil {
		return err
	}
	title, err := share.CleanTitle(asked.Title)
	if err != nil {
		return problem(http.StatusUnprocessableEntity, "name", explain(err))
	}
	if err := s.limitAddress(r, "rooms", s.Limits.Rooms); err != nil {
		return err
	}
	code, err := share.NewCode(s.Random)
	if err != nil {
		return err
	}
	secret, err := share.NewKey(s.Random)
	if err != nil {
		return err
	}
	room := Room{
		Code: code, Title: title, Open: true, Key: hashKey(secret),
		Created: s.seconds(), Expires: s.Now().Add(share.Lifetime).Unix(),
	}
	if err := s.Rows.AddRoom(r.Context(), room); err != nil {
		return fmt.Errorf("server: room: %w", err)
	}
	w.Header().Set("Location", "/r/"+code)
	s.write(w, r, http.StatusCreated, share.RoomMade{Room: room.public([]share.Entry{}), Key: secret})
	return nil
}

func (r Room) public(entries []share.Entry) share.Room {
	return share.Room{Code: r.Code, Title: r.Title, Open: r.Open, Created: r.Created, Expires: r.Expires, Entries: entries}
}

// storedRoom returns the room that a request names.
func (s *Server) storedRoom(r *http.Request) (Room, error) {
	code := r.PathValue("code")
	unknown := "there is no room of this code; it may have expired"
	if !share.ValidCode(code) {
		return Room{}, problem(http.StatusNotFound, "room-unknown", unknown)
	}
	room, err := s.Rows.Room(r.Context(), code, s.seconds())
	return room, notFound(err, "room-unknown", unknown)
}

// room lists what is in a room.
func (s *Server) room(w http.ResponseWriter, r *http.Request) error {
	room, err := s.storedRoom(r)
	if err != nil {
		return err
	}
	entries, err := s.Rows.Entries(r.Context(), room.Code, s.seconds())
	if err != nil {
		return err
	}
	return s.fresh(w, r, room.public(entries))
}

// changeRoom opens or closes a room.
func (s *Server) changeRoom(w http.ResponseWriter, r *http.Request) error {
	room, err := s.managed(r)
	if err != nil {
		return err
	}
	var change share.RoomChange
	if err := readJSON(r, &change); err != nil {
		return err
	}
	if err := s.Rows.OpenRoom(r.Context(), room.Code, change.Open); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// deleteRoom forgets a room and every network in it.
func (s *Server) deleteRoom(w http.ResponseWriter, r *http.Request) error {
	room, err := s.managed(r)
	if err != nil {
		return err
	}
	entries, err := s.Rows.Entries(r.Context(), room.Code, 0) // expired ones, too
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := s.forget(r.Context(), e.ID); err != nil {
			return err
		}
	}
	if err := s.Rows.DeleteRoom(r.Context(), room.Code); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// managed returns the room that a request names and has the key of.
func (s *Server) managed(r *http.Request) (Room, error) {
	secret, err := s.managing(r)
	if err != nil {
		return Room{}, err
	}
	room, err := s.storedRoom(r)
	if err != nil {
		return Room{}, err
	}
	if !share.SameHash(secret, room.Key) {
		return Room{}, errWrongKey()
	}
	return room, nil
}

// freshFor is how long an answer that may change is kept. Everybody in a class
// asks for the same room every few seconds: one answer serves them all.
const freshFor = "public, max-age=2"

// fresh answers with JSON and an ETag, or with 304 where the asker has it.
func (s *Server) fresh(w http.ResponseWriter, r *http.Request, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	sum := sha256.Sum256(b)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", etag)
	w.Header().Set("Cache-Control", freshFor)
	if has(r, etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	s.write(w, r, http.StatusOK, v)
	return nil
}

// has reports whether the asker already has what etag stands for.
func has(r *http.Request, etag string) bool {
	for candidate := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/"); candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}
