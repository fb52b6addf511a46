package site

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
)

var (
	attribute = regexp.MustCompile(`(?:src|href)="[^"]*"`)
	handler   = regexp.MustCompile(`<[^>]*\son[a-z]+="[^"]*"`)
	unbuilt   = regexp.MustCompile(` onerror="document\.documentElement\.dataset\.boot = 'unbuilt'"`)
	script    = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
)

// policy is the content security policy of the page: nothing from elsewhere,
// and of what stands in the page itself only what its hash names. Evaluating
// text as a program is forbidden; compiling WebAssembly is not. Workers are
// made of blobs, as they must be where a page is opened from a file. A style
// attribute can change how an element looks, and nothing else.
func policy(page string) string {
	scripts := []string{"'self'", "'wasm-unsafe-eval'"}
	for _, m := range script.FindAllStringSubmatch(page, -1) {
		scripts = append(scripts, source(m[1]))
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + strings.Join(scripts, " "),
		"style-src 'self'",
		"style-src-attr 'unsafe-inline'", // bars are as long as their style says
		"img-src 'self' data: blob:",
		"font-src 'self'",
		"connect-src 'self'",
		"worker-src 'self' blob:",
		"manifest-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}

// source names a text in a policy by its hash.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// headers is the file in which Cloudflare finds the headers of assets. The page
// may stand in a frame of another site, for slides; nothing of it may be read
// from there.
func headers(policy string) string {
	return fmt.Sprintf(`/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: cross-origin
  Content-Security-Policy: %s
  X-Content-Type-Options: nosniff
  Referrer-Policy: same-origin
  Permissions-Policy: camera=(self), microphone=(), geolocation=(), payment=(), usb=()
/app/*
  Cache-Control: public, max-age=31536000, immutable
/look/*
  Cache-Control: public, max-age=31536000, immutable
`, policy)
}

// redirects makes short links of the page's own: no program sees them.
const redirects = `/m/:id /?model=:id 302
/r/:code /?room=:code 302
`

// lost is the page of addresses that lead nowhere. It needs no other file.
const lost = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found - FilterMap Lab</title>
<h1>There is nothing at this address</h1>
<p>The link may be mistyped, or what it led to has been deleted.</p>
<p><a href="/">Open FilterMap Lab</a></p>
`
