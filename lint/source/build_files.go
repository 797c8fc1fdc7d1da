package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// buildFiles is what kustomize sees of the disk: only files of the repository, some
// of them with another content, and nothing that it could change.
type buildFiles struct {
	filesys.FileSystem

	folder  string            // that is built
	content map[string][]byte // by absolute name, links followed
}

func newBuildFiles(folder string) *buildFiles {
	return &buildFiles{filesys.MakeFsOnDisk(), folder, map[string][]byte{}}
}

// put has kustomize read other content than that of a file, which need not exist.
func (b *buildFiles) put(name string, content []byte) error {
	key, err := realName(name)
	if err == nil {
		b.content[key] = content
	}
	return err
}

// realName is the absolute name of a file with the links to its folder followed.
func realName(name string) (string, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if followed, err := filepath.EvalSymlinks(absolute); err == nil { //nolint:govet // it counts where the file exists
		return followed, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	return filepath.Join(folder, filepath.Base(absolute)), err
}

// ReadFile refuses what lies outside of the repository and what is no file: a device
// has no end.
func (b *buildFiles) ReadFile(name string) ([]byte, error) {
	if key, err := realName(name); err == nil {
		if content, ok := b.content[key]; ok {
			return content, nil
		}
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", name)
	case !inRepository(b.folder, name):
		return nil, fmt.Errorf("%s lies outside of the repository", name)
	}
	return os.ReadFile(name)
}

// CleanedAbs refuses what lies outside of the repository.
func (b *buildFiles) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	if key, err := realName(name); err == nil && b.content[key] != nil {
		return filesys.ConfirmedDir(filepath.Dir(key)), filepath.Base(key), nil
	}
	if _, err := os.Stat(name); err == nil && !inRepository(b.folder, name) {
		return "", "", fmt.Errorf("%s lies outside of the repository", name)
	}
	return b.FileSystem.CleanedAbs(name)
}

var errReadOnly = fmt.Errorf("a build changes no files: %w", errors.ErrUnsupported)

// Create refuses.
//
//nolint:ireturn // kustomize asks for it
func (b *buildFiles) Create(string) (filesys.File, error) { return nil, errReadOnly }

// Mkdir refuses.
func (b *buildFiles) Mkdir(string) error { return errReadOnly }

// MkdirAll refuses.
func (b *buildFiles) MkdirAll(string) error { return errReadOnly }

// RemoveAll refuses.
func (b *buildFiles) RemoveAll(string) error { return errReadOnly }

// WriteFile refuses.
func (b *buildFiles) WriteFile(string, []byte) error { return errReadOnly }

// Open refuses: kustomize reads files as a whole.
//
//nolint:ireturn // kustomize asks for it
func (b *buildFiles) Open(name string) (filesys.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}
