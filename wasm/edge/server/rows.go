package server

import (
	"context"
	"errors"
	"io"

	"filtermaplab/wasm/edge/share"
)

// Errors that stores answer with.
var (
	ErrNotFound = errors.New("server: there is no such thing")
	ErrTaken    = errors.New("server: it is there already")
	ErrFull     = errors.New("server: there is no room for more")
)

// Objects keeps files.
type Objects interface {
	Put(ctx context.Context, key string, b []byte) error
	// Head returns what is known of a file, or ErrNotFound.
	Head(ctx context.Context, key string) (Info, error)
	// Get reads length bytes from offset on, or ErrNotFound.
	Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error)
	// Delete forgets a file; that there is none is no error.
	Delete(ctx context.Context, key string) error
}

// Info is what is known of a file.
type Info struct {
	Size int64
	ETag string // in quotes, as HTTP has it
}

// Room is a room as it is stored.
type Room struct {
	Code, Title      string
	Open             bool
	Key              []byte // hash of the secret that manages it
	Created, Expires int64
}

// Model is a published network as it is stored, but for its file.
type Model struct {
	Entry  share.Entry
	Key    []byte // hash of the secret that deletes it
	Digest []byte // of what was published
}

// Rows keeps the rest. Times are seconds since 1970; what has expired at now
// is as if it were not there.
type Rows interface {
	AddRoom(ctx context.Context, r Room) error // ErrTaken
	Room(ctx context.Context, code string, now int64) (Room, error)
	OpenRoom(ctx context.Context, code string, open bool) error
	DeleteRoom(ctx context.Context, code string) error

	AddModel(ctx context.Context, m Model) error                  // ErrTaken, ErrFull
	Published(ctx context.Context, digest []byte) (string, error) // the ID of an equal publication
	Model(ctx context.Context, id string, now int64) (Model, error)
	Entries(ctx context.Context, room string, now int64) ([]share.Entry, error)
	DeleteModel(ctx context.Context, id string) error

	// AddCheck counts a measurement once for each who, or ErrTaken.
	AddCheck(ctx context.Context, id string, who []byte, agrees bool, measured float64, until int64) error

	// Count adds one to a bucket that lives until a time, and returns the sum.
	Count(ctx context.Context, bucket string, until int64) (int, error)
	// Salt returns the secret of a day; fresh becomes it where there is none.
	Salt(ctx context.Context, day int64, fresh []byte) ([]byte, error)

	Expired(ctx context.Context, now int64, limit int) ([]string, error)
	Sweep(ctx context.Context, now, day int64) error
}
