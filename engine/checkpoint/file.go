package checkpoint

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// ReadFile reads the file at path.
func ReadFile(path string) (*File, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	f, err := ReadBytes(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// WriteFile replaces the file at path by f, or creates it. Whatever happens on
// the way, be it a full disk, the path holds the old file or the new one, never
// a part. A file that is replaced keeps its permissions; a symbolic link stays
// and its target is replaced.
func WriteFile(path string, f *File) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode, replacing := fs.FileMode(0o666), false // less the umask
	if old, err := os.Stat(path); err == nil {
		mode, replacing = old.Mode().Perm(), true
	}

	// In the same directory, as a rename does not cross file systems.
	tmp := fmt.Sprintf("%s.%016x.tmp", path, rand.Uint64())
	out, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	err = Write(out, f)
	if err == nil && replacing {
		err = out.Chmod(mode) // what the umask took away
	}
	if err == nil {
		err = out.Sync() // or a crash could leave the new name with no content
	}
	err = errors.Join(err, out.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
