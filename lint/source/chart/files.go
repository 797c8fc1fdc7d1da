package chart

import (
	"encoding/base64"
	"path"
	"strings"

	"github.com/gobwas/glob"
	"helm.sh/helm/v3/pkg/chart"
)

// files are what templates see as .Files.
type files map[string][]byte

func newFiles(from []*chart.File) files {
	all := files{}
	for _, file := range from {
		all[file.Name] = file.Data
	}
	return all
}

// GetBytes returns a file, nothing where there is none.
func (f files) GetBytes(name string) []byte { return f[name] }

// Get returns a file as text.
func (f files) Get(name string) string { return string(f[name]) }

// Glob returns the files that match a pattern.
func (f files) Glob(pattern string) files {
	matching := files{}
	compiled, err := glob.Compile(pattern, '/')
	for name, data := range f {
		if err != nil || compiled.Match(name) {
			matching[name] = data
		}
	}
	return matching
}

// AsConfig returns the files as the data of a ConfigMap.
func (f files) AsConfig() string {
	texts := map[string]string{}
	for name, data := range f {
		texts[path.Base(name)] = string(data)
	}
	return toYAML(texts)
}

// AsSecrets returns the files as the data of a Secret.
func (f files) AsSecrets() string {
	texts := map[string]string{}
	for name, data := range f {
		texts[path.Base(name)] = base64.StdEncoding.EncodeToString(data)
	}
	return toYAML(texts)
}

// Lines returns the lines of a file.
func (f files) Lines(name string) []string {
	if len(f[name]) == 0 {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(string(f[name]), "\n"), "\n")
}
