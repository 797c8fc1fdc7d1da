package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/lock"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

// projectFlags say which configuration counts.
type projectFlags struct {
	config string
	none   bool
}

func (p *projectFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.config, "config", "",
		"read `FILE` and not the "+source.ConfigName+" at or above the first path")
	cmd.Flags().BoolVar(&p.none, "no-config", false, "read no configuration")
	cmd.MarkFlagsMutuallyExclusive("config", "no-config")
}

// project is a configuration and the folder that it speaks of.
type project struct {
	*lint.Config
	root string
	file string // "" for no configuration
}

// find reads the configuration for the paths, an empty one where there is none.
func (p *projectFlags) find(paths []string) (*project, error) {
	name := p.config
	if name == "" && !p.none && len(paths) > 0 {
		var err error
		if name, err = source.FindConfig(paths[0]); err != nil {
			return nil, err
		}
	}
	if name == "" {
		return &project{Config: &lint.Config{}, root: "."}, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	config, err := lint.ParseConfig(manifest.Parse(filepath.ToSlash(name), data))
	if err != nil {
		return nil, err
	}
	return &project{Config: config, root: filepath.Dir(name), file: name}, nil
}

// resolve makes paths of the configuration lead from the working folder.
func (p *project) resolve(paths []string) []string {
	resolved := make([]string, len(paths))
	for i, path := range paths {
		resolved[i] = path
		if !filepath.IsAbs(path) {
			resolved[i] = filepath.Join(p.root, path)
		}
	}
	return resolved
}

// lockFile is where the lock of the project is kept.
func (p *project) lockFile() string { return filepath.Join(p.root, source.LockName) }

// readLock reads the lock of the project.
func (p *project) readLock() (*lock.File, error) {
	name := p.lockFile()
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: dslint place --write-lock writes it", err)
	}
	if err != nil {
		return nil, err
	}
	return lock.Parse(manifest.Parse(filepath.ToSlash(name), data))
}
