package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed untolerated_taint.txtar
var untoleratedTaintExamples []byte

var untoleratedTaint = &lint.Rule{
	Name:     "untolerated-taint",
	Category: lint.Placement,
	Severity: lint.Warning,
	Summary:  "A DaemonSet skips nodes for a taint, and nothing else keeps it off them",
	Examples: untoleratedTaintExamples,
	Check:    checkUntoleratedTaint,
}

func checkUntoleratedTaint(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		if len(f.nodes) == 0 || f.intended[w] || f.runsNowhere(w) || choosesPool(w) {
			continue
		}
		for _, missed := range f.missedTaints(w) {
			reportUntolerated(pass, f, w, missed)
		}
	}
	return nil
}

// choosesPool reports whether the workload asks for nodes of a pool, by a label
// other than those of operating systems and architectures: which of them it runs
// on was thought about.
func choosesPool(w *placement.Workload) bool {
	names := func(r requirement) bool { return r.needsLabel() && !r.isPlatform() }
	if w.Spec().NodeName != "" || slices.ContainsFunc(selectorPairs(w), names) {
		return true
	}
	terms := affinityTerms(w)
	return len(terms) > 0 && !slices.ContainsFunc(terms, func(t term) bool {
		return !slices.ContainsFunc(t.Requirements, names)
	})
}

// agentsThatCount is how many DaemonSets must run elsewhere before it means anything
// that none runs here: fewer are a part of what a cluster has.
const agentsThatCount = 3

// missedTaints are taints that keep a workload off the same nodes.
type missedTaints struct {
	taints  []*corev1.Taint
	refusal *placement.Refusal
	groups  []int
}

// missedTaints returns the taints that alone keep a workload off nodes. Left out
// are those that pass, and those that another rule speaks of.
func (f *fleet) missedTaints(w *placement.Workload) []*missedTaints {
	var all []*missedTaints
	dead, masters := f.deadTolerations(w), len(f.missedControlPlanes(w)) > 0
	for g, verdict := range f.matrix.Of(w) {
		if !keptOnlyBy(verdict, anyTaint) || f.locked(w, g) {
			continue
		}
		for i := range verdict.Refusals {
			refusal := &verdict.Refusals[i]
			if taint := refusal.Taint; f.facts.IsPassing(taint) || dead.explain(taint) || masters && taint.Key == controlPlaneTaintKey ||
				f.toleratedByClass(w, taint) {
				continue
			}
			at := slices.IndexFunc(all, func(m *missedTaints) bool { return sameTaint(m.taints[0], refusal.Taint) })
			if at < 0 {
				at = len(all)
				all = append(all, &missedTaints{taints: []*corev1.Taint{refusal.Taint}, refusal: refusal})
			}
			all[at].groups = append(all[at].groups, g)
		}
	}
	return mergeMissed(all)
}

// mergeMissed puts taints together that are on the same nodes.
func mergeMissed(all []*missedTaints) []*missedTaints {
	var merged []*missedTaints
	for _, missed := range all {
		at := slices.IndexFunc(merged, func(m *missedTaints) bool { return slices.Equal(m.groups, missed.groups) })
		if at < 0 {
			merged = append(merged, missed)
			continue
		}
		merged[at].taints = append(merged[at].taints, missed.taints...)
	}
	return merged
}

func reportUntolerated(pass *lint.Pass, f *fleet, w *placement.Workload, missed *missedTaints) {
	nodes := f.withoutForeign(w, missed.groups)
	if len(nodes) == 0 {
		return
	}
	severity := lint.Warning
	if slices.ContainsFunc(missed.taints, func(t *corev1.Taint) bool {
		return f.facts.IsKind(t, lint.ControlPlaneFact) || namesOtherValue(w, t)
	}) {
		severity = lint.Info
	}
	names := namesOf(nodes)
	message := fmt.Sprintf("%s skips %s: %s not tolerated", w, someOf(names, len(f.nodes)), missed.subject())
	if f.agents >= agentsThatCount && f.unreached(missed.groups) {
		message += fmt.Sprintf(", nor by any other of the %d DaemonSets", f.agents)
	}
	pass.Report(missed.refusal.By, message,
		lint.As(severity), lint.OnNodes(names...), lint.UnsafeFix(addToleration(w, missed.taints), tolerate(w, missed.taints)...),
		lint.See(taintOn(nodes[0], missed.taints[0]), "the taint of Node "+nodes[0].Name))
}

// subject names the taints with their verb.
func (m *missedTaints) subject() string {
	texts := make([]string, len(m.taints))
	for i, taint := range m.taints {
		texts[i] = taint.ToString()
	}
	if len(texts) == 1 {
		return "taint " + texts[0] + " is"
	}
	return "taints " + strings.Join(texts, " and ") + " are"
}

// namesOtherValue reports whether the workload tolerates the key with values of
// its choice: the value that it leaves out was left out knowingly.
func namesOtherValue(w *placement.Workload, taint *corev1.Taint) bool {
	return slices.ContainsFunc(w.Spec().Tolerations, func(t corev1.Toleration) bool {
		return t.Key == taint.Key && !isFlag(t.Value) && t.Value != taint.Value
	})
}

// withoutForeign leaves out the nodes that run no DaemonSets, those of an operating
// system that the workload runs on nowhere, and those of an architecture that its
// images are not made for.
func (f *fleet) withoutForeign(w *placement.Workload, groups []int) []*inventory.Node {
	systems := f.systemsOf(w)
	arch, _ := archProof(w)
	return f.choose(groups, func(number int) bool {
		os, has := f.systems[number], nodeArch(f.nodes[number])
		return !f.virtual[number] && (arch == "" || has == "" || has == arch) && (os == "" || systems[""] || systems[os])
	})
}

// systemsOf returns the operating systems of the nodes that a workload runs on.
func (f *fleet) systemsOf(w *placement.Workload) map[corev1.OSName]bool {
	systems := map[corev1.OSName]bool{}
	for g, verdict := range f.matrix.Of(w) {
		if !verdict.ShouldRun {
			continue
		}
		for _, number := range f.groups[g] {
			systems[f.systems[number]] = true
		}
	}
	return systems
}

// tolerate adds a toleration for each taint.
func tolerate(w *placement.Workload, taints []*corev1.Taint) []manifest.Change {
	var changes []manifest.Change
	for _, taint := range taints {
		t := corev1.Toleration{Key: taint.Key, Operator: corev1.TolerationOpExists, Effect: taint.Effect}
		if taint.Value != "" {
			t.Operator, t.Value = corev1.TolerationOpEqual, taint.Value
		}
		changes = append(changes, w.At("spec", "tolerations").Append(t))
	}
	return changes
}

// addToleration says what to write. A toleration of the same key that names
// another effect only needs to lose it.
func addToleration(w *placement.Workload, taints []*corev1.Taint) string {
	var keys []string
	for _, taint := range taints {
		for _, t := range w.Spec().Tolerations {
			if t.Key == taint.Key && t.Effect != "" && t.Effect != taint.Effect {
				return fmt.Sprintf("Leave the effect out of the toleration for %s, or add one for %s", taint.Key, taint.Effect)
			}
		}
		if !slices.Contains(keys, taint.Key) {
			keys = append(keys, taint.Key)
		}
	}
	if len(keys) == 1 && len(taints) > 1 {
		return "Add a toleration for " + keys[0] + " without an effect"
	}
	return "Add a toleration for " + strings.Join(keys, " and one for ")
}
