package validation

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// amounts are requests and limits, of a container, of a pod, or the overhead.
type amounts struct {
	at               cursor
	limitsAt         cursor
	limits, requests corev1.ResourceList
	checkName        func(cursor, corev1.ResourceName)
}

func (p *podCheck) checkContainerResources(c cursor, container *corev1.Container) {
	own := &container.Resources
	if len(own.Limits)+len(own.Requests) > 0 {
		amounts{c, c.child("limits"), own.Limits, own.Requests, checkContainerResource}.check()
	}
	if len(own.Claims) > 0 {
		p.checkClaimRefs(c.child("claims"), own.Claims)
	}
}

// checkOverhead follows validateOverhead, which takes the amounts for limits.
func (p *podCheck) checkOverhead() {
	c := p.at.child("overhead")
	amounts{c, c.child("limits").editing(c), p.pod.Overhead, nil, checkContainerResource}.check()
}

// rounded returns a quantity as the server keeps it: rounded up to milli
// (SetDefaults_ResourceList).
func rounded(quantity resource.Quantity) resource.Quantity {
	quantity.RoundUp(resource.Milli)
	return quantity
}

// check follows validateResourceRequirements.
func (a amounts) check() {
	basic, huge := false, false
	note := func(name corev1.ResourceName) {
		basic = basic || name == corev1.ResourceCPU || name == corev1.ResourceMemory
		huge = huge || isHugePages(name)
	}
	for name, quantity := range sorted(a.limits) {
		note(name)
		a.checkQuantity(a.limitsAt.key(string(name)), name, rounded(quantity))
	}
	requests := a.at.child("requests")
	for name, quantity := range sorted(a.requests) {
		note(name)
		a.checkQuantity(requests.key(string(name)), name, rounded(quantity))
		a.compare(requests.editing(requests.key(string(name))), name, rounded(quantity))
	}
	if huge && !basic {
		a.at.forbidden("HugePages require cpu or memory")
	}
}

func (a amounts) checkQuantity(c cursor, name corev1.ResourceName, quantity resource.Quantity) {
	a.checkName(c, name)
	if quantity.Sign() < 0 {
		c.invalid(quantity.String(), "must be greater than or equal to 0")
	}
	if isCounted(name) && quantity.MilliValue()%1000 != 0 {
		c.invalid(quantity, "must be an integer")
	}
	if isHugePages(name) && !isWholePages(name, quantity) {
		c.invalid(quantity.String(), fmt.Sprintf("%s is not positive integer multiple of %s", quantity.String(), name))
	}
}

// compare holds a request against its limit.
func (a amounts) compare(c cursor, name corev1.ResourceName, request resource.Quantity) {
	limit, limited := a.limits[name]
	limit = rounded(limit)
	switch order := request.Cmp(limit); {
	case !limited && !isOvercommitted(name):
		a.limitsAt.editing(a.limitsAt.key(string(name))).
			required("Limit must be set for non overcommitable resources")
	case !limited:
	case order != 0 && !isOvercommitted(name):
		c.invalid(request.String(), fmt.Sprintf("must be equal to %s limit of %s", name, limit.String()))
	case order > 0:
		c.invalid(request.String(), fmt.Sprintf("must be less than or equal to %s limit of %s", name, limit.String()))
	}
}

// checkClaimRefs follows validateResourceClaimNames.
func (p *podCheck) checkClaimRefs(c cursor, refs []corev1.ResourceClaim) {
	known := p.claimNames()
	seen := map[string]bool{}
	for i := range refs {
		name, at := refs[i].Name, c.index(i)
		if name == "" {
			at.required("")
			continue
		}
		checkClaimRepeated(at, &refs[i], seen)
		if !known[name] {
			p.reportUnknownClaim(at, name, known)
		}
	}
}

// checkClaimRepeated takes a claim without a request for all of its requests.
func checkClaimRepeated(c cursor, ref *corev1.ResourceClaim, seen map[string]bool) {
	if seen[ref.Name] {
		c.duplicate(ref.Name)
		return
	}
	key := ref.Name
	if ref.Request != "" {
		checkDNSLabel(c.child("request"), ref.Request)
		key += "/" + ref.Request
	}
	if seen[key] {
		c.duplicate(key)
	} else if ref.Request == "" {
		for other := range seen {
			if strings.HasPrefix(other, ref.Name+"/") {
				c.duplicate(ref.Name)
			}
		}
	}
	seen[key] = true
}

// checkContainerResource follows ValidateContainerResourceName.
func checkContainerResource(c cursor, name corev1.ResourceName) {
	checkResource(c, name)
	switch {
	case !strings.Contains(string(name), "/"):
		if !isContainerResource(name) {
			c.invalid(name, "must be a standard resource for containers")
		}
	case !isNative(name) && !isExtended(name):
		c.invalid(name, "doesn't follow extended resource name standard")
	}
}

// checkResource follows validateResourceName and reports whether the name will do.
func checkResource(c cursor, name corev1.ResourceName) bool {
	if wrong := validation.IsQualifiedName(string(name)); len(wrong) > 0 {
		messages(c, name, wrong)
		return false
	}
	if !strings.Contains(string(name), "/") && !isStandard(name) {
		c.invalid(name, "must be a standard resource type or fully qualified")
		return false
	}
	return true
}
