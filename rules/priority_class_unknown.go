package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed priority_class_unknown.txtar
var priorityClassUnknownExamples []byte

var priorityClassUnknown = &lint.Rule{
	Name:     "priority-class-unknown",
	Category: lint.References,
	Severity: lint.Error,
	Summary:  "Pods name a priority class that the manifests do not define beside others, and so none is made",
	Examples: priorityClassUnknownExamples,
	Check:    checkPriorityClassUnknown,
}

func checkPriorityClassUnknown(_ context.Context, pass *lint.Pass) error {
	names := definedClasses(pass)
	others := facts.Of(pass.Snapshot).PriorityClasses()
	for _, w := range pass.Workloads() {
		name, byHand := w.Spec().PriorityClassName, w.Spec().Priority
		switch {
		case w.Fragment() || isMade(w) || faulty(w.At("spec", "priorityClassName")):
		case name == "" && byHand != nil:
			reportByHand(pass, w, *byHand)
		case name != "" && len(names) > 0 && !isCritical(name) && !reserved(name) && !slices.Contains(slices.Concat(names, others), name):
			reportUnknownClass(pass, w, name, names)
		}
	}
	return nil
}

// reportByHand leaves it to refused-pod where Nodes tell who gets no pod.
func reportByHand(pass *lint.Pass, w *placement.Workload, priority int32) {
	if len(pass.Nodes()) == 0 && !hasGlobalDefault(pass.Set) {
		pass.Report(w.At("spec", "priority"), fmt.Sprintf("%s gets no pod: priority %d is set by hand, and no class gives it", w, priority),
			lint.As(lint.Warning), lint.Suggest("Name a priorityClassName instead"))
	}
}

// definedClasses are the classes of the set; there are none where it does not say, or
// leaves a name open.
func definedClasses(pass *lint.Pass) []string {
	var names []string
	for _, object := range objectsOf(pass.Set, "PriorityClass") {
		if unnamed(object) {
			return nil
		}
		names = append(names, object.Name)
	}
	return names
}

// reportUnknownClass is sure where nothing brings more classes.
func reportUnknownClass(pass *lint.Pass, w *placement.Workload, name string, names []string) {
	at := w.At("spec", "priorityClassName")
	if mentioned(pass, name) {
		return
	}
	details := []lint.Detail{lint.Suggest("Define the PriorityClass, or name another")}
	if meant := closest(name, slices.Concat(names, facts.Of(pass.Snapshot).PriorityClasses())); meant != "" {
		details[0] = lint.UnsafeFix("Write "+meant, at.Put(meant))
	}
	if rendersMore(pass.Set) {
		details = append(details, lint.As(lint.Warning))
	}
	pass.Report(at, fmt.Sprintf("%s gets no pod: PriorityClass %s is not defined while %s", w, name, declaredNames(names)), details...)
}
