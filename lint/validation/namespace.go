package validation

import (
	"fmt"

	"github.com/dslint/dslint/lint/manifest"
)

// InMissingNamespace returns what the API server answers where the namespace of the
// object does not exist, and elsewhere it would answer with errs: the version of the
// API and what does not decode come first, then the namespace, and nothing else
// (k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle, Admit).
func InMissingNamespace(object *manifest.Object, errs []Error) []Error {
	if len(errs) > 0 && errs[0].Field == "" {
		return errs
	}
	return []Error{{
		At:      object.At("metadata", "namespace"),
		Message: fmt.Sprintf("namespaces %q not found", object.EffectiveNamespace()),
		alone:   true,
	}}
}
