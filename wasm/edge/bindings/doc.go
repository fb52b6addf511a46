// Package bindings is Cloudflare behind the interfaces of package server: R2
// for files, D1 for rows, and a handler that mends what is lost between a
// Worker's requests and net/http's.
package bindings
