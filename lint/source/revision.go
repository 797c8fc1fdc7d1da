package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// Checkout writes the files of a git revision below an empty folder, from the object
// store: neither the working tree nor the index of the repository is touched, and
// nothing is fetched. Links that lead out of the tree and submodules are left out.
//
// The folder gets an empty .git, so that it counts as the root of a repository.
func Checkout(ctx context.Context, repository, revision, folder string) error {
	commit, err := resolve(ctx, repository, revision)
	if err != nil {
		return err
	}
	entries, err := list(ctx, repository, commit)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	return errors.Join(root.Mkdir(".git", 0o750), writeAll(ctx, repository, entries, root), root.Close())
}

// MergeBase returns the commit at which two revisions parted.
func MergeBase(ctx context.Context, repository, a, b string) (string, error) {
	for _, revision := range []string{a, b} {
		if _, err := resolve(ctx, repository, revision); err != nil {
			return "", err
		}
	}
	out, err := git(ctx, repository, nil, "merge-base", "--", a, b)
	if err != nil {
		return "", fmt.Errorf("%s and %s have no common commit here: a shallow clone may lack it", a, b)
	}
	return strings.TrimSpace(string(out)), nil
}

// resolve returns the commit that a revision names.
func resolve(ctx context.Context, repository, revision string) (string, error) {
	out, err := git(ctx, repository, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", err
		}
		return "", fmt.Errorf("%s is no revision of the repository %s", revision, repository)
	}
	return strings.TrimSpace(string(out)), nil
}

func git(ctx context.Context, repository string, stdin io.Reader, args ...string) ([]byte, error) {
	//nolint:gosec // revisions follow --end-of-options or --
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", repository}, args...)...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr, cmd.Env = stdin, &stderr, offline()
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

// offline keeps git from fetching what a partial clone lacks.
func offline() []string { return append(os.Environ(), "GIT_NO_LAZY_FETCH=1") }

// entry is a file of a tree.
type entry struct{ name, object, mode string }

const (
	gitLink      = "120000"
	gitSubmodule = "160000"
)

func list(ctx context.Context, repository, commit string) ([]entry, error) {
	out, err := git(ctx, repository, nil, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for line := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		fields := strings.Fields(about) // mode, type, object
		if len(fields) == 3 && fields[0] != gitSubmodule {
			entries = append(entries, entry{name, fields[2], fields[0]})
		}
	}
	return entries, nil
}

// writeAll asks one git for all objects: a process for each takes far longer.
func writeAll(ctx context.Context, repository string, entries []entry, root *os.Root) error {
	var wanted bytes.Buffer
	for _, e := range entries {
		wanted.WriteString(e.object + "\n")
	}
	//nolint:gosec // the objects go in by standard input
	cmd := exec.CommandContext(ctx, "git", "-C", repository, "cat-file", "--batch")
	cmd.Stdin, cmd.Env = &wanted, offline()
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	objects := bufio.NewReader(pipe)
	for _, e := range entries {
		data, err := nextObject(objects)
		if err == nil {
			err = e.write(root, data)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("read %s: %w", e.name, err), cmd.Process.Kill(), cmd.Wait())
		}
	}
	return cmd.Wait()
}

// nextObject reads "OBJECT TYPE SIZE", the bytes and a line feed.
func nextObject(objects *bufio.Reader) ([]byte, error) {
	header, err := objects.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(header)
	if len(fields) != 3 {
		return nil, fmt.Errorf("the object is %s", strings.TrimSpace(header))
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		return nil, err
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(objects, data); err != nil {
		return nil, err
	}
	return data[:size], nil
}

func (e entry) write(root *os.Root, data []byte) error {
	name := filepath.FromSlash(e.name)
	if err := root.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	if e.mode == gitLink {
		if target := string(data); filepath.IsLocal(filepath.FromSlash(path.Join(path.Dir(e.name), target))) && !path.IsAbs(target) {
			return root.Symlink(target, name)
		}
		return nil
	}
	return root.WriteFile(name, data, 0o600)
}
