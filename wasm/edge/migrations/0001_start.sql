-- Rooms, published networks, checks, and counters against floods. Times are
-- seconds since 1970. Secrets are kept as their SHA-256; addresses as a keyed
-- hash whose key lives for a day, so that afterwards nobody can tell whose
-- they were.

CREATE TABLE rooms (
  code    TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  open    INTEGER NOT NULL,
  key     BLOB NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
);
CREATE INDEX rooms_expires ON rooms (expires);

CREATE TABLE models (
  id        TEXT PRIMARY KEY,
  room      TEXT NOT NULL,           -- '' where in none
  digest    BLOB NOT NULL UNIQUE,    -- of what was published
  key       BLOB NOT NULL,
  entry     TEXT NOT NULL,           -- share.Entry as JSON, without its curve
  curve     TEXT NOT NULL,           -- []engine.Epoch as JSON
  agree     INTEGER NOT NULL DEFAULT 0,
  disagree  INTEGER NOT NULL DEFAULT 0,
  measured  REAL NOT NULL DEFAULT 0,
  published INTEGER NOT NULL,
  expires   INTEGER NOT NULL
);
CREATE INDEX models_room ON models (room, published);
CREATE INDEX models_expires ON models (expires);

CREATE TABLE checks (
  id    TEXT NOT NULL,
  who   BLOB NOT NULL,           -- keyed hash of an address
  until INTEGER NOT NULL,
  PRIMARY KEY (id, who)
) WITHOUT ROWID;

CREATE TABLE rates (
  bucket TEXT PRIMARY KEY,
  count  INTEGER NOT NULL,
  until  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE salts (
  day  INTEGER PRIMARY KEY,
  salt BLOB NOT NULL
);
