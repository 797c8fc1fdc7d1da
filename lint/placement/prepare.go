package placement

import (
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	helper "k8s.io/component-helpers/scheduling/corev1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// prepared is a workload with all about its pod that does not depend on a node.
type prepared struct {
	w        *Workload
	pod      *corev1.Pod // after admission
	refused  *refusal
	eligible *eligibility
	requests []amount
	ports    []hostPort
	priority int32
	preempts bool
	affinity *podAffinity
	spread   []spreadConstraint
	// added is what admission put into the node selector: the controller does not
	// see it, the scheduler does.
	added map[string]string
	// hold keeps the pod from being scheduled on any node.
	hold *Refusal
	// quotas count the pod, which uses so much of them.
	quotas []*quota
	usage  corev1.ResourceList
	// runs tells that the pod is one that runs already, and no workload of the set.
	runs bool
	// verdicts are those on a DaemonSet by the number of the group; one without a
	// workload is on a pod that is placed or waits.
	verdicts []Verdict
	// unknown are the placeholders that decide about the pod, nil where there are none.
	unknown *unknown
}

func prepare(w *Workload, in *world, resources resourceTable) *prepared {
	pod := newPod(w)
	// The controller decides before admission changes the pod.
	p := &prepared{w: w, pod: pod, eligible: newEligibility(w, pod), unknown: unknownOf(w)}
	before := maps.Clone(pod.Spec.NodeSelector)
	p.refused = in.admit(w, pod)
	if w.DaemonSet == nil {
		p.eligible = newEligibility(w, pod)
	} else {
		p.added = addedPairs(before, pod.Spec.NodeSelector)
	}
	p.requests = resources.requestsOf(pod)
	p.ports = hostPortsOf(w, pod)
	p.priority = helper.PodPriority(pod)
	p.preempts = pod.Spec.PreemptionPolicy == nil || *pod.Spec.PreemptionPolicy != corev1.PreemptNever
	p.affinity = newPodAffinity(w, pod, in)
	p.spread = newSpread(w, pod)
	p.hold = holdOf(w, pod, in)
	p.quotas, p.usage = in.quotasOf(pod), podUsage(pod)
	return p
}

func addedPairs(before, after map[string]string) map[string]string {
	added := map[string]string{}
	for key, value := range after {
		if _, own := before[key]; !own {
			added[key] = value
		}
	}
	return added
}

// bound reports whether the pod names its node: the scheduler never sees it, and
// nobody checks whether it fits.
func (p *prepared) bound() bool { return p.pod.Spec.NodeName != "" }

// holdOf returns what keeps the scheduler from looking at the pod at all.
func holdOf(w *Workload, pod *corev1.Pod, in *world) *Refusal {
	switch {
	case len(pod.Spec.SchedulingGates) > 0:
		const held = "Scheduling is blocked due to non-empty scheduling gates"
		return &Refusal{
			Gate: GateGates, Reason: held, Kubernetes: held, By: w.At("spec", "schedulingGates"),
		}
	case pod.Spec.SchedulerName != corev1.DefaultSchedulerName:
		other := fmt.Sprintf("schedulerName %q is not served by the default scheduler", pod.Spec.SchedulerName)
		return &Refusal{
			Gate: GateScheduler, Reason: other, Kubernetes: other, By: w.At("spec", "schedulerName"),
		}
	}
	for i := range pod.Spec.Volumes {
		claim := pod.Spec.Volumes[i].PersistentVolumeClaim
		if claim == nil || in.claims[pod.Namespace+"/"+claim.ClaimName] {
			continue
		}
		absent := fmt.Sprintf("persistentvolumeclaim %q not found", claim.ClaimName)
		return &Refusal{
			Gate: GateVolumes, Reason: absent, Kubernetes: absent,
			By: w.At("spec", "volumes", i, "persistentVolumeClaim", "claimName"),
		}
	}
	return nil
}

const (
	affinityMismatch = "node(s) didn't match Pod's node affinity/selector"
	taintMismatch    = "node(s) had untolerated taint(s)"
	cordoned         = "node(s) were unschedulable"
)

// selectorRefusals are by labels that only admission asked for.
func (p *prepared) selectorRefusals(node *inventory.Node) []Refusal {
	if len(p.added) == 0 {
		return nil
	}
	var refusals []Refusal
	for _, key := range slices.Sorted(maps.Keys(p.added)) {
		if value, labelled := node.Labels[key]; labelled && value == p.added[key] {
			continue
		}
		refusals = append(refusals, Refusal{
			Gate: GateNodeSelector, Kubernetes: affinityMismatch,
			By: p.w.At("spec", "runtimeClassName"), OnNode: manifest.Path{"metadata", "labels"},
			Reason: fmt.Sprintf("label %s=%s, which the RuntimeClass asks for, is missing", key, p.added[key]),
		})
	}
	return refusals
}
