// Package site lays the page out for a host that serves files by itself: the
// folder that Cloudflare takes as assets.
//
//	index.html         with the addresses of what follows
//	app/HASH/          the program: dist/ without what only file:// needs
//	look/HASH/         assets/, as index.html names it
//	assets/            the same under its plain names, for whatever asks at run time
//	sw.js              keeps the page for machines without a network
//	404.html           for addresses that lead nowhere
//	_headers           isolation, content security policy, caching
//	_redirects         short links: /m/ID and /r/CODE
//
// HASH is of the contents of the folder, so that what stands below it never
// changes under its address: browsers may keep it for ever, and a new build is
// fetched at once. Everything else is asked for anew, which costs an ETag.
package site
