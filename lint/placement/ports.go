package placement

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// hostPort is a port of the node that a pod needs for itself.
type hostPort struct {
	ip       string
	protocol corev1.Protocol
	port     int32
	at       manifest.Ref
}

// anyIP is the address that conflicts with every other; an IPv6 address is like
// any other to the scheduler.
const anyIP = "0.0.0.0"

// hostPortsOf returns the host ports of a defaulted pod: those of containers and
// sidecars, not of plain init containers
// (k8s.io/kubernetes/pkg/scheduler/util, GetHostPorts).
func hostPortsOf(w *Workload, pod *corev1.Pod) []hostPort {
	var ports []hostPort
	collect := func(list string, index int, c *corev1.Container) {
		for i, port := range c.Ports {
			if port.HostPort <= 0 {
				continue
			}
			ip := port.HostIP
			if ip == "" {
				ip = anyIP
			}
			at := w.At("spec", list, index, "ports", i)
			if field := at.At("hostPort"); field.Exists() {
				at = field
			} else {
				at = at.At("containerPort")
			}
			ports = append(ports, hostPort{ip, port.Protocol, port.HostPort, at})
		}
	}
	for i := range pod.Spec.InitContainers {
		if c := &pod.Spec.InitContainers[i]; c.RestartPolicy != nil &&
			*c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			collect("initContainers", i, c)
		}
	}
	for i := range pod.Spec.Containers {
		collect("containers", i, &pod.Spec.Containers[i])
	}
	return ports
}

// conflicts follows HostPortInfo.CheckConflict
// (k8s.io/kube-scheduler/framework).
func (p hostPort) conflicts(other hostPort) bool {
	return p.port == other.port && p.protocol == other.protocol &&
		(p.ip == other.ip || p.ip == anyIP || other.ip == anyIP)
}

const portsTaken = "node(s) didn't have free ports for the requested pod ports"

// portRefusals returns the ports that pods on the node already hold.
func portRefusals(p *prepared, on []*placed) []Refusal {
	var refusals []Refusal
	for _, port := range p.ports {
		for _, other := range on {
			for _, held := range other.p.ports {
				if !port.conflicts(held) {
					continue
				}
				refusals = append(refusals, Refusal{
					Gate: GatePorts, By: port.at, Kubernetes: portsTaken, Holders: []*Workload{other.p.w},
					Reason: fmt.Sprintf("host port %d/%s is held by %s", port.port, port.protocol, other.p.w),
				})
			}
		}
	}
	return refusals
}
