package main

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// singleName is the file that has everything.
const singleName = "filtermap-lab.html"

// The places of index.html where it names other files.
var (
	styleLink  = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)">`)
	iconLink   = regexp.MustCompile(`<link rel="icon" href="([^"]+)" type="([^"]+)">`)
	bootTag    = regexp.MustCompile(`(?s)<!-- Everything that moves.*?</script>\n`)
	otherFiles = regexp.MustCompile(`(?:src|href)="(?:assets|dist)/[^"]*"|url\(["']?(?:\.\./|assets/|[a-z0-9-]+\.(?:woff|ttf|png|svg))`)
)

// singleFile is index.html with all that it names inside: styles and the icon,
// the boot script, and the program as base64 in an element that is no script.
// It is made from index.html, so there is no second page to keep in step.
func singleFile(site fs.FS, boot string, zipped []byte) (string, error) {
	raw, err := fs.ReadFile(site, "index.html")
	if err != nil {
		return "", err
	}
	page := string(raw)
	if !bootTag.MatchString(page) || !strings.Contains(page, "</body>") {
		return "", fmt.Errorf("single: index.html does not load dist/fmlab.js where it is looked for")
	}
	if strings.Contains(strings.ToLower(boot), "</script") {
		return "", fmt.Errorf("single: the boot script would end the element that it stands in")
	}
	read := func(name string) string {
		text, failed := fs.ReadFile(site, name)
		if failed != nil {
			err = failed
		}
		return string(text)
	}
	page = styleLink.ReplaceAllStringFunc(page, func(tag string) string {
		return "<style>\n" + read(styleLink.FindStringSubmatch(tag)[1]) + "</style>"
	})
	page = iconLink.ReplaceAllStringFunc(page, func(tag string) string {
		m := iconLink.FindStringSubmatch(tag)
		return fmt.Sprintf(`<link rel="icon" href="data:%s;base64,%s" type="%s">`, m[2], base64.StdEncoding.EncodeToString([]byte(read(m[1]))), m[2])
	})
	if err != nil {
		return "", fmt.Errorf("single: %w", err)
	}
	page = bootTag.ReplaceAllLiteralString(page, "")
	if left := otherFiles.FindString(page); left != "" {
		return "", fmt.Errorf("single: index.html still names another file: %s", left)
	}
	program := `<script type="application/octet-stream" id="fmlab-program">` + base64.StdEncoding.EncodeToString(zipped) + "</script>\n"
	before, after, _ := strings.Cut(page, "</body>")
	return before + program + "<script>\n" + boot + "</script>\n</body>" + after, nil
}
