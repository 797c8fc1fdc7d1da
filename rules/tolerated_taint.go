package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed tolerated_taint.txtar
var toleratedTaintExamples []byte

var toleratedTaint = &lint.Rule{
	Name:     "tolerated-taint",
	Category: lint.Placement,
	Severity: lint.Info,
	Summary:  "A toleration lets a Pod run on tainted nodes as well",
	Examples: toleratedTaintExamples,
	Check:    checkToleratedTaint,
}

func checkToleratedTaint(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.others {
		if !w.Standalone() || w.Spec().NodeName != "" {
			continue // a controller makes the pod, or it is bound already
		}
		for i := range w.Spec().Tolerations {
			if opened := f.openedBy(w, i); len(opened.groups) > 0 {
				reportOpened(pass, f, w, i, opened)
			}
		}
	}
	return nil
}

// opened are the nodes that a Pod fits because of one toleration, and their taints
// that it tolerates.
type opened struct {
	groups []int
	taints []string
}

func (f *fleet) openedBy(w *placement.Workload, index int) opened {
	var found opened
	one := w.Spec().Tolerations[index : index+1]
	others := slices.Delete(slices.Clone(w.Spec().Tolerations), index, index+1)
	for g, verdict := range f.matrix.Of(w) {
		if verdict.Outcome != placement.Scheduled {
			continue
		}
		taints := slices.DeleteFunc(slices.Clone(verdict.Nodes[0].Spec.Taints), func(taint corev1.Taint) bool {
			return !placement.KeepsOut(&taint) || f.facts.IsPassing(&taint) ||
				!placement.Tolerates(one, &taint) || placement.Tolerates(others, &taint)
		})
		if len(taints) == 0 {
			continue
		}
		found.groups = append(found.groups, g)
		for i := range taints {
			if text := taints[i].ToString(); !slices.Contains(found.taints, text) {
				found.taints = append(found.taints, text)
			}
		}
	}
	return found
}

func reportOpened(pass *lint.Pass, f *fleet, w *placement.Workload, index int, found opened) {
	const shown = 3
	fits := 0
	for _, verdict := range f.matrix.Of(w) {
		if verdict.Outcome == placement.Scheduled {
			fits += len(verdict.Nodes)
		}
	}
	names := namesOf(f.gather(found.groups))
	who := strings.Join(names[:min(len(names), shown)], ", ")
	if rest := len(names) - shown; rest > 0 {
		who += fmt.Sprintf(" and %d more", rest)
	}
	pass.Report(w.At("spec", "tolerations", index),
		fmt.Sprintf("%s fits %d of %d nodes, %s (%s) among them by its toleration", w, fits, len(f.nodes), who, firstThree(found.taints)),
		lint.OnNodes(names...))
}
