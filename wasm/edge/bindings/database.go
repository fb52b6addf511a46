//go:build js

package bindings

import (
	"database/sql"
	"fmt"

	"github.com/syumai/workers/cloudflare/d1"
)

// Database returns the D1 database that wrangler.jsonc binds to a name.
func Database(name string) (*sql.DB, error) {
	c, err := d1.OpenConnector(name)
	if err != nil {
		return nil, fmt.Errorf("bindings: there is no D1 database %s; see wrangler.jsonc: %w", name, err)
	}
	return sql.OpenDB(c), nil
}
