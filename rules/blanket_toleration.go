package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed blanket_toleration.txtar
var blanketTolerationExamples []byte

var blanketToleration = &lint.Rule{
	Name:     "blanket-toleration",
	Category: lint.Tolerations,
	Severity: lint.Warning,
	Summary:  "A workload tolerates every taint there is or may come to be",
	Examples: blanketTolerationExamples,
	Options: []lint.Option{{
		Name: allowedOption, Default: []string{},
		Summary: "The workloads that may tolerate every taint, as NAMESPACE/NAME, where * stands for any text",
	}},
	Check: checkBlanketToleration,
}

func checkBlanketToleration(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		// A patch does not show what the workload is for.
		if found := findBlanket(workload); len(found.items) > 0 && !workload.Fragment() && !allowed(pass, workload) {
			reportBlanket(pass, workload, found)
		}
	}
	return nil
}

// blanket is what the tolerations without a key amount to together.
type blanket struct {
	items                 []int // of the tolerations
	noSchedule, noExecute bool
}

func findBlanket(w *placement.Workload) blanket {
	var found blanket
	for i := range w.Spec().Tolerations {
		t := &w.Spec().Tolerations[i]
		// Nobody is kept off by PreferNoSchedule.
		if !keyless(t) || t.Effect == corev1.TaintEffectPreferNoSchedule || faulty(w.At("spec", "tolerations", i)) {
			continue
		}
		found.items = append(found.items, i)
		found.noSchedule = found.noSchedule || t.Effect == "" || t.Effect == corev1.TaintEffectNoSchedule
		found.noExecute = found.noExecute || t.Effect == "" || t.Effect == corev1.TaintEffectNoExecute
	}
	return found
}

func keyless(t *corev1.Toleration) bool {
	return t.Key == "" && t.Operator == corev1.TolerationOpExists
}

func (b blanket) String() string {
	switch {
	case !b.noSchedule:
		return "every NoExecute taint"
	case !b.noExecute:
		return "every NoSchedule taint"
	}
	return "every taint"
}

// reportBlanket shows the effect where Nodes are known, and speaks of it more
// softly where the pods keep their node going or gain no node.
func reportBlanket(pass *lint.Pass, w *placement.Workload, found blanket) {
	nameTaints := lint.Suggest("Name the taints: a key with operator Exists for each")
	agent := class.Of(w)
	system := systemReason(w, agent)
	gained := gainedNodes(pass, w)
	message := fmt.Sprintf("%s tolerates %s", w, found)
	details := []lint.Detail{lint.OnNodes(gained...)}
	switch judged := pass.Placement().Of(w); {
	case len(gained) > 0:
		message += fmt.Sprintf(", which adds %s", someOf(gained, len(pass.Nodes())))
	case len(judged) > 0 && system != "":
		return
	case len(judged) > 0:
		message += fmt.Sprintf(", which %s today", noNode("adds", "does not add", pass.Nodes()))
		details = append(details, lint.As(lint.Info))
	}
	switch {
	case system != "":
		message += ", as " + system
		details = append(details, lint.As(lint.Info))
	case !found.noSchedule:
		details = append(details, lint.As(lint.Info), nameTaints)
	default:
		details = append(details, nameTaints)
	}
	if system == "" && agent.Class != class.Other {
		message += ", though it is " + agent.String()
	}
	pass.Report(w.At("spec", "tolerations", found.items[0], "operator"), message, details...)
}

// systemReason says why pods have reason to run on every node, "" where they have
// none. Who only collects has none for being in kube-system or for being privileged.
func systemReason(w *placement.Workload, agent class.Kind) string {
	if agent.KeepsNodeGoing() {
		return fmt.Sprintf("%s do (%s)", agent.Plural(), agent.Evidence)
	}
	evidence := systemEvidence(w)
	if evidence == "" || agent.Class != class.Other && !strings.HasPrefix(evidence, "priority class") {
		return ""
	}
	return fmt.Sprintf("system agents do (%s)", evidence)
}

// gainedNodes are those that the workload runs on because of its tolerations
// without a key.
func gainedNodes(pass *lint.Pass, w *placement.Workload) []string {
	named := slices.DeleteFunc(slices.Clone(w.Spec().Tolerations), func(t corev1.Toleration) bool { return keyless(&t) })
	if w.DaemonSet != nil {
		named = append(named, placement.AutomaticTolerations(w.Spec())...)
	}
	var gained []string
	for _, verdict := range pass.Placement().Of(w) {
		if verdict.ShouldRun && keptOut(verdict.Nodes[0], named) {
			gained = append(gained, verdict.NodeNames()...)
		}
	}
	return gained
}

func keptOut(node *inventory.Node, tolerations []corev1.Toleration) bool {
	return slices.ContainsFunc(node.Spec.Taints, func(taint corev1.Taint) bool {
		return placement.KeepsOut(&taint) && !placement.Tolerates(tolerations, &taint)
	})
}
