package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// replay compares the scenario folders that a run has written once more, as they are.
func replay(w io.Writer, folders []string) error {
	differing := 0
	for _, folder := range folders {
		files, err := readScenario(os.DirFS(folder))
		if err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		upstream, err := decide(files, order{})
		if err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		v := &verdict{upstream: upstream}
		if err := v.compare(files, files); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
		text := v.text(folder)
		if text == "" {
			text = folder + ": agrees\n"
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
		if len(v.differences) > 0 {
			differing++
		}
	}
	if differing > 0 {
		return fmt.Errorf("dslint differs on %d of %d sets", differing, len(folders))
	}
	return nil
}

// readScenario returns the manifests in order of their names, then the Nodes.
func readScenario(folder fs.FS) ([]file, error) {
	var read []file
	for _, pattern := range []string{"manifests/*", "nodes.*"} {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(name)) {
				continue
			}
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				return nil, err
			}
			read = append(read, file{name, string(text)})
		}
	}
	return read, nil
}

// text tells of every difference, and by which other order of events dslint agrees.
func (v *verdict) text(name string) string {
	var text strings.Builder
	if v.race != nil {
		fmt.Fprintf(&text, "%s: dslint agrees only if %s\n", name, v.race)
	}
	for _, d := range v.differences {
		fmt.Fprintf(&text, "%s: %s on %s\n  Kubernetes %s\n  dslint     %s\n", name, d.daemonSet, d.node, d.want, d.got)
	}
	return text.String()
}
