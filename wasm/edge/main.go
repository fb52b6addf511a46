//go:build js

// Command edge is the Cloudflare Worker of the hosted site. Static files never
// come here: Cloudflare serves them by itself. front.mjs stands before this
// program and answers what needs no program; the rest is package server, over
// R2 and D1.
package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare/cron"

	"filtermaplab/wasm/edge/bindings"
	"filtermaplab/wasm/edge/server"
	"filtermaplab/wasm/edge/store"
)

func main() {
	db, err := bindings.Database("DB")
	if err != nil {
		fail(err)
	}
	bucket, err := bindings.OpenBucket("BUCKET")
	if err != nil {
		fail(err)
	}
	s := server.New(server.Options{
		Objects: bucket, Rows: store.New(db), Now: time.Now, Random: rand.Reader,
		Address: func(r *http.Request) string { return r.Header.Get("Cf-Connecting-Ip") },
		Log:     func(err error) { fmt.Fprintln(os.Stderr, err) },
	})
	workers.ServeNonBlock(bindings.Handler(s))
	cron.ScheduleTaskNonBlock(s.Sweep)
	workers.Ready()
	<-workers.Done()
}

// fail answers everything with what is missing, for whoever deploys.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	workers.Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	}))
}
