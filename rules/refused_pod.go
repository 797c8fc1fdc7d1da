package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed refused_pod.txtar
var refusedPodExamples []byte

var refusedPod = &lint.Rule{
	Name:     "refused-pod",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "Admission refuses the pods of a workload, which is there without them",
	Examples: refusedPodExamples,
	Check:    checkRefusedPod,
}

func checkRefusedPod(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if !f.counts(w) || f.intended[w] {
			continue
		}
		for _, denied := range f.denials(w) {
			reportDenial(pass, f, w, denied)
		}
	}
	if len(f.nodes) == 0 && limitsPods(pass) {
		checkAdmission(pass, f)
	}
	return nil
}

// checkAdmission looks at what admission says whatever the node. Classes and accounts
// that are not there may be somewhere else.
func checkAdmission(pass *lint.Pass, f *fleet) {
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if !f.counts(w) {
			continue
		}
		if refusal := f.matrix.Admission(w); refusal != nil && refusal.Absent == "" {
			reportDenial(pass, f, w, &denial{refusal: refusal})
		}
	}
}

// limitsPods reports whether something in the set or the config may refuse pods that
// the API server takes in a template.
func limitsPods(pass *lint.Pass) bool {
	if pass.Config != nil && pass.Config.PodSecurity.Enforce != "" {
		return true
	}
	return slices.ContainsFunc(pass.Set.Objects(), func(object *manifest.Object) bool {
		return object.Kind == "LimitRange" ||
			object.Kind == "Namespace" && object.At("metadata", "labels", "pod-security.kubernetes.io/enforce").Exists()
	})
}

// denial is what admission says of the pods on some nodes.
type denial struct {
	refusal *placement.Refusal
	groups  []int
}

func (f *fleet) denials(w *placement.Workload) []*denial {
	var all []*denial
	for g, verdict := range f.matrix.Of(w) {
		if verdict.Outcome != placement.Refused {
			continue
		}
		refusal := &verdict.Refusals[0]
		if ofDistribution(refusal) || toldElsewhere(f, refusal) {
			continue
		}
		at := slices.IndexFunc(all, func(d *denial) bool { return d.refusal.Reason == refusal.Reason })
		if at < 0 {
			at = len(all)
			all = append(all, &denial{refusal: refusal})
		}
		all[at].groups = append(all[at].groups, g)
	}
	return all
}

// ofDistribution reports whether the object that is missing has a prefix that is kept
// for a distribution, which brings it along: the class openshift-user-critical.
func ofDistribution(r *placement.Refusal) bool {
	name, _ := r.By.Text()
	return r.Absent != "" && reserved(name)
}

// toldElsewhere reports whether a rule on what pods name speaks of it:
// missing-service-account, or priority-class-unknown where classes are defined.
func toldElsewhere(f *fleet, r *placement.Refusal) bool {
	return r.Absent == "ServiceAccount" || r.Absent == "PriorityClass" && f.definesClasses
}

// byDefault reports whether what the config says of the cluster refuses a pod in a
// namespace that is not among the manifests: its labels may say otherwise.
func byDefault(pass *lint.Pass, w *placement.Workload, r *placement.Refusal) bool {
	return !r.Because.IsZero() && r.Because.Object.Kind == "" &&
		!placement.DeclaredNamespaces(pass.Set)[w.Namespace()]
}

func reportDenial(pass *lint.Pass, f *fleet, w *placement.Workload, d *denial) {
	names := namesOf(f.gather(d.groups))
	where := ""
	if w.DaemonSet != nil && len(names) > 0 {
		where = " on " + someOf(names, len(f.nodes))
	}
	details := []lint.Detail{lint.OnNodes(names...), lint.Suggest(d.remedy())}
	if !d.refusal.Because.IsZero() {
		details = append(details, lint.See(d.refusal.Because, "what forbids it"))
	}
	if byDefault(pass, w, d.refusal) {
		details = append(details, lint.As(lint.Warning))
	}
	if absent := d.refusal.Absent; absent != "" && (!declares(pass.Set, absent) || rendersMore(pass.Set)) {
		details = append(details, lint.As(lint.Warning))
	}
	pass.Report(d.refusal.By, fmt.Sprintf("%s gets no pod%s: %s", w, where, d.reason()), details...)
}

// declares reports whether a set holds objects of a kind: one that is missing is not
// made elsewhere then, as far as the set can tell.
func declares(set *manifest.Set, kind string) bool {
	return slices.ContainsFunc(set.Objects(), func(object *manifest.Object) bool { return object.Kind == kind })
}

// reason gives the words of the API server without the pod, which has no name yet.
func (d *denial) reason() string {
	for _, start := range []string{`pods "POD" is forbidden: `, `Pod "POD" is `} {
		if reason, found := strings.CutPrefix(d.refusal.Reason, start); found {
			return reason
		}
	}
	return d.refusal.Reason
}

func (d *denial) remedy() string {
	if d.refusal.Absent != "" {
		return fmt.Sprintf("Declare the %s, or name another", d.refusal.Absent)
	}
	if d.refusal.Because.IsZero() {
		return "Leave the field out, or make it agree with what admission fills in"
	}
	switch kind := d.refusal.Because.Object.Kind; kind {
	case "Namespace", "": // a config has no kind
		return "Leave out what the level forbids, or run it in a namespace with another level"
	case "ResourceQuota":
		return "Raise the ResourceQuota, or ask for what it leaves in each container"
	default:
		return fmt.Sprintf("Change the requests and limits, or the %s", kind)
	}
}
