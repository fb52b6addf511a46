// Package docs holds the pages for people to the code that they speak of:
// what a page names must be there.
package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

func pages() []string { return []string{"README.md", "ARCHITECTURE.md", "CHANGELOG.md"} }

var (
	link  = regexp.MustCompile(`\]\(([^)#:]+)\)`)              // of this project, not of the web
	code  = regexp.MustCompile("`([^`\n]+)`")                  // in a sentence
	file  = regexp.MustCompile(`^[\w.-]*(/[\w.-]+)+/?$`)       // has a slash and no blank
	name  = regexp.MustCompile(`^([a-z]\w*)\.([A-Z]\w*)$`)     // package.Name
	meth  = regexp.MustCompile(`^([A-Z]\w*)\.([A-Z]\w*)$`)     // Type.Method
	fence = regexp.MustCompile("(?ms)^```.*?^```$")            // a block of code
	built = regexp.MustCompile(`^(dist|bin|data|\.\./)(/|\b)`) // what make makes
)

func TestLinks(t *testing.T) {
	for _, page := range pages() {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
				t.Errorf("%s: links to %s: %v", page, m[1], err)
			}
		}
	}
}

func TestPaths(t *testing.T) {
	checked := 0
	for _, page := range pages() {
		for _, m := range code.FindAllStringSubmatch(fence.ReplaceAllString(read(t, page), ""), -1) {
			if !file.MatchString(m[1]) || built.MatchString(m[1]) || m[1] == "syscall/js" {
				continue
			}
			checked++
			if _, err := os.Stat(filepath.Join(root, strings.TrimSuffix(m[1], "/"))); err != nil {
				t.Errorf("%s: names %s: %v", page, m[1], err)
			}
		}
	}
	if checked == 0 {
		t.Error("no page names a file; does the pattern still fit?")
	}
}

func TestNames(t *testing.T) {
	declared := declarations(t)
	checked := 0
	for _, page := range pages() {
		for _, m := range code.FindAllStringSubmatch(fence.ReplaceAllString(read(t, page), ""), -1) {
			if name.MatchString(m[1]) || meth.MatchString(m[1]) {
				checked++
				if !declared[m[1]] {
					t.Errorf("%s: names %s, which is declared nowhere", page, m[1])
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no page names a function; does the pattern still fit?")
	}
}

// declarations returns "package.Name" and "Type.Method" of all exported
// declarations of the module, methods of interfaces included.
func declarations(t *testing.T) map[string]bool {
	t.Helper()
	all := make(map[string]bool)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			declare(all, file.Name.Name, decl)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func declare(all map[string]bool, pkg string, decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			all[pkg+"."+d.Name.Name] = true
			return
		}
		typ := d.Recv.List[0].Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		if id, ok := typ.(*ast.Ident); ok {
			all[id.Name+"."+d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				all[pkg+"."+s.Name.Name] = true
				if i, ok := s.Type.(*ast.InterfaceType); ok {
					for _, m := range i.Methods.List {
						for _, id := range m.Names {
							all[s.Name.Name+"."+id.Name] = true
						}
					}
				}
			case *ast.ValueSpec:
				for _, id := range s.Names {
					all[pkg+"."+id.Name] = true
				}
			}
		}
	}
}

func read(t *testing.T, page string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
