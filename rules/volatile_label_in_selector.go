package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed volatile_label_in_selector.txtar
var volatileLabelInSelectorExamples []byte

var volatileLabelInSelector = &lint.Rule{
	Name:     "volatile-label-in-selector",
	Category: lint.Rollout,
	Severity: lint.Warning,
	Summary:  "A selector holds a label that changes with every release, and no selector can be changed",
	Examples: volatileLabelInSelectorExamples,
	Check:    checkVolatileLabelInSelector,
}

func checkVolatileLabelInSelector(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		selector, _ := w.Selector()
		if selector == nil || w.Fragment() || w.Object.Group() == "extensions" {
			continue // there a selector may change
		}
		for _, key := range slices.Sorted(maps.Keys(selector.MatchLabels)) {
			at := w.Object.At("spec", "selector", "matchLabels", key)
			if why := volatile(key, selector.MatchLabels[key]); why != "" && !faulty(at) {
				reportVolatile(pass, w, at, pairText(key, selector.MatchLabels[key]), why)
			}
		}
	}
	return nil
}

// reportVolatile is silent where the name of the object changes along: then every
// release is an object of its own.
func reportVolatile(pass *lint.Pass, w *placement.Workload, at manifest.Ref, label, why string) {
	_, value, _ := strings.Cut(label, "=")
	if len(value) > 1 && strings.Contains(w.Object.Name, value) {
		return
	}
	pass.Report(at, fmt.Sprintf("%s selects its pods by %s, which %s, and the API server refuses another selector",
		w, label, why), lint.UnsafeFix("Take the label out of the selector, and keep it on the pods", at.Remove()))
}

// volatile says why a label does not stay as it is, "" where nothing tells that.
func volatile(key, value string) string {
	switch key {
	case appsv1.ControllerRevisionHashLabelKey:
		return "" // selector-template-mismatch
	case "helm.sh/chart", "chart":
		return "changes with the version of the chart"
	case "app.kubernetes.io/version":
		return "changes with the version of the program"
	case "version", "app-version", "appVersion", "tag", "image-tag", "release-version":
		if isRelease(value) {
			return "changes with the version of the program"
		}
	}
	hash := looksLike().hash.MatchString(value) && strings.ContainsAny(value, "0123456789")
	if hash && (len(value) == commitLength || looksLike().commit.MatchString(key)) {
		return "changes with every commit"
	}
	return ""
}

// commitLength is that of a commit of git written out, which nothing else is by chance.
const commitLength = 40

// isRelease tells 1.4.2 and v2 from canary.
func isRelease(value string) bool { return looksLike().release.MatchString(value) }

type patterns struct{ release, hash, commit *regexp.Regexp }

// looksLike compiles the patterns when a label first asks for them.
var looksLike = sync.OnceValue(func() patterns {
	return patterns{
		release: regexp.MustCompile(`^v?[0-9]+\.[0-9]+`),
		hash:    regexp.MustCompile(`^[0-9a-f]{7,40}$`),
		commit:  regexp.MustCompile(`(?i)(sha|commit|revision|build|hash|git)`),
	}
})
