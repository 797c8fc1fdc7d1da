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
	"github.com/dslint/dslint/rules/facts"
)

//go:embed toleration_never_matches.txtar
var tolerationNeverMatchesExamples []byte

var tolerationNeverMatches = &lint.Rule{
	Name:     "toleration-never-matches",
	Category: lint.Tolerations,
	Severity: lint.Warning,
	Summary:  "A toleration misses the taint that it was written for by its key, value, operator or effect",
	Examples: tolerationNeverMatchesExamples,
	Check:    checkTolerationNeverMatches,
}

func checkTolerationNeverMatches(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if f.intended[w] {
			continue
		}
		for _, dead := range f.deadTolerations(w) {
			reportDeadToleration(pass, f, dead)
		}
		reportMisspelt(pass, f, w)
	}
	return nil
}

// reportMisspelt speaks of keys that look like those that Kubernetes gives to taints
// by itself; which they are is known without an inventory.
func reportMisspelt(pass *lint.Pass, f *fleet, w *placement.Workload) {
	own := []string{
		corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable, corev1.TaintNodeUnschedulable, corev1.TaintNodeMemoryPressure,
		corev1.TaintNodeDiskPressure, corev1.TaintNodePIDPressure, corev1.TaintNodeNetworkUnavailable, corev1.TaintNodeOutOfService,
	}
	for i, t := range w.Spec().Tolerations {
		at := w.At("spec", "tolerations", i, "key")
		_, wellKnown := facts.Of(pass.Snapshot).Taint(t.Key)
		if wellKnown || !strings.HasPrefix(t.Key, nodeTaintDomain) || faulty(at) || slices.Contains(taintKeys(f.taints), t.Key) {
			continue
		}
		if near := mistyped(t.Key, own); near != "" {
			pass.Report(at, fmt.Sprintf("%s has a toleration that matches no taint: it asks for the key %q, and Kubernetes sets %s", w, t.Key, near),
				lint.UnsafeFix("Write the key "+near, at.Put(near)))
		}
	}
}

// nodeTaintDomain is that of the taints which Kubernetes sets by itself.
const nodeTaintDomain = "node.kubernetes.io/"

func reportDeadToleration(pass *lint.Pass, f *fleet, dead deadToleration) {
	message := fmt.Sprintf("%s has a toleration that matches no taint: it asks for %s, and ", dead.w, dead.asks())
	if len(dead.taints) == 0 {
		pass.Report(dead.at.At("value"), message+"the value of that taint is the time at which it is set",
			lint.SafeFix(dead.remedy(), dead.anyValue()...))
		return
	}
	names := namesOf(f.taintedBy(dead.taints))
	message += fmt.Sprintf("%s %s %s", someOf(names, len(f.nodes)), have(names), dead.taintText())
	if dead.severity == lint.Error {
		message += ", so that no node takes it"
	}
	pass.Report(dead.field(), message,
		lint.As(dead.severity), lint.OnNodes(names...), lint.See(dead.taints[0].at, "the taint"), lint.UnsafeFix(dead.remedy(), dead.changes()...))
}

// taintedBy returns the nodes that have one of the taints, in their order.
func (f *fleet) taintedBy(taints []*foundTaint) []*inventory.Node {
	if len(taints) == 1 {
		return taints[0].nodes
	}
	tainted := map[*inventory.Node]bool{}
	for _, taint := range taints {
		for _, node := range taint.nodes {
			tainted[node] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(f.nodes), func(node *inventory.Node) bool { return !tainted[node] })
}

// asks says what of the toleration misses the taint.
func (d deadToleration) asks() string {
	switch {
	case d.miss == "key":
		return fmt.Sprintf("the key %q", d.Key)
	case d.miss == "effect":
		return "the effect " + string(d.Effect)
	case d.Value == "" && d.Operator == "":
		return "an empty value, as no operator means Equal"
	case d.Value == "":
		return "an empty value"
	}
	return fmt.Sprintf("the value %q", d.Value)
}

// field is what to edit.
func (d deadToleration) field() manifest.Ref {
	if d.miss == "value" && d.Value == "" {
		return d.at.At("operator")
	}
	return d.at.At(d.miss)
}

func (d deadToleration) remedy() string {
	switch {
	case d.miss == "key":
		return "Write the key " + d.taints[0].Key
	case d.miss == "effect":
		return "Leave the effect out, or write " + string(d.taints[0].Effect)
	case len(d.taints) != 1:
		return "Set operator: Exists and leave the value out"
	case d.Value == "":
		return fmt.Sprintf("Set operator: Exists, or value: %q", d.taints[0].Value)
	}
	return fmt.Sprintf("Write the value %q, or set operator: Exists and leave the value out", d.taints[0].Value)
}

// changes make the first of the remedies.
func (d deadToleration) changes() []manifest.Change {
	switch {
	case d.miss == "key":
		return []manifest.Change{d.at.At("key").Put(d.taints[0].Key)}
	case d.miss == "effect":
		return []manifest.Change{d.at.At("effect").Remove()}
	case len(d.taints) == 1 && d.Value != "":
		return []manifest.Change{d.at.At("value").Put(d.taints[0].Value)}
	}
	return d.anyValue()
}

// anyValue lets the toleration match whatever value the taint has.
func (d deadToleration) anyValue() []manifest.Change {
	changes := []manifest.Change{d.at.At("operator").Put(corev1.TolerationOpExists)}
	if d.at.At("value").Exists() {
		changes = append(changes, d.at.At("value").Remove())
	}
	return changes
}

// taintText names the taints that are missed.
func (d deadToleration) taintText() string {
	const shown = 3
	var texts []string
	for _, taint := range d.taints[:min(len(d.taints), shown)] {
		texts = append(texts, taint.ToString())
	}
	if rest := len(d.taints) - shown; rest > 0 {
		texts = append(texts, fmt.Sprintf("%d others", rest))
	}
	return strings.Join(texts, " or ")
}
