// Package offline makes the service worker that keeps the page on a machine
// which has visited it once:
//
//	sw.js  the list of this build's files with their hashes, and worker.js
//
// A worker serves the files of its own build and of no other. The next build's
// worker fetches all of its files beside them, checks each against its hash,
// and then waits until a person says so (wasm/page/offline.go).
package offline

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

//go:embed worker.js
var worker string

// buildDigits is how much of the hash of all files tells builds apart.
const buildDigits = 12

// Script is the service worker for a site of these files, by their path below
// it. The page must be among them as index.html. The script has to lie beside
// the page: browsers let a worker serve its own folder only.
func Script(site map[string][]byte) (string, error) {
	if _, ok := site["index.html"]; !ok {
		return "", fmt.Errorf("offline: there is no index.html among %d files", len(site))
	}
	all := sha256.New()
	hashes := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(site)) {
		sum := sha256.Sum256(site[name])
		hashes[name] = hex.EncodeToString(sum[:])
		fmt.Fprintf(all, "%s %s\n", name, hashes[name])
	}
	list, err := json.MarshalIndent(hashes, "", "  ")
	if err != nil {
		return "", fmt.Errorf("offline: %w", err)
	}
	build := hex.EncodeToString(all.Sum(nil))[:buildDigits]
	return fmt.Sprintf("\"use strict\";\nconst build = %q;\nconst files = %s;\n\n%s", build, list, worker), nil
}
