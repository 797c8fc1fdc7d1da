package validation

import "github.com/dslint/dslint/lint/manifest"

// servedVersion returns the one version of the API that Kubernetes 1.37 serves a
// kind in, and whether the kind makes pods. The older ones are gone: extensions/v1beta1,
// apps/v1beta1 and apps/v1beta2 since 1.16, batch/v1beta1 since 1.25.
func servedVersion(kind string) (string, bool) {
	switch kind {
	case "Pod":
		return "v1", true
	case "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet":
		return "apps/v1", true
	case "Job", "CronJob":
		return "batch/v1", true
	}
	return "", false
}

// notServed returns the answer to a request for a version that the server does not
// have: it knows no such URL.
func notServed(object *manifest.Object) []Error {
	if served, known := servedVersion(object.Kind); !known || object.APIVersion == served || foreign(object) {
		return nil
	}
	return []Error{{At: object.At("apiVersion"), Message: "404 page not found"}}
}

// foreign reports whether the kind belongs to somebody else: a custom resource may
// have the name of a built-in one.
func foreign(object *manifest.Object) bool {
	switch object.Group() {
	case "", "apps", "batch", "extensions":
		return false
	}
	return true
}
