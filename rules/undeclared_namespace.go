package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed undeclared_namespace.txtar
var undeclaredNamespaceExamples []byte

var undeclaredNamespace = &lint.Rule{
	Name:     "undeclared-namespace",
	Category: lint.Validity,
	Severity: lint.Info,
	Summary:  "A workload is in a namespace that is not among those that the manifests declare",
	Examples: undeclaredNamespaceExamples,
	Check:    checkUndeclaredNamespace,
}

// checkUndeclaredNamespace reports a namespace once, at the first workload in it.
func checkUndeclaredNamespace(_ context.Context, pass *lint.Pass) error {
	declared := placement.DeclaredNamespaces(pass.Set)
	var first []*placement.Workload
	count := map[string]int{}
	for _, w := range pass.Workloads() {
		name := w.Namespace()
		if !declared.Missing(name) || reserved(name) || w.Fragment() || isMade(w) || faulty(w.Object.At("metadata")) {
			continue
		}
		if count[name] == 0 {
			first = append(first, w)
		}
		count[name]++
	}
	names, open := slices.Sorted(maps.Keys(declared)), rendersMore(pass.Set)
	for _, w := range first {
		at := w.Object.At("metadata", "namespace")
		pass.Report(at, fmt.Sprintf("%s in the namespace %q, which is not declared while %s",
			withOthers(w, count[w.Namespace()]), w.Namespace(), declaredNames(names)), declareIt(w.Namespace(), names, open)...)
	}
	return nil
}

// reserved reports whether Kubernetes or a distribution makes what bears the name: both
// prefixes are kept for them.
func reserved(name string) bool {
	return strings.HasPrefix(name, "kube-") || strings.HasPrefix(name, "openshift-")
}

func withOthers(w *placement.Workload, count int) string {
	switch count {
	case 1:
		return w.String() + " is"
	case 2:
		return w.String() + " and another workload are"
	}
	return fmt.Sprintf("%s and %d other workloads are", w, count-1)
}

func declaredNames(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return firstThree(names) + " are"
}

// declareIt takes a name for misspelt that is like a declared one, unless what is not
// read may declare it.
func declareIt(name string, declared []string, open bool) []lint.Detail {
	if meant := closest(name, declared); meant != "" && !open {
		return []lint.Detail{lint.Suggest("Write " + meant), lint.As(lint.Warning)}
	}
	return []lint.Detail{lint.Suggest("Declare the Namespace, or name one that is declared")}
}
