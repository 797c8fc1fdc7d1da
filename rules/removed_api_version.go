package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed removed_api_version.txtar
var removedAPIVersionExamples []byte

var removedAPIVersion = &lint.Rule{
	Name:     "removed-api-version",
	Category: lint.Compatibility,
	Severity: lint.Error,
	Summary:  "An object names a version of its API that the Kubernetes of the cluster does not serve",
	Examples: removedAPIVersionExamples,
	Check:    checkRemovedAPIVersion,
}

func checkRemovedAPIVersion(_ context.Context, pass *lint.Pass) error {
	apis, version := kubernetes.ReadAPIs(), pass.Cluster.Version
	for _, object := range pass.Set.Objects() {
		api := apis.Of(object.APIVersion, object.Kind)
		if api == nil {
			continue
		}
		reason := unserved(object, api, version)
		if reason == "" {
			continue
		}
		remedy := lint.Suggest("Remove it: nothing stands in its place")
		if instead := apis.Instead(object.APIVersion, object.Kind, version); instead != "" {
			remedy = writeVersion(object, api, instead)
		}
		message := fmt.Sprintf("%s names %s, which %s", object, object.APIVersion, reason)
		pass.Report(object.At("apiVersion"), message, remedy)
	}
	return nil
}

// writeVersion puts another version of the API in its place where that is all there is
// to do.
func writeVersion(object *manifest.Object, api *kubernetes.API, version string) lint.Detail {
	summary := "Write apiVersion: " + version
	if api.SameForm && version == api.Successor {
		return lint.SafeFix(summary, object.At("apiVersion").Put(version))
	}
	return lint.Suggest(summary)
}

// unserved tells why a version of Kubernetes does not serve an object, nothing where it
// does, or does on request.
func unserved(object *manifest.Object, api *kubernetes.API, version kubernetes.Version) string {
	switch api.In(version) {
	case kubernetes.Gone:
		return fmt.Sprintf("Kubernetes has not served since %s", api.Removed)
	case kubernetes.NotYet:
		return fmt.Sprintf("Kubernetes serves since %s, and the cluster has %s", api.Since, version)
	case kubernetes.NeverWas:
		return "never held a " + object.Kind
	case kubernetes.Served, kubernetes.OnRequest:
	}
	return ""
}
