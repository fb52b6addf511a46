package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"filtermaplab/wasm/edge/share"
)

// modelType is the type of an upload.
const modelType = "application/octet-stream"

// modelKey is where the file of a network lies. The ID has been checked.
func modelKey(id string) string { return "models/" + id + ".safetensors" }

// publish takes a file. The cheap refusals come first: whoever sends a flood
// pays for it with counters, not with our time.
func (s *Server) publish(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	if err := hasType(r, modelType); err != nil {
		return err
	}
	if err := s.limitAddress(r, "publish", s.Limits.Publish); err != nil {
		return err
	}
	body, err := readBody(r, share.MaxFile)
	if err != nil {
		return err
	}
	m, err := share.Read(body)
	if err != nil {
		return problem(http.StatusUnprocessableEntity, "model", explain(err))
	}
	if m.Entry.Room != "" {
		if err := s.mayEnter(r.Context(), m.Entry.Room); err != nil {
			return err
		}
	}
	published, err := s.store(r.Context(), m)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/m/"+published.Entry.ID)
	s.write(w, r, http.StatusCreated, published)
	return nil
}

// mayEnter refuses a room that is not there, closed or too busy.
func (s *Server) mayEnter(ctx context.Context, code string) error {
	room, err := s.Rows.Room(ctx, code, s.seconds())
	if err != nil {
		return notFound(err, "room-unknown", "there is no room of this code; it may have expired")
	}
	if !room.Open {
		return problem(http.StatusForbidden, "room-closed", "the room is closed: it takes no more networks")
	}
	return s.limit(ctx, "room", code, s.Limits.PublishRoom)
}

// store keeps a network. The file goes first: a row without a file would be a
// promise that cannot be kept, a file without a row is removed again.
func (s *Server) store(ctx context.Context, m *share.Model) (share.Published, error) {
	if id, err := s.Rows.Published(ctx, m.Digest[:]); err == nil {
		return share.Published{}, problem(http.StatusConflict, "published", "this very network is published already, at /m/"+id)
	} else if !errors.Is(err, ErrNotFound) {
		return share.Published{}, err
	}
	id, err := share.NewID(s.Random)
	if err != nil {
		return share.Published{}, err
	}
	secret, err := share.NewKey(s.Random)
	if err != nil {
		return share.Published{}, err
	}
	m.Entry.ID, m.Entry.Published = id, s.seconds()
	m.Entry.Expires = s.Now().Add(share.Lifetime).Unix()
	if err := s.Objects.Put(ctx, modelKey(id), m.File); err != nil {
		return share.Published{}, fmt.Errorf("server: publish: %w", err)
	}
	if err := s.Rows.AddModel(ctx, Model{Entry: m.Entry, Key: hashKey(secret), Digest: m.Digest[:]}); err != nil {
		err = errors.Join(err, s.Objects.Delete(ctx, modelKey(id)))
		switch {
		case errors.Is(err, ErrFull):
			err = problem(http.StatusConflict, "room-full", fmt.Sprintf("the room is full: it has %d networks; ask for another room", share.MaxEntries))
		case errors.Is(err, ErrTaken):
			err = problem(http.StatusConflict, "published", "this very network is published already")
		}
		return share.Published{}, err
	}
	return share.Published{Entry: m.Entry, Key: secret}, nil
}

// stored returns the network that a request names.
func (s *Server) stored(r *http.Request) (Model, error) {
	id := r.PathValue("id")
	unknown := "there is no network at this link; it may have expired or been deleted"
	if !share.ValidID(id) {
		return Model{}, problem(http.StatusNotFound, "model-unknown", unknown)
	}
	m, err := s.Rows.Model(r.Context(), id, s.seconds())
	return m, notFound(err, "model-unknown", unknown)
}

// model tells what a network is.
func (s *Server) model(w http.ResponseWriter, r *http.Request) error {
	m, err := s.stored(r)
	if err != nil {
		return err
	}
	return s.fresh(w, r, m.Entry)
}

// modelFile hands its file out. It never changes, but it may be deleted, so
// that it is kept for a day and not for ever.
func (s *Server) modelFile(w http.ResponseWriter, r *http.Request) error {
	m, err := s.stored(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", modelType)
	h.Set("Content-Disposition", `attachment; filename="`+m.Entry.Network+"-"+m.Entry.ID+`.safetensors"`)
	return s.object(w, r, modelKey(m.Entry.ID), "private, max-age=86400")
}

// deleteModel forgets a network, for its owner or the owner of its room.
func (s *Server) deleteModel(w http.ResponseWriter, r *http.Request) error {
	secret, err := s.managing(r)
	if err != nil {
		return err
	}
	m, err := s.stored(r)
	if err != nil {
		return err
	}
	allowed := share.SameHash(secret, m.Key)
	if !allowed && m.Entry.Room != "" {
		room, err := s.Rows.Room(r.Context(), m.Entry.Room, s.seconds())
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		allowed = share.SameHash(secret, room.Key)
	}
	if !allowed {
		return errWrongKey()
	}
	if err := s.forget(r.Context(), m.Entry.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// managing is what every use of a key goes through.
func (s *Server) managing(r *http.Request) (secret []byte, err error) {
	if err := fromHere(r); err != nil {
		return nil, err
	}
	if secret, err = key(r); err != nil {
		return nil, err
	}
	return secret, s.limitAddress(r, "manage", s.Limits.Manage)
}

// forget deletes a network with its file. The file goes first, so that a row
// that is left behind by a failure leads whoever sweeps to it again.
func (s *Server) forget(ctx context.Context, id string) error {
	if err := s.Objects.Delete(ctx, modelKey(id)); err != nil {
		return fmt.Errorf("server: delete: %w", err)
	}
	if err := s.Rows.DeleteModel(ctx, id); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}
