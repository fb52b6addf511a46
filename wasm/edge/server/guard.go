package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"filtermaplab/wasm/edge/share"
)

// RequestHeader must be sent, with any value, by whoever wants to change
// something. A page of another site cannot send it without asking first, which
// is never allowed.
const RequestHeader = "Fmlab-Request"

// Limit is how often something may be done in a window of time.
type Limit struct {
	Count  int
	Window time.Duration
}

// Limits bound what one address, or all in one room, may do. A class often has
// one address together.
type Limits struct {
	Publish     Limit // networks of an address
	PublishRoom Limit // networks into a room
	Rooms       Limit // rooms of an address
	Manage      Limit // uses of a key by an address: this bounds guessing
	Check       Limit // verifications of an address
}

// DefaultLimits suit a school with a hundred students behind one address.
func DefaultLimits() Limits {
	return Limits{
		Publish:     Limit{200, 10 * time.Minute},
		PublishRoom: Limit{300, 10 * time.Minute},
		Rooms:       Limit{20, time.Hour},
		Manage:      Limit{60, 10 * time.Minute},
		Check:       Limit{600, 10 * time.Minute},
	}
}

// fromHere refuses what another site's page may have sent in the name of its
// visitor.
func fromHere(r *http.Request) error {
	refused := problem(http.StatusForbidden, "cross-site", "only this site's own page may do that")
	if r.Header.Get(RequestHeader) == "" {
		return problem(http.StatusForbidden, "cross-site", "want the header "+RequestHeader+", which shows that no other site sent this")
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return refused
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || u.Host != host(r) {
			return refused
		}
	}
	return nil
}

// host is the one that was asked, with its port.
func host(r *http.Request) string {
	if r.URL.Host != "" {
		return r.URL.Host
	}
	return r.Host
}

// hasType refuses a body of another type than the one wanted.
func hasType(r *http.Request, want string) error {
	if got, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || got != want {
		return problem(http.StatusUnsupportedMediaType, "type", "want a body of type "+want)
	}
	return nil
}

// maxJSON is the most that a small request's body may have, in bytes.
const maxJSON = 4 << 10

// readJSON reads a small body.
func readJSON(r *http.Request, v any) error {
	if err := hasType(r, "application/json"); err != nil {
		return err
	}
	b, err := readBody(r, maxJSON)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return problem(http.StatusBadRequest, "json", "the body is not the JSON that is wanted here")
	}
	return nil
}

// readBody reads a body of limit bytes at most. One that announces more is
// refused unread, and one that breaks off is refused too.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	tooLarge := problem(http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("want at most %d bytes", limit))
	if r.ContentLength > limit {
		return nil, tooLarge
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case err != nil:
		return nil, problem(http.StatusBadRequest, "cut-short", "the upload broke off; send it again")
	case int64(len(b)) > limit:
		return nil, tooLarge
	case r.ContentLength > 0 && int64(len(b)) < r.ContentLength:
		return nil, problem(http.StatusBadRequest, "cut-short", "the upload broke off; send it again")
	}
	return b, nil
}

// limit counts one more use by who and refuses it where there were too many.
func (s *Server) limit(ctx context.Context, what, who string, l Limit) error {
	window := int64(l.Window / time.Second)
	now := s.seconds()
	start := now - now%window
	n, err := s.Rows.Count(ctx, fmt.Sprintf("%s %s %d", what, who, start), start+window)
	if err != nil {
		return err
	}
	if n > l.Count {
		return &failure{
			status: http.StatusTooManyRequests, retry: int(start + window - now),
			Problem: share.Problem{Code: "too-many", Error: fmt.Sprintf("that was too often; try again in %d minutes", (start+window-now+59)/60)},
		}
	}
	return nil
}

// day is the number of a day since 1970.
func (s *Server) day() int64 { return s.seconds() / (24 * 60 * 60) }

// who is the asker, as a hash that means nothing after today.
func (s *Server) who(r *http.Request) ([]byte, error) {
	fresh := make([]byte, sha256.Size)
	if _, err := io.ReadFull(s.Random, fresh); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	salt, err := s.Rows.Salt(r.Context(), s.day(), fresh)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(network(s.Address(r))))
	return mac.Sum(nil)[:16], nil
}

// network is the part of an address that its owner cannot change at will: all
// of IPv4, the first half of IPv6.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// limitAddress is limit for the asker's address.
func (s *Server) limitAddress(r *http.Request, what string, l Limit) error {
	who, err := s.who(r)
	if err != nil {
		return err
	}
	return s.limit(r.Context(), what, hex.EncodeToString(who), l)
}

// hashKey is what is kept of a secret. Secrets are random, so that a plain hash
// gives nothing away.
func hashKey(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

// key returns the hash of the secret that a request carries.
func key(r *http.Request) ([]byte, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !share.ValidKey(secret) {
		return nil, problem(http.StatusUnauthorized, "key", "want the key in the header Authorization: Bearer KEY")
	}
	return hashKey(secret), nil
}

// errWrongKey says nothing about what is there.
func errWrongKey() error {
	return problem(http.StatusForbidden, "key", "this is not the key")
}

// notFound turns a store's ErrNotFound into a 404 with a sentence.
func notFound(err error, code, sentence string) error {
	if errors.Is(err, ErrNotFound) {
		return problem(http.StatusNotFound, code, sentence)
	}
	return err
}
