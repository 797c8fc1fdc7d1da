package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules/facts"
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
	apis, version, known := kubernetes.ReadAPIs(), pass.Cluster.Version, facts.Of(pass.Snapshot)
	for _, object := range pass.Set.Objects() {
		if unserved, said := known.Unserved(object.APIVersion, object.Kind, version); said {
			reportSaidUnserved(pass, object, unserved)
			continue
		}
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

// reportSaidUnserved takes the word of the config for it.
func reportSaidUnserved(pass *lint.Pass, object *manifest.Object, said facts.Unserved) {
	since := ""
	if said.Since != 0 {
		since = fmt.Sprintf(" since Kubernetes %s", said.Since)
	}
	remedy := lint.Suggest("Remove it: nothing stands in its place")
	if said.Successor != "" {
		remedy = lint.UnsafeFix("Write apiVersion: "+said.Successor, object.At("apiVersion").Put(said.Successor))
	}
	pass.Report(object.At("apiVersion"), fmt.Sprintf("%s names %s, which by the config the cluster does not serve%s",
		object, object.APIVersion, since), remedy)
}

// writeVersion puts another version of the API in its place where all else that there
// is to do is known.
func writeVersion(object *manifest.Object, api *kubernetes.API, version string) lint.Detail {
	summary := "Write apiVersion: " + version
	put := object.At("apiVersion").Put(version)
	switch {
	case version != api.Successor:
		return lint.Suggest(summary)
	case api.SameForm:
		return lint.SafeFix(summary, put)
	case version == "apps/v1":
		return asApps(object, summary, put)
	}
	if form := reforms(object.APIVersion, object.Kind); form != nil {
		if changes, ok := form(object); ok {
			return lint.SafeFix(summary, slices.Concat([]manifest.Change{put}, changes)...)
		}
	}
	return lint.Suggest(summary)
}

// asApps makes a workload one of apps/v1: that asks for a selector, which older
// versions took from the labels of the pods, and lacks what only those had
// (https://kubernetes.io/docs/reference/using-api/deprecation-guide, v1.16).
func asApps(object *manifest.Object, summary string, changes ...manifest.Change) lint.Detail {
	for _, old := range []string{"templateGeneration", "rollbackTo"} {
		if field := object.At("spec", old); field.Exists() {
			changes = append(changes, field.Remove())
		}
	}
	if selector := object.At("spec", "selector"); !selector.Exists() {
		labels, _ := object.At("spec", "template", "metadata", "labels").Value().(map[string]any)
		if len(labels) == 0 {
			return lint.Suggest(summary + ", with a selector")
		}
		changes = append(changes, selector.At("matchLabels").Put(labels))
		summary += ", with the labels of the pods as selector"
	}
	explicit := object.At("spec", "updateStrategy", "type").Exists()
	switch {
	case object.Kind != "DaemonSet":
	case !explicit:
		summary += " (pods are updated one after the other there, unless updateStrategy.type is OnDelete)"
	case object.At("spec", "selector").Exists():
		return lint.SafeFix(summary, changes...) // no other default differs
	}
	return lint.UnsafeFix(summary, changes...)
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
