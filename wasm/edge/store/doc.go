// Package store keeps the rows of the hosted site in SQL, through database/sql:
// Cloudflare's D1 in the Worker, any SQLite in tests. D1 has no transactions
// over several round trips, so whatever must happen together is one statement.
package store
