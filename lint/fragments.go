package lint

import (
	"fmt"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Unjudged is a part of a file that only patches others, and nothing that was read
// applies it.
type Unjudged struct {
	At      manifest.Span
	Message string
}

// Unjudged returns what lies in the files and is no object of its own, once a file and
// kind.
func (s *Snapshot) Unjudged() []Unjudged {
	fragments := map[*manifest.Object]bool{}
	for _, w := range s.Workloads() {
		fragments[w.Object] = !w.Object.Built() && w.Fragment()
	}
	var all []Unjudged
	for _, file := range s.Set.Files {
		var parts []*manifest.Object
		for _, object := range file.Objects {
			if fragments[object] || !object.Built() && placement.PatchDirective(object) {
				parts = append(parts, object)
			}
		}
		if len(parts) > 0 {
			all = append(all, Unjudged{parts[0].At().Span(), fragmentText(parts)})
		}
		if len(file.Patches) > 0 {
			all = append(all, Unjudged{file.Patches[0].At().Span(), "the JSON patch is applied by nothing that was read, and is not judged"})
		}
	}
	return all
}

func fragmentText(parts []*manifest.Object) string {
	if len(parts) == 1 {
		return parts[0].String() + " is only a part of an object, as a patch is, and is not judged as a whole"
	}
	return fmt.Sprintf("%s and %d more are only parts of objects, as patches are, and are not judged as a whole", parts[0], len(parts)-1)
}
