package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"filtermaplab/wasm/edge/server"
	"filtermaplab/wasm/edge/share"
)

// DB implements server.Rows.
type DB struct{ db *sql.DB }

// New returns the store in a database that has been migrated.
func New(db *sql.DB) *DB { return &DB{db} }

// AddRoom stores a room.
func (d *DB) AddRoom(ctx context.Context, r server.Room) error {
	return d.one(ctx, server.ErrTaken,
		`INSERT OR IGNORE INTO rooms (code, title, open, key, created, expires) VALUES (?, ?, ?, ?, ?, ?)`,
		r.Code, r.Title, number(r.Open), r.Key, r.Created, r.Expires)
}

// Room returns a room that has not expired.
func (d *DB) Room(ctx context.Context, code string, now int64) (server.Room, error) {
	var r server.Room
	var open int64
	err := d.db.QueryRowContext(ctx,
		`SELECT code, title, open, key, created, expires FROM rooms WHERE code = ? AND expires > ?`, code, now).
		Scan(&r.Code, &r.Title, &open, &r.Key, &r.Created, &r.Expires)
	r.Open = open != 0
	return r, found(err)
}

// OpenRoom opens or closes a room.
func (d *DB) OpenRoom(ctx context.Context, code string, open bool) error {
	return d.one(ctx, server.ErrNotFound, `UPDATE rooms SET open = ? WHERE code = ?`, number(open), code)
}

// AddModel stores a network, in its room if that has space for it.
func (d *DB) AddModel(ctx context.Context, m server.Model) error {
	entry := m.Entry
	entry.Curve = nil
	text, err := json.Marshal(entry)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	curve, err := json.Marshal(m.Entry.Curve)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	var taken int64
	switch err := d.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM models WHERE digest = ?`, m.Digest).Scan(&taken); {
	case err != nil:
		return fmt.Errorf("store: %w", err)
	case taken > 0:
		return server.ErrTaken
	}
	return d.one(ctx, server.ErrFull,
		`INSERT OR IGNORE INTO models (id, room, digest, key, entry, curve, published, expires)
		 SELECT ?, ?, ?, ?, ?, ?, ?, ?
		 WHERE ? = '' OR (SELECT COUNT(*) FROM models WHERE room = ?) < ?`,
		entry.ID, entry.Room, m.Digest, m.Key, string(text), string(curve), entry.Published, entry.Expires,
		entry.Room, entry.Room, share.MaxEntries)
}

// Published returns the ID of the network with a digest.
func (d *DB) Published(ctx context.Context, digest []byte) (string, error) {
	var id string
	err := d.db.QueryRowContext(ctx, `SELECT id FROM models WHERE digest = ?`, digest).Scan(&id)
	return id, found(err)
}

// Model returns a network that has not expired, with its curve.
func (d *DB) Model(ctx context.Context, id string, now int64) (server.Model, error) {
	var m server.Model
	var text, curve string
	var checks share.Checks
	err := d.db.QueryRowContext(ctx,
		`SELECT key, entry, curve, agree, disagree, measured FROM models WHERE id = ? AND expires > ?`, id, now).
		Scan(&m.Key, &text, &curve, &checks.Agree, &checks.Disagree, &checks.Measured)
	if err != nil {
		return m, found(err)
	}
	if err := errors.Join(json.Unmarshal([]byte(text), &m.Entry), json.Unmarshal([]byte(curve), &m.Entry.Curve)); err != nil {
		return m, fmt.Errorf("store: network %s: %w", id, err)
	}
	m.Entry.Checks = checks
	return m, nil
}

// Entries lists what is in a room, the oldest first, without curves.
func (d *DB) Entries(ctx context.Context, room string, now int64) ([]share.Entry, error) {
	rows, err := d.db.QueryContext(ctx,
		`SELECT entry, agree, disagree, measured FROM models WHERE room = ? AND expires > ? ORDER BY published, id`, room, now)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	defer rows.Close()
	entries := []share.Entry{}
	for rows.Next() {
		var e share.Entry
		var text string
		var checks share.Checks
		if err := rows.Scan(&text, &checks.Agree, &checks.Disagree, &checks.Measured); err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, fmt.Errorf("store: room %s: %w", room, err)
		}
		e.Checks = checks
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return entries, nil
}

// DeleteModel forgets a network and its checks.
func (d *DB) DeleteModel(ctx context.Context, id string) error {
	if _, err := d.db.ExecContext(ctx, `DELETE FROM checks WHERE id = ?`, id); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return d.one(ctx, server.ErrNotFound, `DELETE FROM models WHERE id = ?`, id)
}

// DeleteRoom forgets a room. Its networks are deleted one by one before.
func (d *DB) DeleteRoom(ctx context.Context, code string) error {
	return d.one(ctx, server.ErrNotFound, `DELETE FROM rooms WHERE code = ?`, code)
}

// AddCheck counts what a browser has measured, unless it was counted before.
func (d *DB) AddCheck(ctx context.Context, id string, who []byte, agrees bool, measured float64, until int64) error {
	if err := d.one(ctx, server.ErrTaken,
		`INSERT OR IGNORE INTO checks (id, who, until) VALUES (?, ?, ?)`, id, who, until); err != nil {
		return err
	}
	return d.one(ctx, server.ErrNotFound,
		`UPDATE models SET agree = agree + ?, disagree = disagree + ?, measured = ? WHERE id = ?`,
		number(agrees), number(!agrees), measured, id)
}

// Count adds one to a bucket and returns what is in it.
func (d *DB) Count(ctx context.Context, bucket string, until int64) (int, error) {
	var n int
	err := d.db.QueryRowContext(ctx,
		`INSERT INTO rates (bucket, count, until) VALUES (?, 1, ?)
		 ON CONFLICT (bucket) DO UPDATE SET count = count + 1 RETURNING count`, bucket, until).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	return n, nil
}

// Salt returns the salt of a day, which is fresh where there is none yet.
func (d *DB) Salt(ctx context.Context, day int64, fresh []byte) ([]byte, error) {
	if _, err := d.db.ExecContext(ctx, `INSERT OR IGNORE INTO salts (day, salt) VALUES (?, ?)`, day, fresh); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	var salt []byte
	err := d.db.QueryRowContext(ctx, `SELECT salt FROM salts WHERE day = ?`, day).Scan(&salt)
	return salt, found(err)
}

// Expired lists networks whose time is over, limit at most.
func (d *DB) Expired(ctx context.Context, now int64, limit int) ([]string, error) {
	rows, err := d.db.QueryContext(ctx, `SELECT id FROM models WHERE expires <= ? ORDER BY expires LIMIT ?`, now, limit)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Sweep forgets rooms, checks and counters whose time is over, and the salts
// of the days before this one.
func (d *DB) Sweep(ctx context.Context, now, day int64) error {
	for _, s := range []struct {
		query string
		arg   int64
	}{
		{`DELETE FROM rooms WHERE expires <= ?`, now},
		{`DELETE FROM checks WHERE until <= ?`, now},
		{`DELETE FROM rates WHERE until <= ?`, now},
		{`DELETE FROM salts WHERE day < ?`, day},
	} {
		if _, err := d.db.ExecContext(ctx, s.query, s.arg); err != nil {
			return fmt.Errorf("store: %w", err)
		}
	}
	return nil
}

// one runs a statement that is to change a row; where it changes none, the
// error is none.
func (d *DB) one(ctx context.Context, none error, query string, args ...any) error {
	result, err := d.db.ExecContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if n == 0 {
		return none
	}
	return nil
}

func found(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return server.ErrNotFound
	}
	return fmt.Errorf("store: %w", err)
}

// number is a truth value as SQLite keeps it.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
