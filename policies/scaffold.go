package policies

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
)

//go:embed scaffold
var scaffold embed.FS

// File is a file to write.
type File struct {
	Name string
	Text []byte
}

// Scaffold returns the start of a policy in dslint's own dialect: the policy, its
// examples and its tests. The name is in kebab case, as rules are called.
func Scaffold(name string) ([]File, error) {
	underscored := strings.ReplaceAll(name, "-", "_")
	if strings.Contains(name, "_") || !packageName.MatchString(underscored) {
		return nil, fmt.Errorf("name %q: a policy has words of small letters and digits, joined by -", name)
	}
	files := []File{}
	for _, suffix := range []string{extension, ".txtar", testSuffix} {
		text, err := scaffold.ReadFile("scaffold/policy" + suffix + ".tmpl")
		if err != nil {
			return nil, err
		}
		files = append(files, File{underscored + suffix, bytes.ReplaceAll(text, []byte("NAME"), []byte(underscored))})
	}
	return files, nil
}
