package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// rewrite puts a new text in the place of the one that was read from a file, whole or
// not at all. A link stays: what it leads to is written. The texts that were written
// so far are held by the files that they are in: one file may have two names.
func rewrite(name string, was, text []byte, written map[string][]byte) error {
	target, err := filepath.EvalSymlinks(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	if target, err = filepath.Abs(target); err != nil {
		return err
	}
	if other, twice := written[target]; twice {
		if bytes.Equal(other, text) {
			return nil
		}
		return fmt.Errorf("%s: the file was fixed under another name", name)
	}
	info, err := writable(target, name, was)
	if err != nil {
		return err
	}
	if err := replace(target, info.Mode().Perm(), text); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	written[target] = text
	return nil
}

// writable reports whether a file may be written, and holds what was read from it.
func writable(target, name string, was []byte) (fs.FileInfo, error) {
	info, err := os.Stat(target)
	if err != nil {
		return nil, err
	}
	const writeBits = 0o222
	if info.Mode().Perm()&writeBits == 0 {
		return nil, fmt.Errorf("%s: the file is read-only, it was not fixed", name)
	}
	if closed := touch(target); closed != nil {
		return nil, closed
	}
	now, err := os.ReadFile(target)
	if err == nil && !bytes.Equal(now, was) {
		err = fmt.Errorf("%s: the file changed meanwhile, it was not fixed", name)
	}
	return info, err
}

// touch opens a file for writing and leaves it as it is.
func touch(target string) error {
	file, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// replace writes a file beside the target and gives it the target's name.
func replace(target string, mode fs.FileMode, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return err
	}
	_, writing := file.Write(text)
	err = errors.Join(writing, file.Chmod(mode), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
