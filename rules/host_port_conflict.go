package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed host_port_conflict.txtar
var hostPortConflictExamples []byte

var hostPortConflict = &lint.Rule{
	Name:     "host-port-conflict",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "Two workloads want the same port of the same node, and one of them stays pending",
	Examples: hostPortConflictExamples,
	Check:    checkHostPortConflict,
}

func checkHostPortConflict(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if !f.counts(w) || f.intended[w] || w.DaemonSet == nil && !f.onlyPortsMissing(w) {
			continue
		}
		for _, clash := range f.clashes(w) {
			reportClash(pass, f, w, clash)
		}
	}
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if f.counts(w) {
			reportKubeletPort(pass, w)
		}
	}
	return nil
}

// kubeletPort is where every kubelet serves its API (k8s.io/kubernetes/pkg/cluster/ports,
// KubeletPort); the scheduler knows nothing of it.
const kubeletPort = 10250

func reportKubeletPort(pass *lint.Pass, w *placement.Workload) {
	for _, port := range hostPorts(w) {
		if port.HostPort == kubeletPort && port.Protocol == corev1.ProtocolTCP {
			pass.Report(port.field(), fmt.Sprintf("%s wants host port %s, on which the kubelet of each node listens",
				w, portText(port.ContainerPort)), lint.As(lint.Warning), lint.Suggest("Give it another port"))
			return
		}
	}
}

// onlyPortsMissing reports whether the ports are taken on each node that another
// workload than a DaemonSet may run on: it needs one of them only.
func (f *fleet) onlyPortsMissing(w *placement.Workload) bool {
	return !slices.ContainsFunc(f.matrix.Of(w), func(v *placement.Verdict) bool {
		return v.Outcome != placement.Excluded && !slices.ContainsFunc(v.Refusals, isPorts)
	})
}

func isPorts(r placement.Refusal) bool { return r.Gate == placement.GatePorts }

// clash is what one holder takes from a workload.
type clash struct {
	holder *placement.Workload
	by     []manifest.Ref // the ports of the workload
	groups []int
}

func (f *fleet) clashes(w *placement.Workload) []*clash {
	var all []*clash
	for g, verdict := range f.matrix.Of(w) {
		for _, refusal := range verdict.Refusals {
			holder := f.holderOf(w, &refusal, g)
			if holder == nil {
				continue
			}
			at := slices.IndexFunc(all, func(c *clash) bool { return c.holder == holder })
			if at < 0 {
				at = len(all)
				all = append(all, &clash{holder: holder})
			}
			all[at].add(refusal.By, g)
		}
	}
	return all
}

func (c *clash) add(by manifest.Ref, group int) {
	if !slices.ContainsFunc(c.by, func(r manifest.Ref) bool { return r.Path.String() == by.Path.String() }) {
		c.by = append(c.by, by)
	}
	if !slices.Contains(c.groups, group) {
		c.groups = append(c.groups, group)
	}
}

// holderOf returns who holds the port of a refusal: not an object that a later one
// of the same name replaces, nor such a one of the workload itself.
func (f *fleet) holderOf(w *placement.Workload, r *placement.Refusal, group int) *placement.Workload {
	if !isPorts(*r) || len(r.Holders) == 0 {
		return nil
	}
	holder := f.last[r.Holders[0].String()]
	switch {
	case holder == nil:
		return r.Holders[0] // a pod that runs there already
	case holder.String() == w.String():
		return nil
	}
	if holder != r.Holders[0] {
		port := portAt(w, r.By)
		if _, still := portLike(holder, port); !still || !f.matrix.Of(holder)[group].PodCreated() {
			return nil
		}
	}
	return holder
}

func reportClash(pass *lint.Pass, f *fleet, w *placement.Workload, c *clash) {
	var ports []string
	var details []lint.Detail
	for _, by := range c.by {
		port := portAt(w, by)
		ports = append(ports, portText(port))
		if held, ok := portLike(c.holder, port); ok {
			details = append(details, lint.See(held, "the port of "+c.holder.String()))
		}
	}
	names := namesOf(f.machines(c.groups))
	if len(names) == 0 {
		return
	}
	noun := "host port "
	if len(ports) > 1 {
		noun = "host ports "
	}
	remedy := "Give one of the two another port, or keep them on different nodes"
	if maySame(w, c.holder) {
		details = append(details, lint.As(lint.Info))
		remedy = "Keep one of the two, or write the namespace of both"
	}
	pass.Report(c.by[0], fmt.Sprintf("%s stays pending on %s: %s holds %s%s",
		w, someOf(names, len(f.nodes)), c.holder, noun, strings.Join(ports, ", ")),
		append(details, lint.OnNodes(names...), lint.Suggest(remedy))...)
}

// maySame reports whether two workloads may be one: they share a name, and the
// namespace of one is not written but comes from elsewhere.
func maySame(a, b *placement.Workload) bool {
	return a.Object.Kind == b.Object.Kind && a.Object.Name == b.Object.Name &&
		(a.Object.Namespace == "" || b.Object.Namespace == "")
}

// portAt returns the port that a field belongs to, with the defaults of the API
// server.
func portAt(w *placement.Workload, at manifest.Ref) corev1.ContainerPort {
	for _, held := range hostPorts(w) {
		if prefix := held.at.Path; len(at.Path) >= len(prefix) && slices.Equal(at.Path[:len(prefix)], prefix) {
			return held.ContainerPort
		}
	}
	return corev1.ContainerPort{}
}

// portLike returns the port of a workload that is in the way of another.
func portLike(w *placement.Workload, port corev1.ContainerPort) (manifest.Ref, bool) {
	isAny := func(ip string) bool { return ip == "" || ip == "0.0.0.0" }
	for _, held := range hostPorts(w) {
		if held.HostPort == port.HostPort && held.Protocol == port.Protocol &&
			(held.HostIP == port.HostIP || isAny(held.HostIP) || isAny(port.HostIP)) {
			return held.field(), true
		}
	}
	return manifest.Ref{}, false
}
