package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// deadToleration is a toleration that matches no taint of the inventory, though it
// was meant for one that is there.
type deadToleration struct {
	*corev1.Toleration
	w        *placement.Workload
	at       manifest.Ref
	taints   []*foundTaint // with the same key and effect; empty: no taint with this value can be
	miss     string        // the field that misses: key, value or effect
	severity lint.Severity
}

type deadTolerations []deadToleration

// blocking reports whether the mistakes keep a workload off all nodes.
func (all deadTolerations) blocking() bool {
	return slices.ContainsFunc(all, func(d deadToleration) bool { return d.severity == lint.Error })
}

// explain reports whether a taint is not tolerated because of one of the mistakes.
func (all deadTolerations) explain(taint *corev1.Taint) bool {
	return slices.ContainsFunc(all, func(d deadToleration) bool {
		return slices.ContainsFunc(d.taints, func(found *foundTaint) bool { return sameTaint(found.Taint, taint) })
	})
}

func (f *fleet) deadTolerations(w *placement.Workload) deadTolerations {
	var dead deadTolerations
	tolerations := w.Spec().Tolerations
	for i := range tolerations {
		t := &tolerations[i]
		if at := w.At("spec", "tolerations", i); t.Key != "" && isPlain(t) && !faulty(at) {
			if found, ok := f.judgeToleration(w, t); ok {
				found.Toleration, found.w, found.at = t, w, at
				dead = append(dead, found)
			}
		}
	}
	return dead
}

// isPlain reports whether the API server takes operator and value as they are.
func isPlain(t *corev1.Toleration) bool {
	return t.Operator == "" || t.Operator == corev1.TolerationOpEqual ||
		t.Operator == corev1.TolerationOpExists && t.Value == ""
}

func (f *fleet) judgeToleration(w *placement.Workload, t *corev1.Toleration) (deadToleration, bool) {
	own := []corev1.Toleration{*t}
	if slices.ContainsFunc(f.taints, func(found *foundTaint) bool { return placement.Tolerates(own, found.Taint) }) {
		return deadToleration{}, false
	}
	fact, wellKnown := f.facts.Taint(t.Key)
	if isStamped(t.Key) && t.Operator != corev1.TolerationOpExists {
		return deadToleration{miss: "value", severity: lint.Warning}, true
	}
	if wellKnown && fact.Passes() {
		return deadToleration{}, false
	}
	nearest, miss := f.nearest(t, wellKnown)
	if nearest == nil {
		return deadToleration{}, false
	}
	found := deadToleration{miss: miss}
	for _, taint := range f.taints {
		if taint.MatchTaint(nearest.Taint) {
			found.taints = append(found.taints, taint)
			found.severity = max(found.severity, f.harm(w, t, taint, miss))
		}
	}
	return found, true
}

// nearest returns the taint that a toleration was most likely meant for, and the
// field by which it misses. A well-known key is not mistyped.
func (f *fleet) nearest(t *corev1.Toleration, wellKnown bool) (*foundTaint, string) {
	var best *foundTaint
	miss := ""
	for _, taint := range f.taints {
		switch {
		case taint.Key != t.Key || f.facts.IsPassing(taint.Taint):
		case t.Effect == "" || t.Effect == taint.Effect:
			return taint, "value"
		case best == nil:
			best, miss = taint, "effect"
		}
	}
	if best != nil || wellKnown {
		return best, miss
	}
	key := mistyped(t.Key, taintKeys(f.taints))
	for _, taint := range f.taints {
		if taint.Key == key && !f.facts.IsPassing(taint.Taint) {
			return taint, "key"
		}
	}
	return nil, ""
}

// harm weighs a toleration that misses a taint by what the workload loses.
func (f *fleet) harm(w *placement.Workload, t *corev1.Toleration, taint *foundTaint, miss string) lint.Severity {
	all := w.Spec().Tolerations
	if w.DaemonSet != nil {
		all = slices.Concat(all, placement.AutomaticTolerations(w.Spec()))
	}
	verdicts := f.matrix.Of(w)
	missed := slices.ContainsFunc(verdicts, func(v *placement.Verdict) bool {
		return keptOnlyBy(v, anyTaint) && slices.ContainsFunc(v.Refusals, func(r placement.Refusal) bool {
			return sameTaint(r.Taint, taint.Taint)
		})
	})
	switch {
	case !placement.KeepsOut(taint.Taint) || placement.Tolerates(all, taint.Taint) || !missed:
		return lint.Info
	case miss == "value" && !isFlag(t.Value) && mistyped(t.Value, []string{taint.Value}) == "":
		return lint.Info // it may be meant for nodes of another cluster
	case f.runsNowhere(w) && f.savedBy(w, taint):
		return lint.Error
	}
	return lint.Warning
}

// savedBy reports whether nothing but the taint keeps the workload off some node.
func (f *fleet) savedBy(w *placement.Workload, taint *foundTaint) bool {
	return slices.ContainsFunc(f.matrix.Of(w), func(v *placement.Verdict) bool {
		return keptOnlyBy(v, func(r *placement.Refusal) bool { return sameTaint(r.Taint, taint.Taint) })
	})
}
