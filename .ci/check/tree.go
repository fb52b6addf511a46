package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// treeCheck is the working tree as it was.
type treeCheck struct {
	before string
	known  bool
}

// look remembers the tree as it is.
func look(ctx context.Context) treeCheck {
	before, err := treeState(ctx)
	return treeCheck{before, err == nil}
}

// compare fails where generating, building or testing has changed a file that
// git knows, or left one behind that it does not ignore. In CI the tree must
// have been clean to begin with.
func (t treeCheck) compare(ctx context.Context, w io.Writer) (counts, error) {
	after, err := treeState(ctx)
	if err != nil || !t.known {
		fmt.Fprintln(w, "this is no git checkout: there is nothing to compare")
		return counts{skipped: 1}, nil
	}
	if os.Getenv("CI") == "true" && t.before != "" {
		return counts{}, fmt.Errorf("the tree was not clean to begin with:\n%s", t.before)
	}
	if after != t.before {
		return counts{}, fmt.Errorf("the check has changed the tree; commit what was generated, and ignore what is built.\nbefore:\n%safter:\n%s", t.before, after)
	}
	return counts{}, nil
}

// treeState describes what differs from the last commit: a line for each file
// and a hash of the changes.
func treeState(ctx context.Context) (string, error) {
	status, err := git(ctx, "status", "--porcelain")
	if err != nil || len(status) == 0 {
		return "", err
	}
	diff, err := git(ctx, "diff", "HEAD", "--binary")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%schanges %x\n", status, sha256.Sum256(diff)), nil
}

func git(ctx context.Context, args ...string) ([]byte, error) {
	var out, trouble bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		return nil, errors.New(strings.TrimSpace(trouble.String()))
	}
	return out.Bytes(), nil
}
