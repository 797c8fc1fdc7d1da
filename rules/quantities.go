package rules

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// statedAmount is one quantity of a workload's requests or limits.
type statedAmount struct {
	// Owner is "container NAME", "init container NAME" or podOwner.
	Owner    string
	Resource corev1.ResourceName
	Limit    bool // else a request
	// Idle is a limit beside a request of its own: nothing is scheduled by it.
	Idle     bool
	Quantity resource.Quantity
	// Text is what is written.
	Text string
	At   manifest.Ref
}

// podOwner is the owner of pod-level resources.
const podOwner = "the pod"

// main reports whether the amount is one of an ordinary container.
func (a *statedAmount) main() bool { return slices.Contains(a.At.Path, any("containers")) }

// running reports whether the amount is one of a container that runs as long as
// the pod, a sidecar included.
func (a *statedAmount) running() bool { return strings.HasPrefix(a.Owner, "container ") }

// what names the field of the amount in a sentence.
func (a *statedAmount) what() string {
	if a.Limit {
		return string(a.Resource) + " limit of " + a.Owner
	}
	return string(a.Resource) + " request of " + a.Owner
}

// stated returns all requests and limits of a workload that can be decoded.
func stated(w *placement.Workload) []*statedAmount {
	var all []*statedAmount
	for _, c := range w.Containers() {
		all = append(all, statedIn(ownerName(c), &c.Resources, c.At.At("resources"))...)
	}
	if pod := w.Spec().Resources; pod != nil {
		all = append(all, statedIn(podOwner, pod, w.At("spec", "resources"))...)
	}
	return all
}

func ownerName(c placement.Container) string {
	if c.Init {
		return "init container " + strconv.Quote(c.Name)
	}
	return "container " + strconv.Quote(c.Name)
}

func statedIn(owner string, from *corev1.ResourceRequirements, at manifest.Ref) []*statedAmount {
	amounts := amountsOf(owner, from.Requests, at.At("requests"))
	limits := amountsOf(owner, from.Limits, at.At("limits"))
	for _, limit := range limits {
		limit.Limit = true
		_, limit.Idle = from.Requests[limit.Resource]
	}
	return append(amounts, limits...)
}

func amountsOf(owner string, list corev1.ResourceList, at manifest.Ref) []*statedAmount {
	amounts := make([]*statedAmount, 0, len(list))
	for _, name := range slices.Sorted(maps.Keys(list)) {
		field := at.At(string(name))
		if faulty(field) {
			continue
		}
		text, _ := field.Text()
		amounts = append(amounts, &statedAmount{
			Owner: owner, Resource: name, Quantity: list[name], Text: text, At: field,
		})
	}
	return amounts
}

var quantityParts = regexp.MustCompile(`^([+-]?[0-9.]+)(.*)$`)

// split returns the digits and the suffix of the amount as they are written.
func (a *statedAmount) split() (digits, suffix string) {
	parts := quantityParts.FindStringSubmatch(a.Text)
	if parts == nil {
		return "", a.Text
	}
	return parts[1], parts[2]
}

// below reports whether the amount is less than a number of units.
func (a *statedAmount) below(units int64) bool {
	return a.Quantity.Cmp(*resource.NewQuantity(units, resource.BinarySI)) < 0
}
