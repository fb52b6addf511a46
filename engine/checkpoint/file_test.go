package checkpoint_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filtermaplab/engine/checkpoint"
)

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	for i := range 3 { // create, then replace
		f := tensors(checkpoint.Tensor{Name: "step", DType: checkpoint.I64, Shape: []int{}, Ints: []int64{int64(i)}})
		if err := checkpoint.WriteFile(path, &f); err != nil {
			t.Fatal(err)
		}
		got, err := checkpoint.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(got, &f); d != "" {
			t.Error(d)
		}
	}
	wantAlone(t, path)
}

// A file that cannot be written leaves the one before it as it was.
func TestWriteFileKeepsTheOldOnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	good := tensors(checkpoint.Tensor{Name: "w", Shape: []int{1}, Data: []float32{1}})
	bad := tensors(checkpoint.Tensor{Name: "w", Shape: []int{2}, Data: []float32{1}})
	if err := checkpoint.WriteFile(path, &bad); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("WriteFile of an inconsistent tensor = %v, want an error that names the file", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the failed file exists: %v", err)
	}
	if err := checkpoint.WriteFile(path, &good); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.WriteFile(path, &bad); err == nil {
		t.Error("WriteFile of an inconsistent tensor gives no error")
	}
	got, err := checkpoint.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(got, &good); d != "" {
		t.Error(d)
	}
	wantAlone(t, path)
}

func TestWriteFileKeepsPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last.safetensors")
	const mode = 0o622 // a usual umask would take the 22 away
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint.WriteFile(path, &checkpoint.File{}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != mode {
		t.Errorf("mode after replacing = %v, %v, want %o", info.Mode(), err, mode)
	}
}

func TestWriteFileFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "epoch-9.safetensors"), filepath.Join(dir, "last.safetensors")
	if err := os.WriteFile(target, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if err := checkpoint.WriteFile(link, &checkpoint.File{}); err != nil {
		t.Fatal(err)
	}
	if _, err := checkpoint.ReadFile(target); err != nil {
		t.Errorf("the link's target was not written: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing", "x.safetensors")
	if _, err := checkpoint.ReadFile(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile of a missing file = %v, want fs.ErrNotExist", err)
	}
	if err := checkpoint.WriteFile(missing, &checkpoint.File{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("WriteFile into a missing directory = %v, want fs.ErrNotExist", err)
	}
	if err := checkpoint.WriteFile(dir, &checkpoint.File{}); err == nil {
		t.Error("WriteFile over a directory gives no error")
	}
	broken := filepath.Join(dir, "broken.safetensors")
	if err := os.WriteFile(broken, []byte("no"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := checkpoint.ReadFile(broken); err == nil || !strings.HasPrefix(err.Error(), broken+": checkpoint: ") {
		t.Errorf("ReadFile of a broken file = %v, want an error that names it", err)
	}
}

// wantAlone fails if temporary files were left beside path.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(path) {
		t.Errorf("directory holds %v, %v, want only %s", entries, err, filepath.Base(path))
	}
}
