package offline

import (
	"os/exec"
	"strings"
	"testing"
)

func TestScript(t *testing.T) {
	site := map[string][]byte{"index.html": []byte("one"), "dist/a b.js": []byte("</script>")}
	script, err := Script(site)
	if err != nil {
		t.Fatal(err)
	}
	// SHA-256 of "one", as sha256sum prints it.
	const one = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
	if !strings.Contains(script, `"index.html": "`+one+`"`) || !strings.Contains(script, `"dist/a b.js": "`) {
		t.Errorf("the list is not as expected:\n%.400s", script)
	}
	if again, _ := Script(site); again != script {
		t.Error("the same files give another script")
	}
	line := func(s string) string { return strings.SplitN(s, "\n", 3)[1] }
	site["index.html"] = []byte("two")
	if other, _ := Script(site); line(other) == line(script) {
		t.Error("another page has the same build")
	}
	delete(site, "index.html")
	if _, err := Script(site); err == nil {
		t.Error("a site without a page is taken")
	}

	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	check := exec.Command(node, "--check", "-")
	check.Stdin = strings.NewReader(script)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
