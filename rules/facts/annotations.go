package facts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/dslint/dslint/lint/kubernetes"
)

//go:embed annotations.tsv
var annotationTable string

// Annotation is an annotation of pods whose work a field does now.
type Annotation struct {
	// Since is the version of Kubernetes that does not heed it any more or, where Heeded
	// is set, the first that has the field as well. Such versions may be too old for
	// [kubernetes.Parse].
	Since  string
	Heeded bool
	// Field is the path of what took its place, between dots: below the pod where it
	// begins with spec, else below the container that Container names; or the key of
	// another annotation, see Renamed.
	Field     string
	Container string
	// Source is where the fact comes from.
	Source string

	key string
}

var annotations = sync.OnceValue(func() []Annotation {
	var all []Annotation
	for _, row := range rows(annotationTable) {
		all = append(all, Annotation{
			key: row["annotation"], Since: row["since"], Heeded: row["heeded"] == "yes", Field: row["field"], Source: row["source"],
		})
	}
	return all
})

// AnnotationOf returns what is known of an annotation of pods that a field has replaced.
func AnnotationOf(key string) (Annotation, bool) {
	all := annotations()
	i := slices.IndexFunc(all, func(a Annotation) bool {
		return key == a.key || strings.HasSuffix(a.key, "/") && strings.HasPrefix(key, a.key)
	})
	if i < 0 {
		return Annotation{}, false
	}
	found := all[i]
	found.Container = strings.TrimPrefix(key, found.key)
	return found, true
}

// HoldsIn reports whether the field is there in a version of Kubernetes.
func (a *Annotation) HoldsIn(version kubernetes.Version) bool {
	since, err := kubernetes.Parse(a.Since)
	return err != nil || version.AtLeast(since)
}

// Renamed reports whether another annotation took its place, with the same value.
func (a *Annotation) Renamed() bool { return strings.Contains(a.Field, "/") }
