package validation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/component-helpers/resource"
)

// checkPodResources follows validatePodResources, for the amounts that all
// containers of a pod share.
func (p *podCheck) checkPodResources() {
	if len(p.pod.Overhead) > 0 {
		p.checkOverhead()
	}
	own := p.pod.Resources
	if own == nil {
		return
	}
	c := p.at.child("resources")
	if p.pod.OS != nil && p.pod.OS.Name == corev1.Windows {
		c.forbidden("may not be set for a windows pod")
		return
	}
	if own.Claims != nil {
		c.child("claims").forbidden("claims may not be set for Resources at pod-level")
		p.checkClaimRefs(c.child("claims"), own.Claims)
	}
	amounts{c, c.child("limits"), own.Limits, own.Requests, checkPodResource}.check()
	p.checkAggregates(c)
}

// checkPodResource follows validatePodResourceName.
func checkPodResource(c cursor, name corev1.ResourceName) {
	if checkResource(c, name) && !resource.IsSupportedPodLevelResource(name) {
		unsupported(c, name, slices.Sorted(maps.Keys(resource.SupportedPodLevelResources()))...)
	}
}

// checkAggregates follows validatePodResourceConsistency: what the containers ask
// for has to fit into what the pod has.
func (p *podCheck) checkAggregates(c cursor) {
	own := p.pod.Resources
	pod := &corev1.Pod{Spec: corev1.PodSpec{
		Containers: roundedContainers(p.pod.Containers), InitContainers: roundedContainers(p.pod.InitContainers),
	}}
	for name, sum := range sorted(resource.AggregateContainerRequests(pod, resource.PodResourcesOptions{})) {
		if request, set := own.Requests[name]; set && sum.Cmp(rounded(request)) > 0 {
			request = rounded(request)
			c.child("requests").key(string(name)).invalid(request.String(),
				"must be greater than or equal to aggregate container requests of "+sum.String())
		}
	}
	for name, sum := range sorted(resource.AggregateContainerLimits(pod, resource.PodResourcesOptions{})) {
		if limit, set := own.Limits[name]; set && isHugePages(name) && sum.Cmp(rounded(limit)) > 0 {
			limit = rounded(limit)
			c.child("limits").key(string(name)).invalid(limit.String(),
				"must be greater than or equal to aggregate container limits of "+sum.String())
		}
	}
	for i := range pod.Spec.Containers {
		p.checkContainerLimits(c, i, pod.Spec.Containers[i].Resources.Limits)
	}
}

// checkContainerLimits names the limits of a container by a path of its own.
func (p *podCheck) checkContainerLimits(c cursor, container int, limits corev1.ResourceList) {
	for name, limit := range sorted(limits) {
		most, set := p.pod.Resources.Limits[name]
		if most = rounded(most); !set || limit.Cmp(most) <= 0 {
			continue
		}
		edit := p.at.child("containers").index(container).child("resources", "limits").key(string(name))
		c.child("containers").index(container).key(string(name)).child("limits").editing(edit).
			invalid(limit.String(), "must be less than or equal to pod limits of "+most.String())
	}
}

func roundedContainers(containers []corev1.Container) []corev1.Container {
	copies := make([]corev1.Container, len(containers))
	for i := range containers {
		copies[i] = corev1.Container{
			RestartPolicy: containers[i].RestartPolicy,
			Resources: corev1.ResourceRequirements{
				Limits:   roundedList(containers[i].Resources.Limits),
				Requests: roundedList(containers[i].Resources.Requests),
			},
		}
	}
	return copies
}

func roundedList(list corev1.ResourceList) corev1.ResourceList {
	copied := make(corev1.ResourceList, len(list))
	for name, quantity := range list {
		copied[name] = rounded(quantity.DeepCopy())
	}
	return copied
}

// claimNames are those that containers can refer to.
func (p *podCheck) claimNames() map[string]bool {
	names := map[string]bool{}
	for i := range p.pod.ResourceClaims {
		if name := p.pod.ResourceClaims[i].Name; name != "" {
			names[name] = true
		}
	}
	return names
}

func (p *podCheck) reportUnknownClaim(c cursor, name string, known map[string]bool) {
	detail := "must be one of the names in pod.spec.resourceClaims"
	if len(known) == 0 {
		detail += " which is empty"
	} else {
		detail += ": " + strings.Join(slices.Sorted(maps.Keys(known)), ", ")
	}
	c.notFoundBecause(name, detail)
}

// checkResourceClaims follows validatePodResourceClaims.
func (p *podCheck) checkResourceClaims() {
	names := map[string]bool{}
	for i := range p.pod.ResourceClaims {
		claim, at := &p.pod.ResourceClaims[i], p.at.child("resourceClaims").index(i)
		if p.isMirror() {
			p.at.of.root().child("").editing(at).forbidden("static pods do not support resource claims")
			continue
		}
		switch {
		case claim.Name == "":
			at.child("name").required("")
		case names[claim.Name]:
			at.child("name").duplicate(claim.Name)
		default:
			checkDNSLabel(at.child("name"), claim.Name)
			names[claim.Name] = true
		}
		checkClaimSource(at, claim)
	}
}

// isMirror tells what a kubelet shows of a pod that it runs from a file.
func (p *podCheck) isMirror() bool {
	if p.owner == nil {
		return false
	}
	_, mirror := p.owner.Annotations[mirrorAnnotation]
	return mirror
}

func checkClaimSource(c cursor, claim *corev1.PodResourceClaim) {
	name, template := claim.ResourceClaimName, claim.ResourceClaimTemplateName
	const fields = "`resourceClaimName`%s `resourceClaimTemplateName`"
	switch {
	case name != nil && template != nil:
		c.invalid(internal{claim}, "at most one of "+fmt.Sprintf(fields, " or")+" may be specified")
	case name == nil && template == nil:
		c.invalid(internal{claim}, "must specify one of: "+fmt.Sprintf(fields, ","))
	}
	if name != nil {
		checkName(c.child("resourceClaimName"), *name)
	}
	if template != nil {
		checkName(c.child("resourceClaimTemplateName"), *template)
	}
}
