package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed missing_priority_class.txtar
var missingPriorityClassExamples []byte

var missingPriorityClass = &lint.Rule{
	Name:     "missing-priority-class",
	Category: lint.Resources,
	Severity: lint.Warning,
	Summary:  "The pods of a DaemonSet rank with all others when a node is full",
	Examples: missingPriorityClassExamples,
	Options: []lint.Option{{
		Name: allowedOption, Default: []string{},
		Summary: "The DaemonSets that need no priority class, as NAMESPACE/NAME, where * stands for any text",
	}, {
		Name: classOption, Default: "",
		Summary: "The priority class that dslint fix --unsafe-fixes sets; without one it sets none",
	}},
	Check: checkMissingPriorityClass,
}

const classOption = "class"

func checkMissingPriorityClass(_ context.Context, pass *lint.Pass) error {
	if hasGlobalDefault(pass.Set) {
		return nil
	}
	for _, daemonSet := range pass.DaemonSets() {
		spec := daemonSet.Spec()
		at := daemonSet.At("spec", "priorityClassName")
		if hasPriority(spec) || faulty(at) || faulty(daemonSet.At("spec", "priority")) ||
			daemonSet.Fragment() || allowed(pass, daemonSet) || class.PullsImages(daemonSet) {
			continue
		}
		remedy := setClass(pass, at)
		if agent := class.Of(daemonSet); agent.Class != class.Other {
			pass.Report(at, fmt.Sprintf("%s has no priority class, though it is %s", daemonSet, agent), remedy)
			continue
		}
		if evidence := agentEvidence(spec); evidence != "" {
			pass.Report(at, fmt.Sprintf("%s has no priority class, though it %s", daemonSet, evidence), remedy)
			continue
		}
		pass.Report(at, fmt.Sprintf("%s has no priority class", daemonSet), lint.As(lint.Info), remedy)
	}
	return nil
}

func hasPriority(spec *corev1.PodSpec) bool {
	return spec.PriorityClassName != "" || spec.Priority != nil
}

// setClass sets the class that the config names.
func setClass(pass *lint.Pass, at manifest.Ref) lint.Detail {
	if class := lint.OptionOf[string](pass, classOption); class != "" {
		return lint.UnsafeFix("Set priorityClassName to "+class, at.Put(class))
	}
	return lint.Suggest("Set priorityClassName to a class above those of ordinary workloads")
}

// hasGlobalDefault reports whether a PriorityClass gives its priority to all pods
// that name none.
func hasGlobalDefault(set *manifest.Set) bool {
	return slices.ContainsFunc(set.Objects(), func(object *manifest.Object) bool {
		class, ok := manifest.As[schedulingv1.PriorityClass](object)
		return ok && class.GlobalDefault
	})
}
