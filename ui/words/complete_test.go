package words

import (
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// root is the project's folder.
const root = "../.."

// said is a text that people read, and where it stands.
type said struct{ key, at string }

// TestNothingIsUntranslated reads the source of everything that people see and
// index.html, and wants a German sentence for each text, for each the same
// verbs, and no sentence that nobody says.
func TestNothingIsUntranslated(t *testing.T) {
	german := In(German).text
	asked, literals := sources(t)
	for _, s := range append(asked, staticTexts(t)...) {
		if _, ok := german[s.key]; !ok {
			t.Errorf("%s: no German for %q", s.at, s.key)
		}
		literals[s.key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(german)) {
		if !literals[key] {
			t.Errorf("german: nobody says %q", key)
		}
		if a, b := verbs(key), verbs(german[key]); !slices.Equal(a, b) {
			t.Errorf("german: %q has %v, its translation %q has %v", key, a, german[key], b)
		}
		if one, other, two := strings.Cut(key, "|"); two {
			if a, b := verbs(one), verbs(other); !slices.Equal(a, b) {
				t.Errorf("%q has %v and %v: both forms take the same arguments", key, a, b)
			}
			if !strings.Contains(german[key], "|") {
				t.Errorf("german: %q wants two forms, %q has one", key, german[key])
			}
		}
		if strings.TrimSpace(german[key]) == "" || strings.TrimSpace(key) != key {
			t.Errorf("german: %q: %q: empty, or with space around it", key, german[key])
		}
	}
}

// sources returns what is said with T and N in ui and wasm, and every string
// of the whole project that an error may be made of.
func sources(t *testing.T) (asked []said, literals map[string]bool) {
	literals = make(map[string]bool)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if filepath.Base(name) == "boot.js" {
			said, err := bootTexts(name)
			asked = append(asked, said...)
			return err
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		speaks := strings.HasPrefix(rel, "ui/") || strings.HasPrefix(rel, "wasm/")
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					literals[bare(s)] = true
				}
			case *ast.CallExpr:
				if speaks {
					at := fmt.Sprintf("%s:%d", rel, files.Position(n.Pos()).Line)
					if key, ok := call(n); ok && key == "" && !strings.HasPrefix(rel, "ui/words/") {
						t.Errorf("%s: a text that is not written out cannot be translated", at)
					} else if ok && key != "" {
						asked = append(asked, said{key, at})
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(asked) < 100 {
		t.Fatalf("%d texts were found; want all of them", len(asked))
	}
	return asked, literals
}

// call returns the key of a call of T or N; it is "" where it is no literal.
func call(n *ast.CallExpr) (key string, ok bool) {
	f, isMethod := n.Fun.(*ast.SelectorExpr)
	if !isMethod || len(n.Args) == 0 {
		return "", false
	}
	if x, isName := f.X.(*ast.Ident); isName && (x.Name == "testing" || x.Name == "html") {
		return "", false
	}
	switch f.Sel.Name {
	case "T":
		return literal(n.Args[0]), true
	case "N":
		if len(n.Args) < 3 {
			return "", true
		}
		one, other := literal(n.Args[1]), literal(n.Args[2])
		if one == "" || other == "" {
			return "", true
		}
		return one + "|" + other, true
	}
	return "", false
}

// literal is the text of a string literal, also one that is cut into lines.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err == nil {
			return s
		}
	case *ast.BinaryExpr:
		if a, b := literal(e.X), literal(e.Y); e.Op == token.ADD && a != "" && b != "" {
			return a + b
		}
	}
	return ""
}

// bare is an error's format without the names of packages before it.
func bare(format string) string {
	for {
		head, rest, found := strings.Cut(format, ": ")
		if !found || !isPackage(head) {
			return format
		}
		format = rest
	}
}

var inScript = regexp.MustCompile(`say\("([^"]+)"`)

// bootTexts returns the sentences of boot.js, which says them with say.
func bootTexts(name string) (texts []said, err error) {
	text, err := os.ReadFile(name)
	for _, m := range inScript.FindAllStringSubmatch(string(text), -1) {
		texts = append(texts, said{m[1], "boot.js"})
	}
	if err == nil && len(texts) == 0 {
		err = errors.New("boot.js says nothing")
	}
	return texts, err
}

// staticTexts returns what stands in index.html: text and the attributes that
// people read or hear.
func staticTexts(t *testing.T) (texts []said) {
	file, err := os.Open(filepath.Join(root, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d := xml.NewDecoder(file)
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	add := func(text string) {
		line, _ := d.InputPos()
		key := strings.Join(strings.Fields(text), " ")
		letters := 0
		for _, r := range key {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if letters > 1 {
			texts = append(texts, said{key, fmt.Sprintf("index.html:%d", line)})
		}
	}
	silent := 0 // how deep in an element that is not translated
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatalf("index.html: %v", err)
		}
		switch n := token.(type) {
		case xml.StartElement:
			if silent > 0 || untranslated(n) {
				silent++
			}
			for _, a := range n.Attr {
				if silent == 0 && slices.Contains([]string{"aria-label", "title", "placeholder", "alt"}, a.Name.Local) {
					add(a.Value)
				}
			}
		case xml.EndElement:
			silent = max(0, silent-1)
		case xml.CharData:
			if silent == 0 {
				add(string(n))
			}
		}
	}
}

// untranslated tells elements that the page leaves as they are; see
// wasm/browser/static.go.
func untranslated(e xml.StartElement) bool {
	switch e.Name.Local {
	case "script", "style", "noscript", "code", "title":
		return true
	}
	return slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "translate" && a.Value == "no" })
}

// verbs lists the verbs of a format by the argument that they take.
func verbs(format string) []string {
	var all []string
	at := 1
	for _, form := range strings.SplitN(format, "|", 2)[:1] {
		for _, m := range verb.FindAllStringSubmatch(form, -1) {
			if m[2] == "%" {
				continue
			}
			if m[1] != "" {
				at, _ = strconv.Atoi(m[1])
			}
			all = append(all, fmt.Sprintf("%d%s", at, m[2]))
			at++
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var verb = regexp.MustCompile(`%[-+#0-9.]*(?:\[(\d+)\])?[-+#0-9.]*([a-zA-Z%])`)

// TestClasses: the sets that everybody has speak German, too.
func TestClasses(t *testing.T) {
	de := In(German)
	text, err := os.ReadFile(filepath.Join(root, "engine/data/classes.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range regexp.MustCompile("strings.Fields\\([\"`]([^\"`]*)").FindAllStringSubmatch(string(text), -1) {
		for _, name := range strings.Fields(list[1]) {
			if _, ok := de.classes[name]; !ok {
				t.Errorf("no German for the class %q", name)
			}
		}
	}
	for _, name := range strings.Fields("disc ring triangle cross star spiral stripes waves checks dots") {
		if _, ok := de.classes[name]; !ok {
			t.Errorf("no German for the built-in class %q", name)
		}
	}
}
