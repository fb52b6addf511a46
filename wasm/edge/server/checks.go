package server

import (
	"errors"
	"math"
	"net/http"

	"filtermaplab/wasm/edge/share"
)

// check counts what a browser has measured on an entry. See share.Checks for
// what that is worth.
func (s *Server) check(w http.ResponseWriter, r *http.Request) error {
	if err := fromHere(r); err != nil {
		return err
	}
	var c share.Check
	if err := readJSON(r, &c); err != nil {
		return err
	}
	who, err := s.who(r)
	if err != nil {
		return err
	}
	if err := s.limitAddress(r, "check", s.Limits.Check); err != nil {
		return err
	}
	m, err := s.stored(r)
	if err != nil {
		return err
	}
	e := m.Entry
	if e.Standing() == share.Private {
		return problem(http.StatusConflict, "private", "this network was tested on pictures that nobody else has")
	}
	if c.Fingerprint != e.Fingerprint || c.Test != e.Test || c.Tested != e.Tested || !(c.Accuracy >= 0 && c.Accuracy <= 1) {
		return problem(http.StatusUnprocessableEntity, "check", "this was not measured on this network and its test pictures")
	}
	agrees := math.Abs(c.Accuracy-e.Accuracy) <= share.Tolerance
	until := (s.day() + 1) * 24 * 60 * 60
	if err := s.Rows.AddCheck(r.Context(), e.ID, who, agrees, c.Accuracy, until); err != nil {
		if errors.Is(err, ErrTaken) {
			return problem(http.StatusConflict, "checked", "a measurement from this address was counted today")
		}
		return err
	}
	if m, err = s.stored(r); err != nil {
		return err
	}
	s.write(w, r, http.StatusCreated, m.Entry.Checks)
	return nil
}
